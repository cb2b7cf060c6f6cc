/**
 * GetParametersForImport: a public key to wrap a key material under, and the token to bring it in with, for one day.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetParametersForImport.html
 */
import { hours, later, toDate } from '#kernel/clock';
import { UnsupportedOperation } from '../errors.ts';
import { importedKey } from '../imported-key.ts';
import { kmsLimits } from '../limits.ts';
import type { KmsRead } from '../operation.ts';
import type { Vault } from '../vault/vault.ts';

const algorithms: ReadonlySet<string> = new Set([
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
]);

export function getParametersForImport(vault: Vault): KmsRead<'GetParametersForImport'> {
  return {
    name: 'GetParametersForImport',
    effect: 'read',
    waits: true,

    async handle({ KeyId, WrappingAlgorithm, WrappingKeySpec }, context) {
      const { key, arn, owner, region } = await importedKey(context.reader, context, KeyId, 'prepareImport');
      if (!algorithms.has(WrappingAlgorithm) || WrappingKeySpec === 'SM2') {
        throw new UnsupportedOperation(`Wrapping with ${WrappingAlgorithm} and ${WrappingKeySpec} is not supported.`);
      }
      // An RSA key cannot wrap what is longer than itself.
      if (WrappingAlgorithm.startsWith('RSAES_') && key.keySpec.startsWith('RSA_')) {
        throw new UnsupportedOperation(`Wrapping algorithm ${WrappingAlgorithm} is not supported for ${key.keySpec}.`);
      }
      const validTo = later(context.clock.now(), hours(kmsLimits.ImportTokenHours));
      const purpose = { account: owner, region, keyId: key.keyId, algorithm: WrappingAlgorithm, validTo };
      const { publicKey, token } = await vault.importParameters(purpose, WrappingKeySpec);
      return { KeyId: arn, ImportToken: token, PublicKey: publicKey, ParametersValidTo: toDate(validTo) };
    },
  };
}
