/** What somebody outside does to import a material: wraps it under the key that GetParametersForImport answers. */
import { constants, createCipheriv, createPublicKey, publicEncrypt } from 'node:crypto';
import * as kms from '@aws-sdk/client-kms';
import { newTestKey, type TestKey } from './support.ts';

/** A new key with this material, which does not expire. A fixed AES key is enough: nobody else sees it. */
export async function importedTestKey(
  client: kms.KMSClient,
  material: Uint8Array,
  input: kms.CreateKeyCommandInput = {},
): Promise<TestKey> {
  const key = await newTestKey(client, { ...input, Origin: 'EXTERNAL' });
  await importInto(client, key.KeyId, material);
  return key;
}

/** `RSA_AES_KEY_WRAP_SHA_256`: an AES key under RSA, and the material under the AES key (RFC 5649). */
export async function importInto(client: kms.KMSClient, KeyId: string, material: Uint8Array): Promise<void> {
  const { PublicKey, ImportToken } = await client.send(
    new kms.GetParametersForImportCommand({
      KeyId,
      WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    }),
  );
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  const aesKey = Buffer.alloc(32, 9);
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('a65959a6', 'hex'));
  const EncryptedKeyMaterial = Buffer.concat([
    publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, aesKey),
    cipher.update(material),
    cipher.final(),
  ]);
  await client.send(
    new kms.ImportKeyMaterialCommand({
      KeyId,
      ImportToken,
      EncryptedKeyMaterial,
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    }),
  );
}
