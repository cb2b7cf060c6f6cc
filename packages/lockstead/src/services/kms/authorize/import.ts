/** Imported key material. */
import { fromDate, isoSeconds } from '#kernel/clock';
import type { KmsEntries } from '../operation.ts';
import { onKey } from './entries.ts';
import type { PairParts } from './pairs.ts';

type ImportOperation = 'DeleteImportedKeyMaterial' | 'GetParametersForImport' | 'ImportKeyMaterial';

export function importAuthorization(parts: PairParts): KmsEntries<ImportOperation> {
  return {
    DeleteImportedKeyMaterial: onKey(parts, 'DeleteImportedKeyMaterial'),
    GetParametersForImport: onKey(parts, 'GetParametersForImport', {
      keys: ({ WrappingAlgorithm, WrappingKeySpec }) => ({
        'kms:WrappingAlgorithm': WrappingAlgorithm,
        'kms:WrappingKeySpec': WrappingKeySpec,
      }),
    }),
    ImportKeyMaterial: onKey(parts, 'ImportKeyMaterial', {
      keys: ({ ExpirationModel = 'KEY_MATERIAL_EXPIRES', ValidTo }) => ({
        'kms:ExpirationModel': ExpirationModel,
        'kms:ValidTo': ValidTo === undefined ? undefined : isoSeconds(fromDate(ValidTo)),
      }),
    }),
  };
}
