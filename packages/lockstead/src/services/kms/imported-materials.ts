/**
 * The imported materials of a key. The first one encrypts at once. A further one of a symmetric key waits until the key is rotated to it, and only then belongs to
 * the key for good. A material can be away: it was deleted, its time is over, or it was never imported in this Region. It is listed all the same, because only
 * it can come back. The keys of a multi-Region set list the same materials; which of them are there is a matter of each Region.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html
 */
import type { KeyMaterialState } from '@aws-sdk/client-kms';
import type { Instant } from '#kernel/clock';
import type { Reader } from '#store/port';
import type { FoundKey } from './key-reference.ts';
import { isReplica, relatedKeys } from './multi-region.ts';
import type { ImportedMaterial, KeyRecord } from './state.ts';

/** `undefined` where the key has no such material. */
export function importedMaterial({ imported = [] }: KeyRecord, materialId: string): ImportedMaterial | undefined {
  return imported.find((each) => each.materialId === materialId);
}

/** The one that waits for a rotation; there is one at most. */
export function pendingMaterial({ imported = [] }: KeyRecord): ImportedMaterial | undefined {
  return imported.find(({ isPending }) => isPending === true);
}

/** Whether all materials that belong to the key for good are there. A key that lacks one cannot be used. */
export function hasAllMaterials({ imported = [] }: KeyRecord): boolean {
  const own = imported.filter(({ isPending }) => isPending !== true);
  return own.length > 0 && own.every(isThere);
}

/** Whether it is imported in this Region now. */
export function isThere({ expires }: ImportedMaterial): boolean {
  return expires !== undefined;
}

/** The key with this material, in the place of the one with the same id, or as the last one. */
export function withMaterial(key: KeyRecord, material: ImportedMaterial): KeyRecord {
  const { imported = [] } = key;
  const isKnown = importedMaterial(key, material.materialId) !== undefined;
  return {
    ...key,
    imported: isKnown
      ? imported.map((each) => (each.materialId === material.materialId ? material : each))
      : [...imported, material],
  };
}

/** The key as it is while this material is away. One that waits for a rotation is forgotten, unless it is that of a replica's primary. */
export function withoutMaterial(found: FoundKey, { expires: _, ...material }: ImportedMaterial): KeyRecord {
  const { key } = found;
  if (material.isPending !== true) {
    const isUsable = key.state === 'Enabled' || key.state === 'Disabled' || key.state === 'Updating';
    return { ...withMaterial(key, material), state: isUsable ? 'PendingImport' : key.state };
  }
  if (isReplica(found)) return withMaterial(key, material);
  return forgetting(key, material.materialId);
}

export function forgetting(key: KeyRecord, materialId: string): KeyRecord {
  return { ...key, imported: (key.imported ?? []).filter((each) => each.materialId !== materialId) };
}

/** The key after its rotation to the material that has waited. */
export function rotatedTo(
  key: KeyRecord,
  materialId: string,
  rotation: { readonly at: Instant; readonly type: 'ON_DEMAND' },
): KeyRecord {
  const imported = (key.imported ?? []).map(({ isPending, ...each }) =>
    each.materialId === materialId ? { ...each, rotation } : { ...each, ...(isPending === true ? { isPending } : {}) },
  );
  return { ...key, imported, materialId };
}

/** The material that a key can be rotated to now: it is there in all Regions of its set. */
export async function materialToRotateTo(reader: Reader, found: FoundKey): Promise<ImportedMaterial | undefined> {
  const pending = pendingMaterial(found.key);
  if (pending === undefined) return undefined;
  for (const { key } of [found, ...(await relatedKeys(reader, found))]) {
    const there = importedMaterial(key, pending.materialId);
    if (there === undefined || !isThere(there)) return undefined;
  }
  return pending;
}

/** `toRotateTo`: see above. */
export function materialState(
  key: KeyRecord,
  { materialId, isPending }: ImportedMaterial,
  toRotateTo: ImportedMaterial | undefined,
): KeyMaterialState {
  if (isPending !== true) return materialId === key.materialId ? 'CURRENT' : 'NON_CURRENT';
  return toRotateTo === undefined && key.multiRegion !== undefined
    ? 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'
    : 'PENDING_ROTATION';
}
