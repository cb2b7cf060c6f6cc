// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** Conditions on one key, and what must hold for any two of them and any two policies made of them: judged by the slow interpreter. */
import fc from 'fast-check';
import { relationOf } from '../../src/reason/implied.ts';
import { policyDiff } from '../../src/reason/index.ts';
import type { ConditionElement } from '../../src/statement.ts';
import { account, alice } from '../case.ts';
import { compiled } from './engine.ts';
import { judge, type OraclePolicy, type OracleRequest } from './oracle.ts';

export type Line = readonly [operator: string, key: string, values: readonly string[]];

export const policyOf = (
  ...statements: readonly { effect?: 'Allow' | 'Deny'; lines: readonly Line[] }[]
): OraclePolicy => ({
  Version: '2012-10-17',
  Statement: statements.map(({ effect = 'Allow', lines }) => ({
    Effect: effect,
    Action: 's3:GetObject',
    Resource: '*',
    Condition: Object.fromEntries(lines.map(([operator, key, values]) => [operator, { [key]: values }])),
  })),
});

export function elementOf(line: Line): ConditionElement {
  const [condition] = compiled(policyOf({ lines: [line] }), 'identity').statements[0]?.conditions ?? [];
  if (condition === undefined) throw new Error('no condition');
  return condition;
}

const requestWith = (context: OracleRequest['context']): OracleRequest => ({
  principal: alice,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::box/key',
  resourceAccount: account,
  context,
});

function allows(policy: OraclePolicy, context: OracleRequest['context']): boolean {
  return judge(requestWith(context), { identity: [policy] }, 'optional') === 'allow';
}

/** Few values and many operators on one key, so that pairs speak of each other often. */
const kinds: readonly {
  readonly operators: readonly string[];
  readonly values: readonly string[];
  readonly actual: readonly string[];
}[] = [
  {
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringLike',
      'StringNotLike',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
    ],
    values: ['a', 'A', 'ab', 'a*', '*b', '*', 'a?', '?', '??', 'a*b', '', '${aws:username}'],
    actual: ['a', 'A', 'ab', 'AB', 'b', '', 'aab', 'a*'],
  },
  {
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    values: [
      'arn:aws:s3:::a',
      'arn:aws:s3:::*',
      'arn:aws:*:::a',
      'arn:*:*:*:*:*',
      'arn:aws:s3:*',
      'arn:aws:s3:::a:b',
      'arn:aws:s3:::?',
    ],
    actual: ['arn:aws:s3:::a', 'arn:aws:s3:::a:b', 'arn:aws:sqs:::a', 'arn:aws:s3:x::b', 'a'],
  },
  {
    operators: ['IpAddress', 'NotIpAddress'],
    values: ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '0.0.0.0/0', '11.0.0.0/8', '10.1.255.9/16'],
    actual: ['10.1.2.3', '10.2.0.1', '11.1.1.1', '203.0.113.1'],
  },
  { operators: ['Bool'], values: ['true', 'false', 'TRUE'], actual: ['true', 'false', 'True', 'x'] },
  {
    operators: ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals'],
    values: ['1', '2', '10'],
    actual: ['1', '2', '5', '10', '2.0'],
  },
];

export const key: string = 'aws:PrincipalTag/t';

const lineOf = ({ operators, values }: (typeof kinds)[number]): fc.Arbitrary<Line> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(
          fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'),
          fc.constantFrom(...operators),
          fc.constantFrom('', '', 'IfExists'),
          fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
        )
        .map(([qualifier, operator, suffix, of]): Line => [`${qualifier}${operator}${suffix}`, key, of]),
    },
    {
      weight: 1,
      arbitrary: fc
        .uniqueArray(fc.constantFrom('true', 'false'), { minLength: 1 })
        .map((of): Line => ['Null', key, of]),
    },
  );

const contextOf = ({ actual }: (typeof kinds)[number]): fc.Arbitrary<OracleRequest['context']> =>
  fc
    .oneof(fc.constant(undefined), fc.constantFrom(...actual), fc.array(fc.constantFrom(...actual), { maxLength: 3 }))
    .map((value) => (value === undefined ? { 'aws:username': 'a' } : { [key]: value, 'aws:username': 'a' }));

/** How often the property had something to say: a run that never did would prove nothing. */
export interface Tally {
  said: number;
}

/** A relation that is told holds in every request. */
export function relationsHold(numRuns: number): Tally {
  const tally = { said: 0 };
  const inputs = fc
    .constantFrom(...kinds)
    .chain((kind) => fc.tuple(lineOf(kind), lineOf(kind), fc.array(contextOf(kind), { minLength: 8, maxLength: 8 })));
  fc.assert(
    fc.property(inputs, ([left, right, contexts]) => {
      const relation = relationOf(elementOf(left), elementOf(right));
      if (relation === undefined) return true;
      tally.said++;
      const [one, other] = [left, right].map((line) => policyOf({ lines: [line] }));
      return contexts.every(
        (context) =>
          !allows(one as OraclePolicy, context) || allows(other as OraclePolicy, context) === (relation === 'implies'),
      );
    }),
    { numRuns },
  );
  return tally;
}

/** Where some request is decided otherwise, a difference is told. */
export function nothingIsMissed(numRuns: number): Tally {
  const tally = { said: 0 };
  const statements = (kind: (typeof kinds)[number]) =>
    fc.array(
      fc.record({
        effect: fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Deny'),
        lines: fc.uniqueArray(lineOf(kind), { maxLength: 2, selector: ([operator]) => operator }),
      }),
      { minLength: 1, maxLength: 3 },
    );
  const inputs = fc
    .constantFrom(...kinds)
    .chain((kind) =>
      fc.tuple(statements(kind), statements(kind), fc.array(contextOf(kind), { minLength: 8, maxLength: 8 })),
    );
  fc.assert(
    fc.property(inputs, ([before, after, contexts]) => {
      const [old, now] = [policyOf(...before), policyOf(...after)];
      const { complete, differences } = policyDiff([compiled(old, 'identity')], [compiled(now, 'identity')]);
      if (!complete) return true;
      return contexts.every((context) => {
        const [was, is] = [allows(old, context), allows(now, context)];
        if (was === is) return true;
        tally.said++;
        return differences.some(({ change }) => change === (is ? 'granted' : 'taken'));
      });
    }),
    { numRuns },
  );
  return tally;
}
