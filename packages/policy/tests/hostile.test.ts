/** Policies written to be slow: work is counted, not timed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, parsePolicy, type RequestContext } from '../src/index.ts';
import { type CharacterSource, globOf, matchesGlob, matchesRuns } from '../src/match/glob.ts';
import { tokenize } from '../src/match/pattern.ts';
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

  test('a question inside a run costs its length at most, and a pattern longer than the text nothing', () => {
    const run = 'a?'.repeat(100);
    expect(looks(`*${run}c*`, text)).toBeLessThanOrEqual(text.length * run.length);
    expect(looks(`*${'a?'.repeat(50_000)}c*`, text)).toBe(0);
  });
});

describe('documents', () => {
  const statement = (i: number): Record<string, unknown> => ({
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::box-${i}/*`,
    Condition: { StringEquals: { 'aws:username': 'alice' } },
  });

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
