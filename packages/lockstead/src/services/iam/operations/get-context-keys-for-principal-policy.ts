/**
 * GetContextKeysForPrincipalPolicy: the condition keys that the policies of a user, group or role refer to, and those given beside them.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html
 */
import type { IamRead } from '../operation.ts';
import type { PrincipalPolicyReader } from '../provides/principal-policies.ts';
import { contextKeysOf } from '../simulate/context-keys.ts';
import { findPolicySource } from '../simulate/policy-source.ts';
import { inputPolicies } from '../simulate/simulated-policy.ts';

export function getContextKeysForPrincipalPolicy({
  compiled,
}: PrincipalPolicyReader): IamRead<'GetContextKeysForPrincipalPolicy'> {
  return {
    name: 'GetContextKeysForPrincipalPolicy',
    effect: 'read',

    async handle({ PolicySourceArn: arn, PolicyInputList: texts }, { reader, account }) {
      const source = await findPolicySource(reader, account, arn, compiled);
      const policies = [...inputPolicies(texts), ...source.policies];
      return { ContextKeyNames: [...contextKeysOf(policies.map(({ document }) => document))] };
    },
  };
}
