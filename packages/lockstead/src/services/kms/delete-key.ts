/**
 * Deletes a key when its waiting period is over: its materials first of all, then its aliases and grants, then the key. From then on nothing opens what it
 * has encrypted.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
import { type Due, schedule } from '#events/agenda';
import type { Instant } from '#kernel/clock';
import { type AccountId, parseAccountId, parseRegion, type Region } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import { type FoundKey, keyArn } from './key-reference.ts';
import { kmsState, placeOfKey } from './state.ts';

const kind = 'kms:deleteKey';
/** Records of one transaction, so that nobody waits for it. */
const batchMax = 500;

interface Place {
  readonly owner: AccountId;
  readonly region: Region;
  readonly keyId: string;
}

function refOf({ owner, region, keyId }: Place): string {
  return placeOfKey(owner, region, keyId);
}

export function deletionId({ owner, region, key }: FoundKey): string {
  return `${kind}:${refOf({ owner, region, keyId: key.keyId })}`;
}

export function deletionOf(found: FoundKey, at: Instant): Due {
  const { owner, region, key } = found;
  return { id: deletionId(found), kind, at, ref: refOf({ owner, region, keyId: key.keyId }) };
}

function placeOf(ref: string): Place {
  const [account = '', regionName = '', keyId = ''] = ref.split('/');
  return {
    owner: present(parseAccountId(account), 'a deletion names an account'),
    region: present(parseRegion(regionName), 'a deletion names a Region'),
    keyId,
  };
}

export function deleteKey(events: FurtherEventRecorder): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const { owner, region, keyId } = placeOf(due.ref);
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
      await state.keys.delete(keyId);
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
