/** What validation says that a star as a condition's value comes to, held against the engine. */
import { describe, expect, test } from 'vitest';
import { contextOf, decide, parsePolicy } from '../src/index.ts';
import { validatePolicy } from '../src/validate/index.ts';
import { account, alice } from './case.ts';
import { document, when } from './validate-statements.ts';

const key = 'aws:PrincipalTag/team';
/** A key of several values asks for a set operator, and set operators take an empty value for none: neither is what a star is about. */
const single = [{}, { [key]: 'blue' }];
const several = [...single, { [key]: ['blue', 'red'] }];

function outcomes(
  condition: object,
  contexts: readonly Readonly<Record<string, string | string[]>>[],
): readonly string[] {
  const parsed = parsePolicy(JSON.stringify(document(when(condition))), 'identity');
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const layers = { identity: [{ name: 'p', document: parsed.document }] };
  return contexts.map((context) => {
    const request = { principal: alice, action: 's3:GetObject', resource: 'arn:aws:s3:::box/key' };
    return decide({ ...request, resourceAccount: account, context: contextOf(context) }, layers).effect;
  });
}

/** The condition that each of the findings calls the same. */
const same: Readonly<Record<string, object>> = {
  EQUIVALENT_TO_NULL_FALSE: { Null: { [key]: 'false' } },
  EQUIVALENT_TO_NULL_TRUE: { Null: { [key]: 'true' } },
  REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION: {},
};

const operators = ['', 'ForAnyValue:', 'ForAllValues:'].flatMap((qualifier) =>
  ['StringLike', 'StringNotLike'].flatMap((name) => ['', 'IfExists'].map((suffix) => `${qualifier}${name}${suffix}`)),
);

describe('a star as a value', () => {
  test.each(operators)('%s', (operator) => {
    const condition = { [operator]: { [key]: ['*'] } };
    const codes = validatePolicy(JSON.stringify(document(when(condition))), 'identity').map(({ code }) => code);
    const [said, ...more] = codes.filter((code) => code in same || code.startsWith('REDUNDANT_STATEMENT'));
    expect([said, more]).toEqual([expect.any(String), []]);
    const expected = same[said ?? ''];
    const contexts = operator.startsWith('For') ? several : single;
    if (expected === undefined) expect(new Set(outcomes(condition, contexts))).toEqual(new Set(['deny']));
    else expect(outcomes(condition, contexts)).toEqual(outcomes(expected, contexts));
  });
});
