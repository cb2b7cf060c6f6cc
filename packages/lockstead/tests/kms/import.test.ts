/** Imported key material: wrapped by the client, opened in the crypto process, expiring, imported again, and found nowhere on disk. */
import { constants, createCipheriv, createHash, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsClient, newTestKey, refusal, type TestKey, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

type Algorithm = 'RSAES_OAEP_SHA_1' | 'RSAES_OAEP_SHA_256' | 'RSA_AES_KEY_WRAP_SHA_1' | 'RSA_AES_KEY_WRAP_SHA_256';

function wrap(algorithm: Algorithm, publicKey: Uint8Array, material: Buffer): Buffer {
  const oaepHash = algorithm.endsWith('256') ? 'sha256' : 'sha1';
  const key = { key: Buffer.from(publicKey), format: 'der', type: 'spki' } as const;
  const underRsa = (bytes: Buffer): Buffer =>
    publicEncrypt({ ...key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, bytes);
  if (!algorithm.startsWith('RSA_AES_')) return underRsa(material);
  const aesKey = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('a65959a6', 'hex'));
  return Buffer.concat([underRsa(aesKey), cipher.update(material), cipher.final()]);
}

interface Import {
  readonly algorithm?: Algorithm;
  readonly by?: kms.KMSClient;
  readonly more?: Partial<kms.ImportKeyMaterialCommandInput>;
}

async function imported(
  KeyId: string,
  material: Buffer,
  { algorithm = 'RSAES_OAEP_SHA_256', by = client, more = {} }: Import = {},
): Promise<kms.ImportKeyMaterialCommandOutput> {
  const parameters = await by.send(
    new kms.GetParametersForImportCommand({ KeyId, WrappingAlgorithm: algorithm, WrappingKeySpec: 'RSA_2048' }),
  );
  return await by.send(
    new kms.ImportKeyMaterialCommand({
      KeyId,
      ImportToken: parameters.ImportToken,
      EncryptedKeyMaterial: wrap(algorithm, parameters.PublicKey ?? Buffer.alloc(0), material),
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      ...more,
    }),
  );
}

const external = (more: kms.CreateKeyCommandInput = {}): Promise<TestKey> =>
  newTestKey(client, { Origin: 'EXTERNAL', ...more });
const describeKey = async (KeyId: string): Promise<kms.KeyMetadata | undefined> =>
  (await client.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata;

test.each<Algorithm>(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_1', 'RSA_AES_KEY_WRAP_SHA_256'])(
  'a symmetric material comes in by %s, and the key is used',
  async (algorithm) => {
    const { KeyId, Arn } = await external();
    const answer = await imported(KeyId, randomBytes(32), { algorithm });
    expect(answer).toMatchObject({ KeyId: Arn, KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await describeKey(KeyId)).toMatchObject({
      KeyState: 'Enabled',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      CurrentKeyMaterialId: answer.KeyMaterialId,
    });
    const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') }));
    expect(words((await client.send(new kms.DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe('x');
  },
);

test('a private key comes in as PKCS #8, wrapped under AES', async () => {
  const { KeyId } = await external({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  await imported(KeyId, privateKey.export({ type: 'pkcs8', format: 'der' }), { algorithm: 'RSA_AES_KEY_WRAP_SHA_256' });
  expect((await describeKey(KeyId))?.KeyState).toBe('Enabled');
});

test('deleted, the key waits for the same material, which opens what was encrypted; another is refused', async () => {
  const { KeyId, Arn } = await external();
  const material = randomBytes(32);
  await imported(KeyId, material);
  const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('kept') }));
  await client.send(new kms.DeleteImportedKeyMaterialCommand({ KeyId }));
  expect(await describeKey(KeyId)).toMatchObject({ KeyState: 'PendingImport', Enabled: false });
  const open = () => client.send(new kms.DecryptCommand({ CiphertextBlob }));
  expect(await refusal(open())).toEqual({
    name: 'KMSInvalidStateException',
    message: `${Arn} is pending import.`,
  });
  expect(await refusal(client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') })))).toMatchObject({
    message: `${Arn} is pending import.`,
  });
  expect((await refusal(imported(KeyId, randomBytes(32)))).name).toBe('IncorrectKeyMaterialException');
  await imported(KeyId, material);
  expect(words((await open()).Plaintext)).toBe('kept');
});

test('a material goes when its day comes, and not where it was imported again meanwhile', async () => {
  await using own = await startLockstead({ ephemeral: true });
  const by = kmsClient(own);
  const { KeyId } = await newTestKey(by, { Origin: 'EXTERNAL' });
  const state = async () => (await by.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState;
  const material = randomBytes(32);
  const inDays = (days: number): Date => new Date(own.clock.now().getTime() + days * 86_400_000);
  const expiring = (days: number): Import => ({
    by,
    more: { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: inDays(days) },
  });
  await imported(KeyId, material, expiring(10));
  await own.clock.advance('P9D');
  expect(await state()).toBe('Enabled');
  await imported(KeyId, material, expiring(10));
  await own.clock.advance('P5D');
  expect(await state()).toBe('Enabled');
  await own.clock.advance('P6D');
  expect(await state()).toBe('PendingImport');
  await imported(KeyId, material, { by });
  await own.clock.advance('P1000D');
  expect(await state()).toBe('Enabled');
});

describe('an import is refused', () => {
  test('with the token of another key, a changed token, or one that is too old', async () => {
    await using own = await startLockstead({ ephemeral: true });
    const by = kmsClient(own);
    const [one, other] = [await newTestKey(by, { Origin: 'EXTERNAL' }), await newTestKey(by, { Origin: 'EXTERNAL' })];
    const parameters = await by.send(
      new kms.GetParametersForImportCommand({
        KeyId: one.KeyId,
        WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        WrappingKeySpec: 'RSA_2048',
      }),
    );
    const EncryptedKeyMaterial = wrap('RSAES_OAEP_SHA_256', parameters.PublicKey ?? Buffer.alloc(0), randomBytes(32));
    const bring = (KeyId: string, ImportToken: Uint8Array | undefined) =>
      by.send(
        new kms.ImportKeyMaterialCommand({
          KeyId,
          ImportToken,
          EncryptedKeyMaterial,
          ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
        }),
      );
    const token = Buffer.from(parameters.ImportToken ?? []);
    const changed = Buffer.from(token);
    changed[token.length - 1] = (changed[token.length - 1] ?? 0) ^ 1;
    expect((await refusal(bring(other.KeyId, token))).name).toBe('InvalidImportTokenException');
    expect((await refusal(bring(one.KeyId, changed))).name).toBe('InvalidImportTokenException');
    expect((await refusal(bring(one.KeyId, randomBytes(40)))).name).toBe('InvalidImportTokenException');
    await own.clock.advance('P1DT1M');
    expect((await refusal(bring(one.KeyId, token))).name).toBe('ExpiredImportTokenException');
  });

  test.each<[what: string, material: Buffer, name: string]>([
    ['of 16 bytes', randomBytes(16), 'IncorrectKeyMaterialException'],
    ['of 33 bytes', randomBytes(33), 'IncorrectKeyMaterialException'],
  ])('with a material %s', async (_, material, name) => {
    const { KeyId } = await external();
    expect((await refusal(imported(KeyId, material))).name).toBe(name);
    expect((await describeKey(KeyId))?.KeyState).toBe('PendingImport');
  });

  test('with what was wrapped in another way, or ends in the past', async () => {
    const { KeyId } = await external();
    const EncryptedKeyMaterial = randomBytes(256);
    expect((await refusal(imported(KeyId, randomBytes(32), { more: { EncryptedKeyMaterial } }))).name).toBe(
      'InvalidCiphertextException',
    );
    const ended = { ExpirationModel: 'KEY_MATERIAL_EXPIRES' as const, ValidTo: new Date(0) };
    expect((await refusal(imported(KeyId, randomBytes(32), { more: ended }))).name).toBe('ValidationException');
  });

  test('for a key whose material KMS made', async () => {
    const { KeyId, Arn } = await newTestKey(client);
    expect(await refusal(imported(KeyId, randomBytes(32)))).toEqual({
      name: 'UnsupportedOperationException',
      message: `${Arn} origin is AWS_KMS which is not valid for this operation.`,
    });
  });
});

test('known bytes that were imported are in no file of the data directory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-kms-'));
  try {
    const material = createHash('sha256').update('known bytes').digest();
    const plaintext = randomBytes(48);
    {
      await using own = await startLockstead({ data: folder });
      const by = kmsClient(own);
      const { KeyId } = await newTestKey(by, { Origin: 'EXTERNAL' });
      await imported(KeyId, material, { by });
      const { CiphertextBlob } = await by.send(new kms.EncryptCommand({ KeyId, Plaintext: plaintext }));
      await by.send(new kms.DecryptCommand({ CiphertextBlob }));
      expect(filesWith(folder, material, plaintext)).toEqual([]);
    }
    expect(filesWith(folder, material, plaintext)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Files that have one of these in any of the forms in which it could be written. */
function filesWith(folder: string, ...secrets: readonly Buffer[]): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  expect(files.length).toBeGreaterThan(0);
  return files
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return secrets.some((secret) =>
        [secret, Buffer.from(secret.toString('hex')), Buffer.from(secret.toString('base64').slice(0, 40))].some(
          (form) => bytes.includes(form),
        ),
      );
    });
}
