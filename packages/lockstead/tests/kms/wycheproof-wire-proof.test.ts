/** Some of Wycheproof's vectors through the wire; the long suite has all of them. */
import { startLockstead } from 'lockstead';
import { expect, test } from 'vitest';
import { kmsClient } from './support.ts';
import { vectors, vectorsMissing } from './wycheproof-proof.ts';
import { wrongMacs, wrongOaep } from './wycheproof-wire-proof.ts';

test.skipIf(vectorsMissing)('a key of RSA and one of HMAC that were imported', async () => {
  await using cloud = await startLockstead({ ephemeral: true });
  const client = kmsClient(cloud);
  const oaep = vectors('rsa_oaep_2048_sha256_mgf1sha256');
  expect(await wrongOaep(client, oaep, 'RSA_2048', 'RSAES_OAEP_SHA_256')).toEqual([]);
  // The keys of the valid ones are all others; the wrong codes are under one key.
  const macs = vectors('hmac_sha256');
  const oneKey = macs.filter((vector) => vector.result === 'invalid');
  const some = [...macs.filter((vector) => vector.result === 'valid').slice(0, 12), ...oneKey];
  expect(await wrongMacs(client, some, 256)).toEqual([]);
});
