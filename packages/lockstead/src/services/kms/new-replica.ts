/**
 * A new replica gets the key materials of its primary, some seconds after it was made. Until then its state is Creating. A replica whose material is to be
 * imported gets none, and waits for its import.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-replicate.html
 */
import { type Due, schedule } from '#events/agenda';
import { type Instant, later, seconds } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Reader } from '#store/port';
import { keyPlace, readKeyPlace } from './key-place.ts';
import { type FoundKey, keyArn, keyById } from './key-reference.ts';
import { sealedMaterial } from './materials.ts';
import { type KeyRecord, kmsState, type MaterialRecord, placeOfKey } from './state.ts';
import type { Vault } from './vault/vault.ts';

const kind = 'kms:fillReplica';
/** AWS says that it takes a few seconds. */
const creationTime = seconds(2);

/** A material of the primary, sealed for the replica. */
type Copied = ReadonlyMap<string, string>;

export function fillingOf({ owner, region, key }: Omit<FoundKey, 'is' | 'arn'>, now: Instant): Due {
  const ref = keyPlace({ owner, region, keyId: key.keyId });
  return { id: `${kind}:${ref}`, kind, at: later(now, creationTime), ref };
}

/** A replica that has no material yet, and all materials of its primary. */
async function emptyReplica(
  reader: Reader,
  due: Due,
): Promise<{ readonly replica: FoundKey; readonly materials: readonly MaterialRecord[] } | undefined> {
  const { owner, region, keyId } = readKeyPlace(due.ref);
  const replica = await keyById(reader, { account: owner, region }, keyId);
  if (replica.is === 'missing') return undefined;
  const primaryRegion = replica.key.multiRegion?.primaryRegion;
  if (primaryRegion === undefined || replica.key.origin !== 'AWS_KMS') return { replica, materials: [] };
  if (replica.key.materialId !== undefined) return undefined;
  const prefix = `${placeOfKey(owner, primaryRegion, keyId)}/`;
  const listed = await kmsState(reader, owner, primaryRegion).materials.list({ prefix });
  return { replica, materials: listed.map(({ record }) => record) };
}

export function fillReplica(vault: Vault, events: FurtherEventRecorder): AgendaItem<Copied> {
  return {
    async prepare(due, { reader }) {
      const copied = new Map<string, string>();
      const found = await emptyReplica(reader, due);
      for (const record of found?.materials ?? []) {
        const { place } = sealedMaterial(record);
        const to = { ...place, region: found?.replica.region ?? place.region };
        copied.set(record.materialId, (await vault.move(sealedMaterial(record), to)).toString('base64'));
      }
      return copied;
    },

    async handle(due, { tx, now }, copied) {
      const found = await emptyReplica(tx, due);
      if (found === undefined) return;
      const { replica, materials } = found;
      const { owner, region, key } = replica;
      if (materials.some(({ materialId }) => !copied.has(materialId))) {
        // The primary has been rotated meanwhile.
        await schedule(tx, { ...due, at: now });
        return;
      }
      const state = kmsState(tx, owner, region);
      for (const record of materials) {
        await state.materials.insert({ ...record, region, sealed: copied.get(record.materialId) ?? '' });
      }
      const { primaryRegion = region } = key.multiRegion ?? {};
      const primary = await keyById(tx, { account: owner, region: primaryRegion }, key.keyId);
      const materialId = primary.is === 'key' && materials.length > 0 ? primary.key.materialId : undefined;
      const filled: KeyRecord = { ...key, ...(materialId === undefined ? {} : { materialId }) };
      const nextState = key.origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled';
      await state.keys.update({ ...filled, state: key.state === 'Creating' ? nextState : key.state });
      if (materialId === undefined) return;
      const arn = keyArn(owner, primaryRegion, key.keyId);
      await events.record(tx, {
        type: 'AwsApiCall',
        source: 'kms.amazonaws.com',
        name: 'SynchronizeMultiRegionKey',
        at: now,
        account: owner,
        region: primaryRegion,
        readOnly: false,
        responseElements: { keyId: arn },
        resources: [{ type: 'AWS::KMS::Key', name: arn, listed: true }],
      });
    },
  };
}
