/**
 * How KMS words its denials. A key of another account that denies and one that is not there have the same sentence: nobody learns from it which
 * keys there are. Forms are those of AWS's answers of 2025, as clients printed them.
 */
import { principalName } from '@lockstead/policy';
import type { Denial, DenialWords } from '#service/denial';

export function kmsDenial({ operation, input, request, decision, context, pair, usual }: Denial): DenialWords {
  const isForeign = pair.owner !== context.account;
  const byResource = decision.kind === 'explicit' ? decision.by.layer === 'resource' : decision.layer === 'resource';
  if (!isForeign || !byResource) return usual;
  const fromCiphertext = operation === 'Decrypt' && !('KeyId' in input && input.KeyId !== undefined);
  const resource = fromCiphertext ? 'the resource associated with this ciphertext' : 'this resource';
  return {
    ...usual,
    message: `User: ${principalName(request.principal)} is not authorized to perform: ${request.action} on ${resource} because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  };
}
