/**
 * Rotation: a key gets a new material, which encrypts from then on. All that were before stay, and open what they have encrypted.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
import { cancel, type Due, schedule } from '#events/agenda';
import { days, type Instant, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Reader, Transaction } from '#store/port';
import { keyPlace, type PlaceOfKey, readKeyPlace } from './key-place.ts';
import { type FoundKey, keyById } from './key-reference.ts';
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

/** The new material, made outside of the transaction. */
export async function newMaterialFor(vault: Vault, { owner, region, key }: FoundKey): Promise<MadeMaterial> {
  return await vault.make({ account: owner, region, keyId: key.keyId, keySpec: key.keySpec });
}

/** The key with its new material, which it also keeps. `change` goes with it. */
export async function keepRotation(
  tx: Transaction,
  found: FoundKey,
  made: MadeMaterial,
  rotation: { readonly at: Instant; readonly type: 'AUTOMATIC' | 'ON_DEMAND' },
  change: Partial<KeyRecord>,
): Promise<void> {
  const { owner: account, region, key } = found;
  const { keyId, keySpec } = key;
  const state = kmsState(tx, account, region);
  const { materialId } = made;
  await state.materials.insert({
    account,
    region,
    keyId,
    materialId,
    keySpec,
    sealed: made.sealed.toString('base64'),
    createdAt: rotation.at,
    rotation,
  });
  await state.keys.update({ ...key, ...change, materialId });
}

/** Only keys that can be used rotate; the others are asked again when their next day comes. */
async function dueKey(reader: Reader, due: Due): Promise<FoundKey | undefined> {
  const { owner, region, keyId } = readKeyPlace(due.ref);
  const named = await keyById(reader, { account: owner, region }, keyId);
  return named.is === 'key' && named.key.rotation !== undefined ? named : undefined;
}

export function rotateKey(vault: Vault, events: FurtherEventRecorder): AgendaItem<MadeMaterial | undefined> {
  return {
    async prepare(due, { reader }) {
      const found = await dueKey(reader, due);
      return found?.key.state === 'Enabled' ? await newMaterialFor(vault, found) : undefined;
    },

    async handle(due, { tx, now }, made) {
      const found = await dueKey(tx, due);
      if (found?.key.rotation === undefined) return;
      const { owner, region, key, arn } = found;
      const { periodDays } = found.key.rotation;
      const nextAt = later(due.at, days(periodDays));
      const rotation = { periodDays, nextAt };
      await schedule(tx, { ...due, at: nextAt });
      if (made === undefined || key.state !== 'Enabled') {
        await kmsState(tx, owner, region).keys.update({ ...key, rotation });
        return;
      }
      await keepRotation(tx, found, made, { at: due.at, type: 'AUTOMATIC' }, { rotation });
      await events.record(tx, {
        type: 'AwsServiceEvent',
        source: 'kms.amazonaws.com',
        name: 'RotateKey',
        at: now,
        account: owner,
        region,
        readOnly: false,
        serviceEventDetails: {
          keyId: key.keyId,
          rotationType: 'AUTOMATIC',
          keyOrigin: key.origin,
          previousKeyMaterialId: key.materialId,
          currentKeyMaterialId: made.materialId,
        },
        resources: [{ type: 'AWS::KMS::Key', name: arn, listed: true }],
      });
    },
  };
}
