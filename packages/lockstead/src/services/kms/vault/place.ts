/** Where a key material belongs. All of it is authenticated when the material is opened, so that two records that were swapped do not open. */
import { writeFields } from './fields.ts';

export interface MaterialPlace {
  readonly account: string;
  readonly region: string;
  readonly keyId: string;
  /** 64 hexadecimal digits. */
  readonly materialId: string;
  /** AWS's key spec. A material can only be used as what it was made for. */
  readonly keySpec: string;
}

/** The version of the form in which materials are sealed; it is authenticated too. */
export const sealedVersion = 1;

export function placeBytes({ account, region, keyId, materialId, keySpec }: MaterialPlace): Buffer {
  return writeFields(['lockstead kms material', String(sealedVersion), account, region, keyId, materialId, keySpec]);
}
