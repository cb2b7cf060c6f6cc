/**
 * ListKeyRotations: when a key got which material.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html
 */
import { toDate } from '#kernel/clock';
import { UnsupportedOperation } from '../errors.ts';
import { requireKey } from '../key-reference.ts';
import { isSymmetric } from '../key-specs.ts';
import type { KmsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { kmsState, type MaterialRecord, placeOfKey } from '../state.ts';

/** Rotations on demand have a quota, and those by themselves are at least 90 days apart. */
const materialsMax = 1_000;

export const listKeyRotations: KmsRead<'ListKeyRotations'> = {
  name: 'ListKeyRotations',
  effect: 'read',

  async handle(input, context) {
    const { key, arn, owner, region } = await requireKey(context.reader, context, input.KeyId);
    if (!isSymmetric(key.keySpec)) throw new UnsupportedOperation();
    const prefix = `${placeOfKey(owner, region, key.keyId)}/`;
    const listed = await kmsState(context.reader, owner, region).materials.list({ prefix, limit: materialsMax });
    const isAsked = (record: MaterialRecord): boolean =>
      input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL' || record.rotation !== undefined;
    const { items, more } = pageOfAll(
      listed.map(({ record }) => record).filter(isAsked),
      ({ createdAt, materialId }) => `${String(createdAt).padStart(16, '0')} ${materialId}`,
      input,
      context,
      { operation: 'ListKeyRotations', filters: [key.keyId, input.IncludeKeyMaterial] },
    );
    const rotations = items.map(({ materialId, rotation }) => ({
      KeyId: arn,
      KeyMaterialId: materialId,
      KeyMaterialState: materialId === key.materialId ? ('CURRENT' as const) : ('NON_CURRENT' as const),
      ...(rotation === undefined ? {} : { RotationDate: toDate(rotation.at), RotationType: rotation.type }),
    }));
    return { Rotations: rotations, ...more };
  },
};
