/**
 * ListKeyRotations: when a key got which material, and of imported ones whether they are there and how long.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html
 */
import type { RotationsListEntry } from '@aws-sdk/client-kms';
import { toDate } from '#kernel/clock';
import type { WithRequired } from '#service/sdk-types';
import type { Reader } from '#store/port';
import { UnsupportedOperation } from '../errors.ts';
import { isThere, materialState, materialToRotateTo } from '../imported-materials.ts';
import { type FoundKey, requireKey } from '../key-reference.ts';
import { isSymmetric } from '../key-specs.ts';
import type { KmsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { type ImportedMaterial, kmsState, type MaterialRecord, placeOfKey } from '../state.ts';

/** Rotations on demand have a quota, and those by themselves are at least 90 days apart. */
const materialsMax = 1_000;

type Entry = WithRequired<RotationsListEntry>;

export const listKeyRotations: KmsRead<'ListKeyRotations'> = {
  name: 'ListKeyRotations',
  effect: 'read',

  async handle(input, context) {
    const found = await requireKey(context.reader, context, input.KeyId);
    const { key } = found;
    if (!isSymmetric(key.keySpec)) throw new UnsupportedOperation();
    const all = key.origin === 'EXTERNAL' ? await imported(context.reader, found) : await made(context.reader, found);
    const isAsked = (entry: Entry): boolean =>
      input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL' || entry.RotationDate !== undefined;
    const { items, more } = pageOfAll(
      all.map((entry, place) => ({ entry, place })).filter(({ entry }) => isAsked(entry)),
      ({ place }) => String(place).padStart(String(materialsMax).length, '0'),
      input,
      context,
      { operation: 'ListKeyRotations', filters: [key.keyId, input.IncludeKeyMaterial] },
    );
    return { Rotations: items.map(({ entry }) => entry), ...more };
  },
};

/** The oldest first. */
async function made(reader: Reader, { key, arn, owner, region }: FoundKey): Promise<readonly Entry[]> {
  const prefix = `${placeOfKey(owner, region, key.keyId)}/`;
  const listed = await kmsState(reader, owner, region).materials.list({ prefix, limit: materialsMax });
  return listed
    .map(({ record }) => record)
    .sort((a, b) => a.createdAt - b.createdAt || (a.materialId < b.materialId ? -1 : 1))
    .map((record) => ({
      KeyId: arn,
      KeyMaterialId: record.materialId,
      KeyMaterialState: record.materialId === key.materialId ? 'CURRENT' : 'NON_CURRENT',
      ...rotated(record),
    }));
}

/** AWS DIFFERS? Whether a replica lists a new material of its primary before that is imported there too is not known here. It does. */
async function imported(reader: Reader, found: FoundKey): Promise<readonly Entry[]> {
  const { key, arn } = found;
  const toRotateTo = await materialToRotateTo(reader, found);
  return (key.imported ?? []).map((material) => ({
    KeyId: arn,
    KeyMaterialId: material.materialId,
    ...(material.description === undefined ? {} : { KeyMaterialDescription: material.description }),
    ImportState: isThere(material) ? 'IMPORTED' : 'PENDING_IMPORT',
    KeyMaterialState: materialState(key, material, toRotateTo),
    ...expiry(material),
    ...rotated(material),
  }));
}

function expiry({ expires }: ImportedMaterial): Pick<Entry, 'ExpirationModel' | 'ValidTo'> {
  if (expires === undefined) return {};
  if (expires === 'never') return { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
  return { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: toDate(expires) };
}

function rotated({ rotation }: MaterialRecord | ImportedMaterial): Pick<Entry, 'RotationDate' | 'RotationType'> {
  return rotation === undefined ? {} : { RotationDate: toDate(rotation.at), RotationType: rotation.type };
}
