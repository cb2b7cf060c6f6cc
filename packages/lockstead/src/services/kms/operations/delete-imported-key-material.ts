/**
 * DeleteImportedKeyMaterial: nothing opens what the key has encrypted, until the same material is imported again.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html
 */
import { UnsupportedOperation } from '../errors.ts';
import { cancelExpiry, dropMaterial, importedKey } from '../imported-key.ts';
import type { KmsWrite } from '../operation.ts';

export const deleteImportedKeyMaterial: KmsWrite<'DeleteImportedKeyMaterial'> = {
  name: 'DeleteImportedKeyMaterial',
  effect: 'write',

  async handle({ KeyId, KeyMaterialId }, context) {
    const found = await importedKey(context.tx, context, KeyId, 'deleteMaterial');
    const { materialId } = found.key;
    if (KeyMaterialId !== undefined && KeyMaterialId !== materialId) {
      throw new UnsupportedOperation('The KMS key has no imported key material with this ID.');
    }
    await dropMaterial(context.tx, found);
    await cancelExpiry(context.tx, found);
    return { KeyId: found.arn, ...(materialId === undefined ? {} : { KeyMaterialId: materialId }) };
  },
};
