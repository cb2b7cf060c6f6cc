/**
 * PutKeyPolicy: replaces the key policy, unless its writer could not replace it again.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
import { changedKey, requireCustomerManaged } from '../change-key.ts';
import { NotFound } from '../errors.ts';
import { keyPolicyName, policyAsked } from '../key-policy.ts';
import { requireKey } from '../key-reference.ts';
import type { KmsWrite } from '../operation.ts';

export const putKeyPolicy: KmsWrite<'PutKeyPolicy'> = {
  name: 'PutKeyPolicy',
  effect: 'write',

  async handle(input, context) {
    const { KeyId, PolicyName = keyPolicyName } = input;
    if (PolicyName !== keyPolicyName) throw NotFound.policy();
    const found = await requireKey(context.tx, context, KeyId);
    requireCustomerManaged(found);
    const policy = await policyAsked(context.tx, input, context, found.arn);
    await changedKey(context, KeyId, undefined, ({ key: { policyById: _, ...key } }) => ({ ...key, ...policy }));
    return {};
  },
};
