/**
 * PutKeyPolicy: replaces the key policy, unless its writer could not replace it again.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
import { changedKey } from '../change-key.ts';
import { NotFound } from '../errors.ts';
import { checkKeyPolicy, checkLockout, keyPolicyName } from '../key-policy.ts';
import type { KmsWrite } from '../operation.ts';

export const putKeyPolicy: KmsWrite<'PutKeyPolicy'> = {
  name: 'PutKeyPolicy',
  effect: 'write',

  async handle({ KeyId, Policy, PolicyName = keyPolicyName, BypassPolicyLockoutSafetyCheck = false }, context) {
    if (PolicyName !== keyPolicyName) throw NotFound.policy();
    await changedKey(context, KeyId, undefined, ({ key, arn }) => {
      checkKeyPolicy(Policy);
      if (!BypassPolicyLockoutSafetyCheck) checkLockout(Policy, arn, context);
      return { ...key, policy: Policy };
    });
    return {};
  },
};
