// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of policies
/** Policies written to be slow: work is counted, not timed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, matchingSteps, parsePolicy, type RequestContext } from '../src/index.ts';
import { GappedRun, GapSearch } from '../src/match/gap-search.ts';
import { globOf, matchesGlob, matchesRuns } from '../src/match/glob.ts';
import { tokenize } from '../src/match/pattern.ts';
import { anyCode, Pieces } from '../src/match/pieces.ts';
import type { CharacterSource } from '../src/match/place-rows.ts';
import { validatePolicy } from '../src/validate/index.ts';
import { alice, document } from './case.ts';

/** A text that counts how often it is looked at. */
function counted(text: string): CharacterSource & { looks: number } {
  return {
    looks: 0,
    length: text.length,
    charCodeAt(index) {
      this.looks++;
      return text.charCodeAt(index);
    },
  };
}

function looks(pattern: string, text: string): number {
  const source = counted(text);
  matchesRuns(globOf(tokenize(pattern, false, true).tokens), source);
  return source.looks;
}

/** The textbook's table, to compare with. */
function matchesSlowly(pattern: string, text: string): boolean {
  let row = [true, ...new Array<boolean>(text.length).fill(false)];
  for (const character of pattern) {
    const next: boolean[] = [character === '*' && row[0] === true];
    for (let i = 1; i <= text.length; i++) {
      next.push(
        character === '*'
          ? row[i] === true || next[i - 1] === true
          : row[i - 1] === true && (character === '?' || character === text[i - 1]),
      );
    }
    row = next;
  }
  return row[text.length] === true;
}

describe('wildcards', () => {
  test('match as the textbook says', () => {
    const pattern = fc
      .array(fc.constantFrom('*', '?', 'a', 'b', 'ab', '*?', '?*?', 'aab'), { maxLength: 8 })
      .map((all) => all.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', 'ab', 'aa'), { maxLength: 10 }).map((all) => all.join(''));
    fc.assert(
      fc.property(
        pattern,
        text,
        (glob, given) => matchesGlob(globOf(tokenize(glob, false, true).tokens), given) === matchesSlowly(glob, given),
      ),
      { numRuns: 20_000 },
    );
  });

  const text = `${'a'.repeat(2_000)}b`;
  test.each([
    ['stars and questions', '*?'.repeat(50_000)],
    ['questions and stars', '?*'.repeat(50_000)],
    ['letters and stars', 'a*'.repeat(50_000)],
    ['stars and letters that end otherwise', `${'*a'.repeat(900)}*c`],
    ['near misses', '*aaaaaaaaaaaaaaac'.repeat(100)],
    ['one long near miss', `*${'a'.repeat(1_000)}c*`],
  ])('looks at each character a few times only: %s', (_, pattern) => {
    expect(looks(pattern, text)).toBeLessThanOrEqual(4 * text.length);
    const twice = text.repeat(2);
    expect(looks(pattern, twice)).toBeLessThanOrEqual(4 * twice.length);
  });

  test('a pattern longer than the text costs nothing', () => {
    expect(looks(`*${'a?'.repeat(50_000)}c*`, text)).toBe(0);
  });
});

/** What the search for runs with a `?` inside did, in steps; `allowance` 0 has it use pieces from the start. */
function stepsOf(
  pattern: string,
  text: string,
  allowance?: number,
): { readonly matches: boolean; readonly steps: number } {
  const search = new GapSearch(text, allowance);
  const matches = matchesRuns(globOf(tokenize(pattern, false, true).tokens), text, search);
  search.end();
  return { matches, steps: search.steps };
}

/** A text of one word over and over, and a run of it that differs at its end alone: at each repetition nearly all of it fits. */
function nearMiss(
  word: string,
  runLength: number,
  textLength: number,
): { readonly pattern: string; readonly text: string } {
  const text = word.repeat(Math.ceil(textLength / word.length)).slice(0, textLength);
  const fit = text.slice(0, runLength - 1);
  const other = [...word].find((character) => character !== text[runLength - 1]) ?? '!';
  return { pattern: `*${fit.slice(0, 5)}?${fit.slice(6)}${other}*`, text };
}

function word(length: number, first: number): string {
  return Array.from({ length }, (_, i) => String.fromCharCode(first + i)).join('');
}

describe('a question mark inside a run', () => {
  const hostile: readonly (readonly [string, (size: number) => { readonly pattern: string; readonly text: string }])[] =
    [
      ['one letter', (size) => nearMiss('a', size / 2, size)],
      ['two letters by turns', (size) => nearMiss('ab', size / 2, size)],
      ['a word of 7', (size) => nearMiss(word(7, 0x41), size / 2, size)],
      ['a word of 31', (size) => nearMiss(word(31, 0x41), size / 2, size)],
      ['a word of 63', (size) => nearMiss(word(63, 0x41), size / 2, size)],
      ['a word of 500 letters beyond Latin', (size) => nearMiss(word(500, 0x4e00), size / 2, size)],
      ['a short run in a long text', (size) => nearMiss('ab', size / 8, size)],
      ['a long run in a text hardly longer', (size) => nearMiss('ab', (size / 8) * 7, size)],
      [
        'every second one a question mark',
        (size) => ({ pattern: `*${'a?'.repeat(size / 4)}b*`, text: `${'a'.repeat(size / 2)}${'ab'.repeat(size / 4)}` }),
      ],
      ['many short runs', (size) => ({ pattern: `${'*a?b'.repeat(size / 4)}*c*`, text: 'aab'.repeat(size / 2) })],
      [
        'many runs of which the last is missing',
        (size) => ({ pattern: `${'*aaaaaaa?aaaaaaa'.repeat(size / 32)}*a?c*`, text: 'a'.repeat(size) }),
      ],
    ];

  test.each(hostile)('costs words of 32 places, not places: %s', (_, make) => {
    const small = make(1_024);
    const expected = matchesSlowly(small.pattern, small.text);
    for (const size of [1_024, 4_096, 8_192, 32_768]) {
      const { pattern, text } = make(size);
      const { matches, steps } = stepsOf(pattern, text);
      expect(matches).toBe(expected);
      // Place by place the worst of them take size * size / 4 steps.
      expect(steps).toBeLessThanOrEqual(16 * size + (size * size) / 128);
    }
  });

  test.each(hostile)('costs no more than is foretold: %s', (_, make) => {
    const { pattern, text } = make(4_096);
    const like = { ...statement(1), Condition: { StringLike: { 'aws:UserAgent': pattern } } };
    const request = { principal: alice, action: 's3:GetObject', resource: '*', context: { get: () => text } };
    expect(stepsOf(pattern, text).steps).toBeLessThanOrEqual(2 * matchingSteps(document(like, 'identity'), request));
  });

  /** Runs and texts of few letters, long enough for several pieces and blocks, and near to each other. */
  const letters = fc.constantFrom('a', 'a', 'a', 'b', '\u4e00');
  const near = fc
    .tuple(
      fc.array(letters, { minLength: 1, maxLength: 90 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.tuple(fc.nat(400), fc.constantFrom('?', '?', 'a', 'b', '*', '')), { maxLength: 8 }),
      fc.nat(200),
      fc.nat(120),
    )
    .map(([piece, times, changes, from, length]) => {
      const text = piece.join('').repeat(times);
      const run = [...text.slice(from % text.length)].slice(0, length + 1);
      for (const [at, character] of changes) run[at % run.length] = character;
      return { text, pattern: `*${run.join('')}*` };
    });

  test('is matched by pieces as the textbook says, in bounded steps', () => {
    fc.assert(
      fc.property(near, ({ text, pattern }) => {
        const { matches, steps } = stepsOf(pattern, text, 0);
        const bound = 64 + 8 * (text.length + pattern.length) + ((text.length + 128) * pattern.length) / 8;
        return matches === matchesSlowly(pattern, text) && steps <= bound;
      }),
      { numRuns: 20_000 },
    );
  });

  test('is matched with the allowance as without', () => {
    fc.assert(
      fc.property(near, fc.nat(600), ({ text, pattern }, allowance) => {
        return stepsOf(pattern, text, allowance).matches === stepsOf(pattern, text).matches;
      }),
      { numRuns: 5_000 },
    );
  });

  test('two searches by turns do not disturb each other', () => {
    const codesIn = (text: string): number[] => [...text].map((each) => (each === '?' ? anyCode : each.charCodeAt(0)));
    const one = new Pieces();
    const other = new Pieces();
    const [first, second] = ['abaaa?b', 'a?aab'].map((run) => new GappedRun(codesIn(run), one)) as [
      GappedRun,
      GappedRun,
    ];
    const third = new GappedRun(codesIn('cab?bbc'), other);
    const [text, otherText] = [`${'ab'.repeat(300)}aaaab`, `${'cba'.repeat(300)}cabbbbc`];
    const search = new GapSearch(text, 0);
    const otherSearch = new GapSearch(otherText, 0);
    expect(search.find(first, 0, text.length)).toBe(605);
    expect(otherSearch.find(third, 0, otherText.length)).toBe(otherText.length);
    expect(search.find(second, 0, text.length)).toBe(605);
    search.end();
    otherSearch.end();
  });
});

function statement(i: number): Record<string, unknown> {
  return {
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::box-${i}/*`,
    Condition: { StringEquals: { 'aws:username': 'alice' } },
  };
}

describe('documents', () => {
  test.each(['StringLike', 'StringEquals', 'StringEqualsIgnoreCase', 'ArnLike'])(
    'a long value that %s names a thousand times is not copied a thousand times',
    (operator) => {
      // Copied, it would be a billion characters: more than there is memory.
      const many = '${aws:UserAgent}'.repeat(10_000);
      const denied = { ...statement(1), Resource: '*', Condition: { [operator]: { 'aws:UserAgent': many } } };
      const request = {
        principal: alice,
        action: 's3:GetObject',
        resource: '*',
        context: { get: () => `arn:aws:s3:::${'a'.repeat(100_000)}` },
      };
      const identity = [{ name: 'p', document: document(denied, 'identity') }];
      expect(decide(request, { identity }).effect).toBe('deny');
    },
  );

  /** How many statements had their condition looked at. */
  function conditionsAsked(count: number, resource: string, extra: readonly Record<string, unknown>[] = []): number {
    let asked = 0;
    const context: RequestContext = {
      get() {
        asked++;
        return 'alice';
      },
    };
    const identity = [
      {
        name: 'p',
        document: document([...Array.from({ length: count }, (_, i) => statement(i)), ...extra], 'identity'),
      },
    ];
    decide({ principal: alice, action: 's3:GetObject', resource, context }, { identity });
    return asked;
  }

  test('of ten thousand statements about an action only those about the resource are asked', () => {
    expect(conditionsAsked(10_000, 'arn:aws:s3:::box-777/key')).toBe(1);
    expect(conditionsAsked(10_000, 'arn:aws:s3:::other/key')).toBe(0);
    expect(
      conditionsAsked(10_000, 'arn:aws:s3:::box-777/key', [statement(777), { ...statement(0), Resource: '*' }]),
    ).toBeLessThanOrEqual(3);
  });

  test('a hundred kilobytes of everything nasty still decide', () => {
    const wild = `arn:aws:s3:::${'*?'.repeat(10_000)}`;
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [`s3:${'*?'.repeat(10_000)}x`, 's3:*'],
          Resource: [wild, `arn:aws:s3:::${'a*'.repeat(10_000)}`],
        },
        {
          Effect: 'Deny',
          Action: 's3:*',
          Resource: '*',
          Condition: { StringLike: { 'aws:username': ['*a'.repeat(10_000), '?*'.repeat(5_000)] } },
        },
      ],
    });
    const outcome = parsePolicy(text, 'identity');
    expect(outcome.ok).toBe(true);
    if (!outcome.ok) return;
    const context: RequestContext = { get: () => 'a'.repeat(2_000) };
    const request = {
      principal: alice,
      action: 's3:GetObject',
      resource: `arn:aws:s3:::${'a'.repeat(2_000)}`,
      context,
    };
    expect(decide(request, { identity: [{ name: 'p', document: outcome.document }] }).effect).toBe('deny');
    expect(validatePolicy(text, 'identity').length).toBeGreaterThan(0);
  });

  test('an error while the context is read is no allow', () => {
    const context: RequestContext = {
      get() {
        throw new Error('the store is away');
      },
    };
    const identity = [{ name: 'p', document: document(statement(1), 'identity') }];
    const request = { principal: alice, action: 's3:GetObject', resource: 'arn:aws:s3:::box-1/key', context };
    expect(() => decide(request, { identity })).toThrow('the store is away');
  });

  test('findings are bounded', () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: Array.from({ length: 5_000 }, () => ({ Effect: 'Allow', Action: 'nope:Nope', Resource: 'x' })),
    });
    expect(validatePolicy(text, 'identity')).toHaveLength(1_000);
  });

  test('long lists beside each other are validated one after the other, not each with each', () => {
    const size = 40_000;
    const many = (make: (i: number) => string): string[] => Array.from({ length: size }, (_, i) => make(i));
    const keyed = (make: (i: number) => string): object => Object.fromEntries(many(make).map((key) => [key, 'x']));
    const validated = (statement: object, kind: 'trust' | 'resourceControl' | 'identity'): number =>
      validatePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), kind).length;
    const trust = {
      Effect: 'Allow',
      Principal: { Federated: many((i) => `arn:aws:iam::111122223333:oidc-provider/h${i}.com`) },
      Action: many((i) => `sts:AssumeRoleX${i}`),
      Condition: { StringEquals: keyed((i) => `h${i}.com:aud`) },
    };
    expect(validated(trust, 'trust')).toBe(1_000);
    const control = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringNotEquals: { ...keyed((i) => `aws:PrincipalTag/${i}`), 'aws:SourceOrgID': 'o-1' } },
    };
    expect(validated(control, 'resourceControl')).toBeGreaterThan(0);
    const grant = {
      Effect: 'Allow',
      Action: many((i) => `ec2:*a*b*${i}`),
      Resource: '*',
      Condition: { StringEquals: keyed((i) => `aws:ResourceTag/${i}`) },
    };
    expect(validated(grant, 'identity')).toBe(1_000);
  });

  test('ARNs are held against templates within bounds', () => {
    const wild = Array.from({ length: 100 }, (_, i) => `arn:aws:ec2:us-east-1:111122223333:${'i*'.repeat(200)}${i}`);
    const statement = {
      Effect: 'Allow',
      Action: Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 'ec2:RunInstances' : 'ec2:CreateTags')),
      Resource: wild,
    };
    // Without a bound each statement takes a billion steps.
    const text = JSON.stringify({ Version: '2012-10-17', Statement: Array.from({ length: 40 }, () => statement) });
    expect(validatePolicy(text, 'identity').length).toBeGreaterThan(0);
  });

  test('a thousand actions asked of one document are remembered within bounds', () => {
    const identity = [
      { name: 'p', document: document([statement(1), { Effect: 'Allow', Action: 's3:*', Resource: '*' }], 'identity') },
    ];
    for (let i = 0; i < 5_000; i++) {
      const request = { principal: alice, action: `s3:Action${i}`, resource: '*', context: { get: () => undefined } };
      expect(decide(request, { identity }).effect).toBe('allow');
    }
  });
});
