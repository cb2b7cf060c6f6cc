// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of policies
/** What IAM stores and what it refuses, with the one fault that it tells. */
import { describe, expect, test } from 'vitest';
import { iamRefusal, type PolicyKind, parsePolicy } from '../src/index.ts';
import { iamRefusals, iamTakes, type Stored } from './cases/iam-refusals.ts';

function textOf(policy: Stored): string {
  if (typeof policy === 'string') return policy;
  return JSON.stringify(
    'Statement' in policy || 'Version' in policy ? policy : { Version: '2012-10-17', Statement: policy },
  );
}

function answer(policy: Stored, kind: PolicyKind, versionRequired: boolean): string | undefined {
  const outcome = parsePolicy(textOf(policy), kind, { stored: true, versionRequired });
  return outcome.ok ? undefined : iamRefusal(outcome.problems, kind);
}

for (const [group, cases] of Object.entries(iamRefusals)) {
  describe(group, () => {
    test.each(cases.map((each) => [textOf(each.policy), each] as const))(
      '%s',
      (_, { policy, kind = 'identity', says }) => {
        expect(answer(policy, kind, kind === 'identity')).toBe(says);
      },
    );
  });
}

describe('stored', () => {
  test.each(iamTakes.map((each) => [textOf(each), each] as const))('%s', (_, policy) => {
    expect(answer(policy, 'identity', true)).toBeUndefined();
  });

  test('inline policies may be of the older version', () => {
    const statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' };
    expect(answer({ Version: '2008-10-17', Statement: statement }, 'identity', false)).toBeUndefined();
    expect(answer({ Statement: statement }, 'identity', false)).toBeUndefined();
  });

  test('what is not stored is not held to it: the simulator takes a variable for an account', () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: 'arn:aws:iam::${aws:PrincipalAccount}:role/r' };
    expect(parsePolicy(textOf(statement), 'identity').ok).toBe(true);
  });
});
