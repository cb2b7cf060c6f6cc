/** The sealed materials of keys, as the crypto process is given them. */
import type { Reader } from '#store/port';
import type { FoundKey } from './key-reference.ts';
import { kmsState, type MaterialRecord, placeOfKey } from './state.ts';
import type { SealedMaterial } from './vault/vault.ts';

/** One of a key's materials: the current one where none is named. `undefined` where it is gone. */
export async function materialOf(
  reader: Reader,
  { key, owner, region }: FoundKey,
  materialId: string | undefined = key.materialId,
): Promise<SealedMaterial | undefined> {
  if (materialId === undefined) return undefined;
  const id = `${placeOfKey(owner, region, key.keyId)}/${materialId}`;
  const record = await kmsState(reader, owner, region).materials.get(id);
  return record === undefined ? undefined : sealedMaterial(record);
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
