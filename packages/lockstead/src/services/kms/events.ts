/**
 * What KMS adds to its events: the keys that a call was about, and the key material that was used. Plaintexts, ciphertexts and grant tokens are in no
 * event.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/understanding-kms-entries.html
 */
import type { EventDetails, EventResource } from '#service/service';
import type { CallFacts } from './call-facts.ts';

const keyType = 'AWS::KMS::Key';

/** The ARN of a key that was just made stands in the answer alone. */
export function kmsEventResources(
  facts: CallFacts,
  input: object,
  output: object | undefined,
): readonly EventResource[] {
  const made = (output as { readonly KeyMetadata?: { readonly Arn?: string } } | undefined)?.KeyMetadata?.Arn;
  const arns = new Set([...facts.keyArns(input), ...(made === undefined ? [] : [made])]);
  return [...arns].map((name) => ({ type: keyType, name, listed: true }));
}

export function kmsEventDetails(facts: CallFacts, input: object | undefined): EventDetails {
  const keyMaterialId = facts.materialId(input);
  return keyMaterialId === undefined ? {} : { additionalEventData: { keyMaterialId } };
}
