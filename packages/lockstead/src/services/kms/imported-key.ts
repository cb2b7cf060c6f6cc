/** Keys whose material is imported: found for an import, rotated to a material that has waited, and without a material again. */
import { cancel, type Due } from '#events/agenda';
import type { Instant } from '#kernel/clock';
import { present } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Reader, Transaction } from '#store/port';
import { UnsupportedOperation } from './errors.ts';
import { forgetting, importedMaterial, rotatedTo, withoutMaterial } from './imported-materials.ts';
import { keyPlace, readKeyPlace } from './key-place.ts';
import { type Asked, type FoundKey, keyById, requireKey } from './key-reference.ts';
import { requireState, type StateRule } from './key-state.ts';
import { changeSet, isReplica, relatedKeys } from './multi-region.ts';
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

/** Each material has a day of its own. */
function refOf({ owner, region, key }: FoundKey, materialId: string): string {
  return `${keyPlace({ owner, region, keyId: key.keyId })}/${materialId}`;
}

export function expiryOf(found: FoundKey, materialId: string, at: Instant): Due {
  const ref = refOf(found, materialId);
  return { id: `${kind}:${ref}`, kind, at, ref };
}

export async function cancelExpiry(tx: Transaction, found: FoundKey, materialId: string): Promise<void> {
  await cancel(tx, `${kind}:${refOf(found, materialId)}`);
}

/**
 * The key waits for this material again, unless it is one that waits for a rotation. A key that is pending deletion stays so. One that waits in a primary key goes
 * from its replicas too.
 */
export async function dropMaterial(tx: Transaction, found: FoundKey, materialId: string): Promise<void> {
  const material = importedMaterial(found.key, materialId);
  if (material === undefined) return;
  await discard(tx, found, materialId, withoutMaterial(found, material));
  if (material.isPending !== true || isReplica(found)) return;
  for (const replica of await relatedKeys(tx, found)) {
    await discard(tx, replica, materialId, forgetting(replica.key, materialId));
  }
}

async function discard(tx: Transaction, found: FoundKey, materialId: string, left: KeyRecord): Promise<void> {
  const { owner, region, key } = found;
  const state = kmsState(tx, owner, region);
  await state.materials.delete(`${placeOfKey(owner, region, key.keyId)}/${materialId}`);
  await cancelExpiry(tx, found, materialId);
  await state.keys.update(left);
}

/** In all Regions of the set at once. `change` goes with it. */
export async function rotateToImported(
  tx: Transaction,
  found: FoundKey,
  materialId: string,
  at: Instant,
  change: Partial<KeyRecord>,
): Promise<void> {
  const rotation = { at, type: 'ON_DEMAND' } as const;
  await changeSet(tx, found, ({ key }) => ({ ...rotatedTo(key, materialId, rotation), ...change }));
}

/** When the day of a material comes it is deleted. */
export function expireMaterial(events: FurtherEventRecorder): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const { owner, region, keyId } = readKeyPlace(due.ref);
      const materialId = present(due.ref.split('/')[3], 'the day of a material names it');
      const found = await keyById(tx, { account: owner, region }, keyId);
      if (found.is === 'missing') return;
      const expires = importedMaterial(found.key, materialId)?.expires;
      if (typeof expires !== 'number' || expires > now) return;
      await dropMaterial(tx, found, materialId);
      await events.record(tx, {
        type: 'AwsServiceEvent',
        source: 'kms.amazonaws.com',
        name: 'DeleteExpiredKeyMaterial',
        at: now,
        account: owner,
        region,
        readOnly: false,
        serviceEventDetails: { keyId, keyMaterialId: materialId },
        resources: [{ type: 'AWS::KMS::Key', name: found.arn, listed: true }],
      });
    },
  };
}
