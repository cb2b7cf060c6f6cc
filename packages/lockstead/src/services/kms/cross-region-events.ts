/**
 * What KMS records in the other Region when a multi-Region key is replicated or gets another primary: a call that KMS makes there in the name of the caller. The
 * event in the Region that was called is written as for each call.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/ct-update-primary-region.html
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/ct-replicate-key.html
 */
import type { FurtherEvent, FurtherEventRecorder } from '#service/further-event';
import type { WriteContext } from '#service/operation';
import { keyMetadata } from './key-metadata.ts';
import type { FoundKey } from './key-reference.ts';
import { kmsTag, tagsOf } from './key-tags.ts';
import type { KmsInput } from './operation.ts';

const source = 'kms.amazonaws.com';

/**
 * CreateKey, in the Region of the replica.
 * AWS DIFFERS? It says that there is such an event, and shows none: the members here are those of the key.
 */
export async function recordReplica(
  events: FurtherEventRecorder,
  context: WriteContext,
  input: KmsInput<'ReplicateKey'>,
  replica: FoundKey,
): Promise<void> {
  const { key, arn } = replica;
  const tags = tagsOf(input.Tags);
  await events.record(context.tx, {
    ...inTheNameOfCaller(context, replica),
    name: 'CreateKey',
    requestParameters: {
      ...(input.Policy === undefined ? {} : { policy: input.Policy }),
      description: key.description,
      keyUsage: key.keyUsage,
      keySpec: key.keySpec,
      origin: key.origin,
      bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck ?? false,
      ...(tags.length === 0 ? {} : { tags: lowerFirst(tags.map(kmsTag)) }),
      multiRegion: true,
    },
    responseElements: { keyMetadata: lowerFirst(keyMetadata(replica)) as object },
    resources: [{ type: 'AWS::KMS::Key', name: arn, listed: true }],
  });
}

/** UpdatePrimaryRegion, in the Region of the key that becomes the primary. The record lists no resources; LookupEvents finds it by the key. */
export async function recordNewPrimary(
  events: FurtherEventRecorder,
  context: WriteContext,
  primary: FoundKey,
): Promise<void> {
  const { arn, region } = primary;
  await events.record(context.tx, {
    ...inTheNameOfCaller(context, primary),
    name: 'UpdatePrimaryRegion',
    requestParameters: { keyId: arn, primaryRegion: region },
    responseElements: { keyId: arn },
    resources: [{ type: 'AWS::KMS::Key', name: arn }],
  });
}

function inTheNameOfCaller(
  { session, transport, requestId, clock }: WriteContext,
  { owner, region }: FoundKey,
): Omit<FurtherEvent, 'name'> {
  return {
    type: 'AwsApiCall',
    source,
    at: clock.now(),
    account: owner,
    region,
    session,
    invokedBy: source,
    transport,
    requestId,
    readOnly: false,
  };
}

/** As CloudTrail names members. */
function lowerFirst(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerFirst);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.charAt(0).toLowerCase() + name.slice(1), lowerFirst(each)]),
  );
}
