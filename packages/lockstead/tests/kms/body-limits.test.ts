/** The largest encryption contexts come in whole; a body that cannot hold an acceptable one is not read. */
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonCall } from '../support/json-call.ts';
import { kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
let KeyId: string;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
  ({ KeyId } = await newTestKey(client));
});
afterAll(() => cloud.stop());

/** 65,535 bytes in the canonical form: two lengths, one letter, and this value. */
const valueBytes = 65_535 - 8 - 1;

test.each([
  ['ASCII', { k: 'x'.repeat(valueBytes) }],
  ['two bytes a letter', { k: 'é'.repeat(Math.floor(valueBytes / 2)) }],
  ['three bytes a letter', { k: '€'.repeat(valueBytes / 3) }],
])('the largest context with the largest plaintext and ten grant tokens: %s', async (_, EncryptionContext) => {
  const tokens = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const grant = { KeyId, GranteePrincipal: 's3.amazonaws.com', Operations: ['Encrypt' as const], Name: `g${n}` };
      return (await client.send(new kms.CreateGrantCommand(grant))).GrantToken ?? '';
    }),
  );
  const Plaintext = Buffer.alloc(4_096, 'p');
  const input = { KeyId, EncryptionContext, GrantTokens: tokens };
  const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ ...input, Plaintext }));
  const again = {
    DestinationKeyId: KeyId,
    SourceEncryptionContext: EncryptionContext,
    DestinationEncryptionContext: EncryptionContext,
    GrantTokens: tokens,
  };
  const moved = await client.send(new kms.ReEncryptCommand({ CiphertextBlob, ...again }));
  const opened = await client.send(new kms.DecryptCommand({ ...input, CiphertextBlob: moved.CiphertextBlob }));
  expect(words(opened.Plaintext)).toBe(Plaintext.toString());
});

const tooLong = { k: 'x'.repeat(300_000) };

test.each<[operation: string, input: object]>([
  ['Encrypt', { Plaintext: 'aGk=', EncryptionContext: tooLong }],
  ['Decrypt', { CiphertextBlob: 'aGk=', EncryptionContext: tooLong }],
  ['ReEncrypt', { CiphertextBlob: 'aGk=', DestinationEncryptionContext: tooLong }],
  ['GenerateDataKey', { KeySpec: 'AES_256', EncryptionContext: tooLong }],
  ['GenerateDataKeyWithoutPlaintext', { KeySpec: 'AES_256', EncryptionContext: tooLong }],
  ['GenerateDataKeyPair', { KeyPairSpec: 'ECC_NIST_P256', EncryptionContext: tooLong }],
  ['GenerateDataKeyPairWithoutPlaintext', { KeyPairSpec: 'ECC_NIST_P256', EncryptionContext: tooLong }],
  ['CreateGrant', { Constraints: { EncryptionContextEquals: tooLong } }],
])('%s with a context of 300 KB', async (operation, input) => {
  const keys = cloud.clientConfig().credentials;
  const call = jsonCall(
    cloud.endpoint,
    keys,
    { service: 'kms', target: `TrentService.${operation}` },
    { KeyId, ...input },
  );
  expect((await refusal(call)).name).toBe('RequestEntityTooLarge');
  expect((await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') }))).KeyId).toContain(KeyId);
});
