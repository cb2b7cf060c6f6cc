/**
 * DeleteImportedKeyMaterial: nothing opens what the key has encrypted, until the same material is imported again. A material that waits for a rotation is forgotten, and
 * the key is used as before.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html
 */
import { UnsupportedOperation } from '../errors.ts';
import { dropMaterial, importedKey } from '../imported-key.ts';
import { importedMaterial } from '../imported-materials.ts';
import type { KmsWrite } from '../operation.ts';

export const deleteImportedKeyMaterial: KmsWrite<'DeleteImportedKeyMaterial'> = {
  name: 'DeleteImportedKeyMaterial',
  effect: 'write',

  async handle({ KeyId, KeyMaterialId }, context) {
    const found = await importedKey(context.tx, context, KeyId, 'deleteMaterial');
    const { key, arn } = found;
    if (KeyMaterialId !== undefined && importedMaterial(key, KeyMaterialId) === undefined) {
      // AWS DIFFERS? The code is one that AWS names for this operation; the sentence is not known here.
      throw new UnsupportedOperation('The KMS key has no imported key material with this ID.');
    }
    const materialId = KeyMaterialId ?? key.materialId;
    if (materialId === undefined) return { KeyId: arn };
    await dropMaterial(context.tx, found, materialId);
    return { KeyId: arn, KeyMaterialId: materialId };
  },
};
