/**
 * ListKeyPolicies: the names of a key's policies. There is one.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html
 */
import { keyPolicyName } from '../key-policy.ts';
import { requireKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';

export const listKeyPolicies: KmsRead<'ListKeyPolicies'> = {
  name: 'ListKeyPolicies',
  effect: 'read',

  async handle(input, context) {
    const { key } = await requireKey(context.reader, context, input.KeyId);
    const listed = { operation: 'ListKeyPolicies', filters: [key.keyId] };
    const { items, more } = pageOfAll([keyPolicyName], (name) => name, input, context, listed);
    return { PolicyNames: items, ...more };
  },
};
