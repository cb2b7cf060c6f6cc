/**
 * Deletes a key when its waiting period is over: its materials first of all, then its aliases and grants, then the key. From then on nothing opens what it
 * has encrypted.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
import { type Due, schedule } from '#events/agenda';
import { days, type Instant, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Transaction } from '#store/port';
import { keyPlace, readKeyPlace } from './key-place.ts';
import { type FoundKey, keyArn } from './key-reference.ts';
import { kmsLimits } from './limits.ts';
import { changeSet } from './multi-region.ts';
import { cancelRotation } from './rotate-key.ts';
import { kmsState } from './state.ts';

const kind = 'kms:deleteKey';
/** Records of one transaction, so that nobody waits for it. */
const batchMax = 500;

export function deletionId({ owner, region, key }: FoundKey): string {
  return `${kind}:${keyPlace({ owner, region, keyId: key.keyId })}`;
}

export function deletionOf(found: FoundKey, at: Instant): Due {
  const { owner, region, key } = found;
  return { id: deletionId(found), kind, at, ref: keyPlace({ owner, region, keyId: key.keyId }) };
}

export function deleteKey(events: FurtherEventRecorder): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const { owner, region, keyId } = readKeyPlace(due.ref);
      const state = kmsState(tx, owner, region);
      const key = await state.keys.get(keyId);
      if (key?.state !== 'PendingDeletion') return;
      const materials = await state.materials.list({ prefix: `${due.ref}/`, limit: batchMax });
      for (const { record } of materials) await state.materials.delete(`${due.ref}/${record.materialId}`);
      const aliases = await state.aliases.list({ index: 'key', key: keyId, limit: batchMax });
      for (const { record } of aliases) await state.aliases.delete(record.name);
      const grants = await state.grants.list({ index: 'key', key: due.ref, limit: batchMax });
      for (const { record } of grants) await state.grants.delete(`${due.ref}/${record.grantId}`);
      if ([materials, aliases, grants].some(({ length }) => length === batchMax)) {
        await schedule(tx, { ...due, at: now });
        return;
      }
      await leaveSet(tx, { is: 'key', key, arn: keyArn(owner, region, keyId), owner, region }, due.at);
      await state.keys.delete(keyId);
      await state.lastUses.delete(keyId);
      await cancelRotation(tx, { owner, region, keyId });
      const arn = keyArn(owner, region, keyId);
      await events.record(tx, {
        type: 'AwsServiceEvent',
        source: 'kms.amazonaws.com',
        name: 'DeleteKey',
        at: now,
        account: owner,
        region,
        readOnly: false,
        serviceEventDetails: { keyId },
        resources: [{ type: 'AWS::KMS::Key', name: arn, listed: true }],
      });
    },
  };
}

/** The others of a replica's set forget it. A primary key that has waited for its last replica begins its waiting period. */
async function leaveSet(tx: Transaction, gone: FoundKey, at: Instant): Promise<void> {
  const { multiRegion } = gone.key;
  if (multiRegion === undefined) return;
  const replicaRegions = multiRegion.replicaRegions.filter((region) => region !== gone.region);
  const smaller = { ...multiRegion, replicaRegions };
  const begins: Due[] = [];
  await changeSet(tx, gone, (each) => {
    const { pendingWindowDays, ...key } = each.key;
    if (key.state !== 'PendingReplicaDeletion' || replicaRegions.length > 0)
      return { ...each.key, multiRegion: smaller };
    const deletionAt = later(at, days(pendingWindowDays ?? kmsLimits.PendingWindowDaysDefault));
    begins.push(deletionOf(each, deletionAt));
    return { ...key, multiRegion: smaller, state: 'PendingDeletion', deletionAt };
  });
  for (const due of begins) await schedule(tx, due);
}
