/**
 * Rotation: a key gets a new material, which encrypts from then on. All that were before stay, and open what they have encrypted.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
import { cancel, type Due, schedule } from '#events/agenda';
import { days, type Instant, later } from '#kernel/clock';
import type { Region } from '#kernel/ids';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Reader, Transaction } from '#store/port';
import { InvalidState } from './errors.ts';
import { keyPlace, type PlaceOfKey, readKeyPlace } from './key-place.ts';
import { type FoundKey, keyById } from './key-reference.ts';
import { changeSet, relatedKeys } from './multi-region.ts';
import { recordRotation } from './rotation-event.ts';
import { type KeyRecord, kmsState } from './state.ts';
import type { MadeMaterial, Vault } from './vault/vault.ts';

const kind = 'kms:rotateKey';

export function rotationOf(place: PlaceOfKey, at: Instant): Due {
  const ref = keyPlace(place);
  return { id: `${kind}:${ref}`, kind, at, ref };
}

export async function cancelRotation(tx: Transaction, place: PlaceOfKey): Promise<void> {
  await cancel(tx, `${kind}:${keyPlace(place)}`);
}

/** A material that a key rotates to, and the same sealed for each of its replicas. */
export interface NextMaterial extends MadeMaterial {
  readonly sealedIn: ReadonlyMap<Region, Buffer>;
}

/** The new material, made outside of the transaction. */
export async function newMaterialFor(vault: Vault, reader: Reader, found: FoundKey): Promise<NextMaterial> {
  const { owner, region, key } = found;
  const place = { account: owner, region, keyId: key.keyId, keySpec: key.keySpec };
  const made = await vault.make(place);
  const { materialId, sealed } = made;
  const from = { place: { ...place, materialId }, sealed };
  const sealedIn = new Map([[region, sealed]]);
  for (const replica of await relatedKeys(reader, found)) {
    sealedIn.set(replica.region, await vault.move(from, { ...from.place, region: replica.region }));
  }
  return { ...made, sealedIn };
}

/**
 * Keeps the new material in the key and all its replicas; it is the current one in all of them at once. `change` goes with it. Throws where a replica
 * has become ready since the material was made: it would miss it.
 */
export async function keepRotation(
  tx: Transaction,
  found: FoundKey,
  { materialId, sealedIn }: NextMaterial,
  rotation: { readonly at: Instant; readonly type: 'AUTOMATIC' | 'ON_DEMAND' },
  change: Partial<KeyRecord>,
): Promise<void> {
  for (const { key, owner: account, region, arn } of [found, ...(await relatedKeys(tx, found))]) {
    const state = kmsState(tx, account, region);
    const { keyId, keySpec } = key;
    // A replica that is still being made gets all materials at its end.
    if (key.materialId === undefined) {
      await state.keys.update({ ...key, ...change });
      continue;
    }
    const sealed = sealedIn.get(region)?.toString('base64');
    if (sealed === undefined) throw new InvalidState(`${arn} is creating.`);
    const material = { account, region, keyId, materialId, keySpec, sealed, createdAt: rotation.at, rotation };
    await state.materials.insert(material);
    await state.keys.update({ ...key, ...change, materialId });
  }
}

/** Only keys that can be used rotate; the others are asked again when their next day comes. */
async function dueKey(reader: Reader, due: Due): Promise<FoundKey | undefined> {
  const { owner, region, keyId } = readKeyPlace(due.ref);
  const named = await keyById(reader, { account: owner, region }, keyId);
  return named.is === 'key' && named.key.rotation !== undefined ? named : undefined;
}

/** A key that becomes a primary can be used meanwhile. */
function rotates({ key }: FoundKey): boolean {
  return key.state === 'Enabled' || key.state === 'Updating';
}

export function rotateKey(vault: Vault, events: FurtherEventRecorder): AgendaItem<NextMaterial | undefined> {
  return {
    async prepare(due, { reader }) {
      const found = await dueKey(reader, due);
      return found !== undefined && rotates(found) ? await newMaterialFor(vault, reader, found) : undefined;
    },

    async handle(due, { tx, now }, made) {
      const found = await dueKey(tx, due);
      if (found?.key.rotation === undefined) return;
      const { periodDays } = found.key.rotation;
      const nextAt = later(due.at, days(periodDays));
      const rotation = { periodDays, nextAt };
      await schedule(tx, { ...due, at: nextAt });
      if (made === undefined || !rotates(found)) {
        await changeSet(tx, found, (each) => ({ ...each.key, rotation }));
        return;
      }
      await keepRotation(tx, found, made, { at: due.at, type: 'AUTOMATIC' }, { rotation });
      await recordRotation(events, tx, found, { at: now, type: 'AUTOMATIC', materialId: made.materialId });
    },
  };
}
