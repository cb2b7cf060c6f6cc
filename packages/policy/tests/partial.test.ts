/** Deciding with what is known, against brute force: every value that an open key could have is tried with the whole engine. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AttachedPolicy,
  type Certainty,
  type ContextValue,
  contextOf,
  decide,
  type PartialAnswer,
  type PartialContext,
  PartialPolicies,
  type PartialQuestion,
  parsePolicy,
  type ResourceShape,
} from '../src/index.ts';
import { globOf, matchesGlob } from '../src/match/glob.ts';
import { tokenize } from '../src/match/pattern.ts';
import { canOverlap } from '../src/partial/overlap.ts';

const action = 's3:GetObject';
const bucket = 'arn:aws:s3:::box/key';

function policyOf(statements: readonly object[], name = 'p'): AttachedPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'serviceControl');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { name, document: parsed.document };
}

const full = policyOf([{ Effect: 'Allow', Action: '*', Resource: '*' }], 'FullAWSAccess');

type Values = Readonly<Record<string, ContextValue | undefined>>;

function contextWhere(values: Values, certainties: Readonly<Record<string, Certainty>>): PartialContext {
  return { get: (key) => values[key], certainty: (key) => certainties[key] ?? 'known' };
}

/** By the whole engine, where everything is known. */
function isStopped(policy: AttachedPolicy, question: PartialQuestion, resource: string, values: Values): boolean {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const principal = { kind: 'user', arn: 'arn:aws:iam::111122223333:user/a', account: '111122223333' } as const;
  const level = { target: 'r', policies: question === 'denies' ? [full, policy] : [policy] };
  const request = { principal, action, resource, context: contextOf(given as Record<string, ContextValue>) };
  return decide(request, { identity: [full], serviceControl: [level] }).effect === 'deny';
}

function bruteForce(
  policy: AttachedPolicy,
  question: PartialQuestion,
  resources: readonly string[],
  worlds: readonly Values[],
): PartialAnswer['outcome'] {
  const outcomes = new Set(
    resources.flatMap((resource) => worlds.map((values) => isStopped(policy, question, resource, values))),
  );
  return outcomes.size === 2 ? 'depends' : outcomes.has(true) ? 'stops' : 'passes';
}

interface Kind {
  readonly operators: readonly string[];
  readonly written: readonly string[];
  /** Enough to tell apart whatever the written values can. */
  readonly values: readonly (ContextValue | undefined)[];
}

const literals: Kind = {
  operators: ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  written: ['a', 'b', 'A', 'ab'],
  values: [undefined, 'a', 'A', 'b', 'B', 'ab', 'AB', 'Ab', 'zz'],
};
const patterns: Kind = {
  operators: ['StringLike', 'StringNotLike', 'StringEquals'],
  written: ['a*', '*b', '?', 'ab', 'a'],
  values: [undefined, '', 'a', 'b', 'ab', 'aab', 'az', 'zb', 'z', 'zz', 'a*', '*b', '?'],
};
const numbers: Kind = {
  operators: ['NumericLessThan', 'NumericGreaterThanEquals', 'NumericEquals', 'NumericNotEquals'],
  written: ['1', '2', '10'],
  values: [undefined, '0', '1', '1.5', '2', '5', '10', '11'],
};
const dates: Kind = {
  operators: ['DateLessThan', 'DateGreaterThan', 'DateEquals'],
  written: ['2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z'],
  values: [
    undefined,
    '2025-12-31T00:00:00Z',
    '2026-01-01T00:00:00Z',
    '2026-02-01T00:00:00Z',
    '2026-06-01T00:00:00Z',
    '2027-01-01T00:00:00Z',
  ],
};
const booleans: Kind = { operators: ['Bool'], written: ['true', 'false'], values: [undefined, 'true', 'false'] };

const kinds: Readonly<Record<string, Kind>> = {
  'k:l': literals,
  'k:p': patterns,
  'k:n': numbers,
  'k:d': dates,
  'k:b': booleans,
};

const conditionOf = (key: string): fc.Arbitrary<readonly [string, string, readonly string[]]> => {
  const { operators, written } = kinds[key] as Kind;
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('true', 'false').map((value) => ['Null', key, [value]] as const) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...operators),
          fc.boolean(),
          fc.uniqueArray(fc.constantFrom(...written), { minLength: 1, maxLength: 2 }),
        )
        .map(([operator, ifExists, values]) => [operator + (ifExists ? 'IfExists' : ''), key, values] as const),
    },
  );
};

const keyNames = Object.keys(kinds);
const statement = fc
  .record({
    Effect: fc.constantFrom('Deny', 'Allow'),
    conditions: fc.array(fc.constantFrom(...keyNames).chain(conditionOf), { maxLength: 3 }),
    Resource: fc.constantFrom('*', 'arn:aws:s3:::box/*', 'arn:aws:s3:::other/*'),
  })
  .map(({ conditions, ...rest }, i = 0) => {
    const Condition: Record<string, Record<string, readonly string[]>> = {};
    for (const [operator, key, values] of conditions) Condition[operator] = { ...Condition[operator], [key]: values };
    return { Action: i === 0 ? 's3:*' : action, ...rest, ...(conditions.length === 0 ? {} : { Condition }) };
  });

/** All values of the open keys, with those of the others as they are. */
function worldsOf(known: Values, open: readonly string[]): readonly Values[] {
  return open.reduce<readonly Values[]>(
    (worlds, key) =>
      worlds.flatMap((world) => (kinds[key] as Kind).values.map((value) => ({ ...world, [key]: value }))),
    [known],
  );
}

describe('against brute force', () => {
  const scene = fc.record({
    statements: fc.array(statement, { minLength: 1, maxLength: 5 }),
    open: fc.uniqueArray(fc.constantFrom(...keyNames), { maxLength: 3 }),
    question: fc.constantFrom<PartialQuestion>('denies', 'decides'),
    known: fc.record(
      Object.fromEntries(keyNames.map((key) => [key, fc.constantFrom(...(kinds[key] as Kind).values)])),
    ) as fc.Arbitrary<Values>,
  });

  test('the same answer, and the keys that matter', () => {
    fc.assert(
      fc.property(scene, ({ statements, open, question, known }) => {
        const policy = policyOf(statements);
        const certainties = Object.fromEntries(open.map((key) => [key, 'unknown' as const]));
        const resources: readonly ResourceShape[] = [{ text: bucket, exact: true }];
        const request = { action, resources, context: contextWhere(known, certainties) };
        const answer = new PartialPolicies([policy]).ask(request, question);
        const worlds = worldsOf(known, open);
        expect(answer.outcome).toBe(bruteForce(policy, question, [bucket], worlds));
        if (answer.outcome !== 'depends') return;
        const matters = (key: string): boolean =>
          worlds.some((world) => {
            const others = worldsOf(world, [key]).map((each) => isStopped(policy, question, bucket, each));
            return new Set(others).size === 2;
          });
        expect(answer.on).toEqual(open.filter(matters).sort());
      }),
      { numRuns: 1_000 },
    );
  });

  const setOperators = ['ForAnyValue:StringEquals', 'ForAllValues:StringEquals', 'ForAnyValue:StringNotEquals'];
  const setStatement = fc
    .tuple(
      fc.constantFrom('Deny', 'Allow'),
      fc.uniqueArray(fc.constantFrom(...setOperators), { minLength: 1, maxLength: 2 }),
      fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 }),
    )
    .map(([Effect, operators, values]) => ({
      Effect,
      Action: action,
      Resource: '*',
      Condition: Object.fromEntries(operators.map((operator) => [operator, { 'k:set': values }])),
    }));
  const sets: readonly (ContextValue | undefined)[] = [
    undefined,
    '',
    ...['a', 'b', 'c'],
    ...[['a'], ['b'], ['c'], ['a', 'b'], ['a', 'c'], ['b', 'c'], ['a', 'b', 'c']],
  ];

  test('keys of several values', () => {
    fc.assert(
      fc.property(
        fc.array(setStatement, { minLength: 1, maxLength: 3 }),
        fc.constantFrom<PartialQuestion>('denies', 'decides'),
        fc.constantFrom(undefined, ...['a', 'b', 'c']),
        (statements, question, atLeast) => {
          const policy = policyOf(statements);
          const resources = [{ text: bucket, exact: true }];
          const ask = (context: PartialContext): PartialAnswer =>
            new PartialPolicies([policy]).ask({ action, resources, context }, question);
          if (atLeast === undefined) {
            const worlds = sets.map((value) => ({ 'k:set': value }));
            const answer = ask(contextWhere({}, { 'k:set': 'unknown' }));
            expect(answer.outcome).toBe(bruteForce(policy, question, [bucket], worlds));
            return;
          }
          // Of a key that has more values, perhaps, an answer is certain or it depends.
          const worlds = sets
            .filter((value) => Array.isArray(value) && value.includes(atLeast))
            .map((value) => ({ 'k:set': value }));
          const answer = ask(contextWhere({ 'k:set': [atLeast] }, { 'k:set': 'partly' }));
          if (answer.outcome === 'depends') expect(answer.on).toEqual(['k:set']);
          else expect(answer.outcome).toBe(bruteForce(policy, question, [bucket], worlds));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  const looseStatement = fc
    .record({
      Effect: fc.constantFrom('Deny', 'Allow'),
      element: fc.constantFrom('Resource', 'NotResource'),
      pattern: fc.constantFrom(
        ...['*', 'arn:aws:s3:::box/*', 'arn:aws:s3:::box/a', 'arn:aws:s3:::*/a', 'arn:aws:s3:::b?x/*'],
        `arn:aws:s3:::box/\${k:v}`,
        `arn:aws:s3:::\${k:v}/*`,
      ),
      value: fc.constantFrom(undefined, 'a', `\${k:v}`, 'b*'),
    })
    .map(({ Effect, element, pattern, value }) => ({
      Effect,
      Action: action,
      [element]: pattern,
      ...(value === undefined ? {} : { Condition: { StringLike: { 'k:w': value } } }),
    }));
  const shapes: readonly (readonly ResourceShape[])[] = [
    [{ text: 'arn:aws:s3:::box/a', exact: true }],
    [{ text: 'arn:aws:s3:::box/*', exact: false }],
    [{ text: 'arn:aws:s3:::*/a', exact: false }],
    [
      { text: 'arn:aws:s3:::box/a', exact: true },
      { text: 'arn:aws:s3:::box/*/a', exact: false },
    ],
  ];
  const objects = ['box/a', 'box/b', 'bax/a', 'other/a', 'box/x/a', 'box/'].map((name) => `arn:aws:s3:::${name}`);
  const isLike = ({ text, exact }: ResourceShape, name: string): boolean => {
    const [head = '', tail = ''] = text.split('*');
    return exact ? name === text : name.length >= text.length - 1 && name.startsWith(head) && name.endsWith(tail);
  };

  test('what is certain holds for every resource and every value of variables', () => {
    fc.assert(
      fc.property(
        fc.array(looseStatement, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...shapes),
        fc.uniqueArray(fc.constantFrom('k:v', 'k:w')),
        fc.constantFrom<PartialQuestion>('denies', 'decides'),
        (statements, resources, open, question) => {
          const policy = policyOf(statements);
          const known = { 'k:v': 'a', 'k:w': 'a' };
          const certainties = Object.fromEntries(open.map((key) => [key, 'unknown' as const]));
          const answer = new PartialPolicies([policy]).ask(
            { action, resources, context: contextWhere(known, certainties) },
            question,
          );
          if (answer.outcome === 'depends') return;
          const values = [undefined, 'a', 'b', 'box', 'other'];
          const worlds = open.reduce<readonly Values[]>(
            (all, key) => all.flatMap((world) => values.map((value) => ({ ...world, [key]: value }))),
            [known],
          );
          const possible = objects.filter((name) => resources.some((shape) => isLike(shape, name)));
          expect(answer.outcome).toBe(bruteForce(policy, question, possible, worlds));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test('a shape and a pattern overlap when a text matches both', () => {
  const piece = (alphabet: readonly string[]): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom(...alphabet), { maxLength: 5 }).map((pieces) => pieces.join(''));
  const words = ['', ...'ab:'].flatMap((a) => ['', ...'ab:'].flatMap((b) => ['', ...'ab:'].map((c) => a + b + c)));
  const longer = [...new Set(words.flatMap((one) => words.map((two) => one + two)))].filter(({ length }) => length < 6);
  fc.assert(
    fc.property(piece(['a', 'b', ':', '*', '?']), piece(['a', 'b', ':', '*']), (pattern, shape) => {
      const { tokens } = tokenize(pattern, false, true);
      const ofPattern = globOf(tokens);
      // Outside of ARNs, and before the fifth colon, what is not known has no colon in it.
      const expression = new RegExp(`^${shape.replaceAll('*', '[^:]*')}$`);
      const common = longer.some((text) => expression.test(text) && matchesGlob(ofPattern, text));
      const said = canOverlap(tokens, { text: shape, exact: false });
      if (common) expect(said).toBe(true);
      // Texts up to five characters are all that there are for patterns this short.
      else if (pattern.length + shape.length <= 5) expect(said).toBe(false);
    }),
    { numRuns: 3_000 },
  );
});

describe('by cases', () => {
  const deny = (more: object): object => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });
  const open = (keys: readonly string[]): PartialContext =>
    contextWhere({}, Object.fromEntries(keys.map((key) => [key, 'unknown' as const])));
  const ask = (statements: readonly object[], context: PartialContext): PartialAnswer =>
    new PartialPolicies([policyOf(statements)]).ask(
      { action, resources: [{ text: bucket, exact: true }], context },
      'denies',
    );

  test.each([
    ['an open tag', { StringEquals: { 'aws:PrincipalTag/team': 'red' } }, ['aws:PrincipalTag/team']],
    ['an address range', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, ['aws:SourceIp']],
    [
      'a variable',
      { StringNotEquals: { 'aws:PrincipalTag/a': `\${aws:PrincipalTag/b}` } },
      ['aws:PrincipalTag/a', 'aws:PrincipalTag/b'],
    ],
  ])('%s is named', (_, Condition, on) => {
    const context = open(on.map((key) => key.replace(/^[^/]*/, (name) => name.toLowerCase())));
    expect(ask([deny({ Condition })], context)).toEqual({
      outcome: 'depends',
      on,
      by: { policy: 'p', statement: 0 },
    });
  });

  test('a statement that is sure to match is named', () => {
    const statements = [deny({ Condition: { Null: { 'k:x': 'true' } } }), deny({ Sid: 'All' })];
    expect(ask(statements, open(['k:x']))).toEqual({
      outcome: 'stops',
      by: { policy: 'p', statement: 1, sid: 'All' },
    });
  });

  test('the same question again has the same answer, and another one its own', () => {
    const policies = new PartialPolicies([
      policyOf([deny({ Condition: { StringEquals: { 'k:x': 'a' }, StringLike: { 'k:y': 'b' } } })]),
    ]);
    const resources = [{ text: bucket, exact: true }];
    const on = (context: PartialContext): PartialAnswer => policies.ask({ action, resources, context }, 'denies');
    expect(on(open(['k:x', 'k:y']))).toMatchObject({ on: ['k:x', 'k:y'] });
    expect(on(contextWhere({ 'k:y': 'b' }, { 'k:x': 'unknown' }))).toMatchObject({ on: ['k:x'] });
    expect(on(contextWhere({ 'k:x': 'a' }, { 'k:y': 'unknown' }))).toMatchObject({ on: ['k:y'] });
    expect(on(contextWhere({ 'k:x': 'a', 'k:y': 'b' }, {}))).toMatchObject({ outcome: 'stops' });
    expect(on(open(['k:x', 'k:y']))).toMatchObject({ on: ['k:x', 'k:y'] });
  });

  test('forty open keys take no longer than one', () => {
    const statements = Array.from({ length: 40 }, (_, i) =>
      deny({ Condition: { StringEquals: { [`k:${i}`]: 'a', [`l:${i}`]: 'b' } } }),
    );
    const answer = ask(statements, { get: () => undefined, certainty: () => 'unknown' });
    expect(answer).toMatchObject({ outcome: 'depends' });
    expect(answer.outcome === 'depends' && answer.on).toHaveLength(80);
  });
});
