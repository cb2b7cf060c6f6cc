/** All of Wycheproof's vectors whose keys can be imported, through the wire. */
import { startLockstead } from 'lockstead';
import { describe, expect, test } from 'vitest';
import { kmsClient } from './support.ts';
import { vectors, vectorsMissing } from './wycheproof-proof.ts';
import { wrongMacs, wrongOaep } from './wycheproof-wire-proof.ts';

describe.skipIf(vectorsMissing)('imported keys', () => {
  test.each([224, 256, 384, 512] as const)('HMAC_%i', async (bits) => {
    await using cloud = await startLockstead({ ephemeral: true });
    expect(await wrongMacs(kmsClient(cloud), vectors(`hmac_sha${bits}`), bits)).toEqual([]);
  });

  test.each([
    ['rsa_oaep_2048_sha1_mgf1sha1', 'RSA_2048', 'RSAES_OAEP_SHA_1'],
    ['rsa_oaep_2048_sha256_mgf1sha256', 'RSA_2048', 'RSAES_OAEP_SHA_256'],
    ['rsa_oaep_3072_sha256_mgf1sha256', 'RSA_3072', 'RSAES_OAEP_SHA_256'],
    ['rsa_oaep_4096_sha256_mgf1sha256', 'RSA_4096', 'RSAES_OAEP_SHA_256'],
  ] as const)('%s', async (file, keySpec, algorithm) => {
    await using cloud = await startLockstead({ ephemeral: true });
    expect(await wrongOaep(kmsClient(cloud), vectors(file), keySpec, algorithm)).toEqual([]);
  });
});
