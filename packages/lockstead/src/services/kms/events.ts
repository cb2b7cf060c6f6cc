/**
 * What KMS adds to its events: the keys that a call was about, and the key material that was used. Plaintexts, ciphertexts and grant tokens are in no
 * event.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/understanding-kms-entries.html
 */
import type { RequestContext } from '#service/request-context';
import type { EventDetails, EventResource, RecordedEvent } from '#service/service';
import type { CallFacts } from './call-facts.ts';
import { placeOfArn } from './key-reference.ts';
import type { LastUses } from './last-uses.ts';

const keyType = 'AWS::KMS::Key';

/** Operations whose events answer the key's ARN, though the operations do not. */
const tellsKey: ReadonlySet<string> = new Set([
  'CreateAlias',
  'CreateGrant',
  'DeleteAlias',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'PutKeyPolicy',
  'RetireGrant',
  'RevokeGrant',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
  'UpdatePrimaryRegion',
]);

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

export function kmsEventDetails(
  { facts, lastUses }: { readonly facts: CallFacts; readonly lastUses: LastUses },
  operation: string,
  context: RequestContext,
  input: object | undefined,
): EventDetails {
  const keyMaterialId = facts.materialId(input);
  const [keyArn] = input === undefined || !tellsKey.has(operation) ? [] : facts.keyArns(input);
  return {
    ...(keyArn === undefined ? {} : { responseElements: { keyId: keyArn } }),
    ...(keyMaterialId === undefined ? {} : { additionalEventData: { keyMaterialId } }),
    ...(input === undefined
      ? {}
      : { recorded: (event) => noteUse(lastUses, facts.keyArns(input), operation, context, event) }),
  };
}

/** The event counts that stands in the account of the key. */
function noteUse(
  lastUses: LastUses,
  keyArns: readonly string[],
  operation: string,
  { at, requestId }: RequestContext,
  { id: eventId, account, hasError }: RecordedEvent,
): void {
  if (hasError) return;
  for (const arn of keyArns) {
    const place = placeOfArn(arn);
    if (place?.owner === account) lastUses.used(place, { operation, at, eventId, requestId });
  }
}
