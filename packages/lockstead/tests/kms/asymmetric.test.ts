/** Asymmetric and HMAC keys: OpenSSL outside verifies what is signed inside, and the other way round. */
import { constants, createHash, createHmac, createPublicKey, publicEncrypt, randomBytes, verify } from 'node:crypto';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

const publicKeyOf = async (KeyId: string) => {
  const { PublicKey } = await client.send(new kms.GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
};

const hashOf = (algorithm: string): string => `sha${algorithm.slice(-3)}`;

const signing: readonly [kms.KeySpec, kms.SigningAlgorithmSpec, kms.MessageType][] = [
  ...(
    ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_512', 'RSASSA_PSS_SHA_256', 'RSASSA_PSS_SHA_384'] as const
  ).flatMap((algorithm) => (['RAW', 'DIGEST'] as const).map((type) => ['RSA_2048', algorithm, type] as const)),
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'RAW'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'RAW'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512', 'RAW'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'RAW'],
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'DIGEST'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'DIGEST'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512', 'DIGEST'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'DIGEST'],
  ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', 'RAW'],
  ['ML_DSA_44', 'ML_DSA_SHAKE_256', 'RAW'],
  ['ML_DSA_87', 'ML_DSA_SHAKE_256', 'RAW'],
].map((row) => row as [kms.KeySpec, kms.SigningAlgorithmSpec, kms.MessageType]);

test.each(signing)('%s signs with %s (%s), and OpenSSL verifies it', async (KeySpec, SigningAlgorithm, MessageType) => {
  const { KeyId, Arn } = await newTestKey(client, { KeySpec, KeyUsage: 'SIGN_VERIFY' });
  const whole = randomBytes(300);
  const Message = MessageType === 'RAW' ? whole : createHash(hashOf(SigningAlgorithm)).update(whole).digest();
  const signed = await client.send(new kms.SignCommand({ KeyId, Message, MessageType, SigningAlgorithm }));
  expect(signed).toMatchObject({ KeyId: Arn, SigningAlgorithm });
  const signature = Buffer.from(signed.Signature ?? []);
  const key = await publicKeyOf(KeyId);
  const isHashed = /^(RSASSA|ECDSA)/.test(SigningAlgorithm);
  const padding = SigningAlgorithm.includes('PSS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  expect(verify(isHashed ? hashOf(SigningAlgorithm) : null, whole, { key, ...padding }, signature)).toBe(true);
  const check = (Signature: Buffer, message = Message) =>
    client.send(new kms.VerifyCommand({ KeyId, Message: message, MessageType, SigningAlgorithm, Signature }));
  expect(await check(signature)).toMatchObject({ KeyId: Arn, SignatureValid: true, SigningAlgorithm });
  const flipped = Buffer.from(signature);
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  expect((await refusal(check(flipped))).name).toBe('KMSInvalidSignatureException');
  const other = Buffer.from(Message);
  other[0] = (other[0] ?? 0) ^ 1;
  expect((await refusal(check(signature, other))).name).toBe('KMSInvalidSignatureException');
});

test.each(['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'] as const)(
  '%s signs what stands for a message (mu), and OpenSSL verifies it over the message',
  async (KeySpec) => {
    const { KeyId } = await newTestKey(client, { KeySpec, KeyUsage: 'SIGN_VERIFY' });
    const key = await publicKeyOf(KeyId);
    const shake = (...parts: readonly Uint8Array[]) =>
      createHash('shake256', { outputLength: 64 }).update(Buffer.concat(parts)).digest();
    const { pub = '' } = key.export({ format: 'jwk' }) as { readonly pub?: string };
    const whole = randomBytes(5000);
    // FIPS 204, algorithm 7, line 6, and algorithm 2: no context.
    const mu = shake(shake(Buffer.from(pub, 'base64url')), Buffer.from([0, 0]), whole);
    const input = { KeyId, Message: mu, MessageType: 'EXTERNAL_MU', SigningAlgorithm: 'ML_DSA_SHAKE_256' } as const;
    const { Signature = Buffer.alloc(0) } = await client.send(new kms.SignCommand(input));
    expect(verify(null, whole, key, Signature)).toBe(true);
    expect((await client.send(new kms.VerifyCommand({ ...input, Signature }))).SignatureValid).toBe(true);
    const changed = Buffer.from(Signature);
    changed[7] = (changed[7] ?? 0) ^ 1;
    expect((await refusal(client.send(new kms.VerifyCommand({ ...input, Signature: changed })))).name).toBe(
      'KMSInvalidSignatureException',
    );
    expect((await refusal(client.send(new kms.SignCommand({ ...input, Message: mu.subarray(1) })))).name).toBe(
      'ValidationException',
    );
  },
);

test('Ed25519ph signs digests; neither of the two algorithms of its key takes what is for the other', async () => {
  const { KeyId } = await newTestKey(client, { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' });
  const Message = createHash('sha512').update('signed').digest();
  const input = { KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ED25519_PH_SHA_512' } as const;
  const { Signature } = await client.send(new kms.SignCommand(input));
  expect(Signature?.length).toBe(64);
  expect((await client.send(new kms.VerifyCommand({ ...input, Signature }))).SignatureValid).toBe(true);
  expect(verify(null, Message, await publicKeyOf(KeyId), Buffer.from(Signature ?? []))).toBe(false);
  for (const wrong of [
    { ...input, MessageType: 'RAW' },
    { ...input, SigningAlgorithm: 'ED25519_SHA_512' },
    { ...input, MessageType: 'EXTERNAL_MU' },
    { ...input, Message: Message.subarray(1) },
  ] as const) {
    expect((await refusal(client.send(new kms.SignCommand(wrong)))).name).toBe('ValidationException');
  }
});

test('a digest of another length, and one that the algorithm does not take here', async () => {
  const rsa = await newTestKey(client, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  const sign = (KeyId: string, SigningAlgorithm: kms.SigningAlgorithmSpec, bytes: number) =>
    client.send(new kms.SignCommand({ KeyId, Message: randomBytes(bytes), MessageType: 'DIGEST', SigningAlgorithm }));
  expect(await refusal(sign(rsa.KeyId, 'RSASSA_PSS_SHA_384', 32))).toEqual({
    name: 'ValidationException',
    message: 'Digest is invalid length for algorithm RSASSA_PSS_SHA_384.',
  });
  const ecc = await newTestKey(client, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  expect((await refusal(sign(ecc.KeyId, 'ECDSA_SHA_256', 31))).message).toContain('invalid length');
  expect(await refusal(sign(ecc.KeyId, 'ECDSA_SHA_384', 48))).toEqual({
    name: 'InvalidKeyUsageException',
    message: 'Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.',
  });
});

describe('message authentication codes', () => {
  test.each([
    ['HMAC_224', 'HMAC_SHA_224'],
    ['HMAC_256', 'HMAC_SHA_256'],
    ['HMAC_384', 'HMAC_SHA_384'],
    ['HMAC_512', 'HMAC_SHA_512'],
  ] as const)('%s', async (KeySpec, MacAlgorithm) => {
    const { KeyId, Arn } = await newTestKey(client, { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });
    const Message = text('message');
    const made = await client.send(new kms.GenerateMacCommand({ KeyId, Message, MacAlgorithm }));
    expect(made).toMatchObject({ KeyId: Arn, MacAlgorithm });
    const mac = Buffer.from(made.Mac ?? []);
    expect(mac.length).toBe(createHmac(`sha${KeySpec.slice(-3)}`, '').digest().length);
    const check = (Mac: Buffer) => client.send(new kms.VerifyMacCommand({ KeyId, Message, MacAlgorithm, Mac }));
    expect(await check(mac)).toMatchObject({ KeyId: Arn, MacValid: true, MacAlgorithm });
    expect((await refusal(check(mac.subarray(1)))).name).toBe('KMSInvalidMacException');
    mac[0] = (mac[0] ?? 0) ^ 1;
    expect((await refusal(check(mac))).name).toBe('KMSInvalidMacException');
  });

  test('another algorithm than the key has', async () => {
    const { KeyId } = await newTestKey(client, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const call = client.send(new kms.GenerateMacCommand({ KeyId, Message: text('x'), MacAlgorithm: 'HMAC_SHA_512' }));
    expect(await refusal(call)).toEqual({
      name: 'InvalidKeyUsageException',
      message: 'Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.',
    });
  });
});

describe('encryption under RSA keys', () => {
  test.each([
    ['RSAES_OAEP_SHA_1', 'sha1', 214],
    ['RSAES_OAEP_SHA_256', 'sha256', 190],
  ] as const)('%s', async (EncryptionAlgorithm, oaepHash, max) => {
    const { KeyId, Arn } = await newTestKey(client, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const encrypt = (Plaintext: Uint8Array, more: Partial<kms.EncryptCommandInput> = {}) =>
      client.send(new kms.EncryptCommand({ KeyId, Plaintext, EncryptionAlgorithm, ...more }));
    const decrypt = (CiphertextBlob: Uint8Array | undefined) =>
      client.send(new kms.DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }));
    const plaintext = randomBytes(max);
    const opened = await decrypt((await encrypt(plaintext)).CiphertextBlob);
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(plaintext);
    expect(opened).not.toHaveProperty('KeyMaterialId');
    expect(await refusal(encrypt(randomBytes(max + 1)))).toEqual({
      name: 'ValidationException',
      message: `Algorithm ${EncryptionAlgorithm} and key spec RSA_2048 cannot encrypt data larger than ${max} bytes.`,
    });
    expect((await refusal(encrypt(text('x'), { EncryptionContext: { a: 'b' } }))).name).toBe('ValidationException');
    expect((await refusal(encrypt(text('x'), { EncryptionAlgorithm: undefined }))).name).toBe(
      'InvalidKeyUsageException',
    );
    const outside = { key: await publicKeyOf(KeyId), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
    const fromOutside = publicEncrypt(outside, Buffer.from('from outside'));
    expect(words((await decrypt(fromOutside)).Plaintext)).toBe('from outside');
    expect((await refusal(decrypt(randomBytes(256)))).name).toBe('InvalidCiphertextException');
    const symmetric = await newTestKey(client);
    const moved = await client.send(
      new kms.ReEncryptCommand({
        CiphertextBlob: fromOutside,
        SourceKeyId: Arn,
        SourceEncryptionAlgorithm: EncryptionAlgorithm,
        DestinationKeyId: symmetric.KeyId,
      }),
    );
    const back = await client.send(new kms.DecryptCommand({ CiphertextBlob: moved.CiphertextBlob }));
    expect(words(back.Plaintext)).toBe('from outside');
    const dataKey = client.send(new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    expect((await refusal(dataKey)).name).toBe('InvalidKeyUsageException');
  });
});
