/**
 * GetKeyPolicy: the key policy, as it was written.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
 */
import { NotFound } from '../errors.ts';
import { keyPolicyName, shownPolicy } from '../key-policy.ts';
import { requireKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';

export const getKeyPolicy: KmsRead<'GetKeyPolicy'> = {
  name: 'GetKeyPolicy',
  effect: 'read',

  async handle({ KeyId, PolicyName = keyPolicyName }, context) {
    const { key } = await requireKey(context.reader, context, KeyId);
    if (PolicyName !== keyPolicyName) throw NotFound.policy();
    return { Policy: await shownPolicy(context.reader, key), PolicyName: keyPolicyName };
  },
};
