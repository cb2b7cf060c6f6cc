/**
 * The event RotateKey, which KMS writes itself when a key has a new material, by itself or on demand.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/ct-rotatekey.html
 */
import type { Instant } from '#kernel/clock';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Transaction } from '#store/port';
import type { FoundKey } from './key-reference.ts';

/** `found`: the key as it was before. */
export async function recordRotation(
  events: FurtherEventRecorder,
  tx: Transaction,
  { key, arn, owner, region }: FoundKey,
  rotation: { readonly at: Instant; readonly type: 'AUTOMATIC' | 'ON_DEMAND'; readonly materialId: string },
): Promise<void> {
  await events.record(tx, {
    type: 'AwsServiceEvent',
    source: 'kms.amazonaws.com',
    name: 'RotateKey',
    at: rotation.at,
    account: owner,
    region,
    readOnly: false,
    serviceEventDetails: {
      keyId: key.keyId,
      rotationType: rotation.type,
      keyOrigin: key.origin,
      previousKeyMaterialId: key.materialId,
      currentKeyMaterialId: rotation.materialId,
    },
    resources: [{ type: 'AWS::KMS::Key', name: arn, listed: true }],
  });
}
