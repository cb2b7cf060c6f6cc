/** The sealed materials of keys, as the crypto process is given them. */
import type { Reader } from '#store/port';
import type { FoundKey } from './key-reference.ts';
import { type KeyRecord, kmsState, type MaterialRecord, placeOfKey } from './state.ts';
import type { SealedMaterial } from './vault/vault.ts';

/**
 * The current materials of keys as they are committed now, while their records are in memory. Whatever changes or takes away a current material
 * also writes the key's record, which is then another object.
 */
const currentOf = new WeakMap<KeyRecord, SealedMaterial>();

/** One of a key's materials: the current one where none is named. `undefined` where it is gone. */
export async function materialOf(
  reader: Reader,
  { key, owner, region }: FoundKey,
  materialId: string | undefined = key.materialId,
): Promise<SealedMaterial | undefined> {
  if (materialId === undefined) return undefined;
  const isCurrent = materialId === key.materialId;
  const known = isCurrent ? currentOf.get(key) : undefined;
  if (known !== undefined) return known;
  const id = `${placeOfKey(owner, region, key.keyId)}/${materialId}`;
  const record = await kmsState(reader, owner, region).materials.get(id);
  if (record === undefined) return undefined;
  const material = sealedMaterial(record);
  if (isCurrent) currentOf.set(key, material);
  return material;
}

export function sealedMaterial({
  account,
  region,
  keyId,
  materialId,
  keySpec,
  sealed,
}: MaterialRecord): SealedMaterial {
  return { place: { account, region, keyId, materialId, keySpec }, sealed: Buffer.from(sealed, 'base64') };
}
