/** Keys whose material is imported: found for an import, and without it again. */
import { cancel, type Due } from '#events/agenda';
import type { Instant } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Reader, Transaction } from '#store/port';
import { UnsupportedOperation } from './errors.ts';
import { keyPlace, readKeyPlace } from './key-place.ts';
import { type Asked, type FoundKey, keyById, requireKey } from './key-reference.ts';
import { requireState, type StateRule } from './key-state.ts';
import { type KeyRecord, kmsState, placeOfKey } from './state.ts';

const kind = 'kms:expireMaterial';

/** Throws where there is no such key, its material is not imported, or its state does not let it be. */
export async function importedKey(reader: Reader, asked: Asked, keyId: string, rule: StateRule): Promise<FoundKey> {
  const found = await requireKey(reader, asked, keyId);
  const { key, arn } = found;
  if (key.origin !== 'EXTERNAL') {
    throw new UnsupportedOperation(`${arn} origin is ${key.origin} which is not valid for this operation.`);
  }
  requireState(rule, key.state, arn);
  return found;
}

function idOf({ owner, region, key }: FoundKey): string {
  return `${kind}:${keyPlace({ owner, region, keyId: key.keyId })}`;
}

export function expiryOf(found: FoundKey, at: Instant): Due {
  const { owner, region, key } = found;
  return { id: idOf(found), kind, at, ref: keyPlace({ owner, region, keyId: key.keyId }) };
}

export async function cancelExpiry(tx: Transaction, found: FoundKey): Promise<void> {
  await cancel(tx, idOf(found));
}

/** The key waits for its material again. A key that is pending deletion stays so. */
export async function dropMaterial(tx: Transaction, found: FoundKey): Promise<void> {
  const { owner, region, key } = found;
  const state = kmsState(tx, owner, region);
  const { materialId, expires: _, publicKey: __, ...rest } = key;
  if (materialId === undefined) return;
  await state.materials.delete(`${placeOfKey(owner, region, key.keyId)}/${materialId}`);
  const isUsable = key.state === 'Enabled' || key.state === 'Disabled';
  const left: KeyRecord = { ...rest, state: isUsable ? 'PendingImport' : key.state };
  await state.keys.update(left);
}

/** When the day of a material comes it is deleted. */
export function expireMaterial(events: FurtherEventRecorder): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const { owner, region, keyId } = readKeyPlace(due.ref);
      const found = await keyById(tx, { account: owner, region }, keyId);
      if (found.is === 'missing' || typeof found.key.expires !== 'number' || found.key.expires > now) return;
      await dropMaterial(tx, found);
      await events.record(tx, {
        type: 'AwsServiceEvent',
        source: 'kms.amazonaws.com',
        name: 'DeleteExpiredKeyMaterial',
        at: now,
        account: owner,
        region,
        readOnly: false,
        serviceEventDetails: { keyId, keyMaterialId: found.key.materialId },
        resources: [{ type: 'AWS::KMS::Key', name: found.arn, listed: true }],
      });
    },
  };
}
