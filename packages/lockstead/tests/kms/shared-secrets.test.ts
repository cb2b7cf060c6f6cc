/** Data key pairs, and secrets that a KMS key shares with somebody outside: OpenSSL outside has the other half. */
import {
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsClient, newTestKey, refusal, text } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

const spki = (key: Uint8Array | undefined) =>
  createPublicKey({ key: Buffer.from(key ?? []), format: 'der', type: 'spki' });
const pkcs8 = (key: Uint8Array | undefined) =>
  createPrivateKey({ key: Buffer.from(key ?? []), format: 'der', type: 'pkcs8' });
const publicKeyOf = async (KeyId: string) =>
  spki((await client.send(new kms.GetPublicKeyCommand({ KeyId }))).PublicKey);
const EncryptionContext = { for: 'a test' };

const pairs = [
  ['RSA_2048', 'rsa'],
  ['RSA_3072', 'rsa'],
  ['ECC_NIST_P256', 'ec'],
  ['ECC_NIST_P384', 'ec'],
  ['ECC_NIST_P521', 'ec'],
  ['ECC_SECG_P256K1', 'ec'],
  ['ECC_NIST_EDWARDS25519', 'ed25519'],
  ['ML_KEM_512', 'ml-kem-512'],
  ['ML_KEM_768', 'ml-kem-768'],
  ['ML_KEM_1024', 'ml-kem-1024'],
] as const;

describe('data key pairs', () => {
  test.each(pairs)('%s: the private key fits the public key, and Decrypt opens it', async (KeyPairSpec, type) => {
    const { KeyId, Arn } = await newTestKey(client);
    const input = { KeyId, KeyPairSpec, EncryptionContext };
    const made = await client.send(new kms.GenerateDataKeyPairCommand(input));
    expect(made).toMatchObject({ KeyId: Arn, KeyPairSpec, KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const privateKey = pkcs8(made.PrivateKeyPlaintext);
    const publicKey = spki(made.PublicKey);
    expect([privateKey.asymmetricKeyType, publicKey.asymmetricKeyType]).toEqual([type, type]);
    if (type.startsWith('ml-kem')) {
      const { ciphertext, sharedKey } = encapsulate(publicKey);
      expect(decapsulate(privateKey, ciphertext)).toEqual(sharedKey);
    } else {
      const digest = type === 'ed25519' ? null : 'sha256';
      expect(verify(digest, text('x'), publicKey, sign(digest, text('x'), privateKey))).toBe(true);
    }
    const CiphertextBlob = made.PrivateKeyCiphertextBlob;
    const opened = await client.send(new kms.DecryptCommand({ CiphertextBlob, EncryptionContext }));
    expect(opened.Plaintext).toEqual(made.PrivateKeyPlaintext);
    expect((await refusal(client.send(new kms.DecryptCommand({ CiphertextBlob })))).name).toBe(
      'InvalidCiphertextException',
    );
  });

  test('without the plaintext: Decrypt tells it later', async () => {
    const { KeyId } = await newTestKey(client);
    const made = await client.send(
      new kms.GenerateDataKeyPairWithoutPlaintextCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256' }),
    );
    expect(made).not.toHaveProperty('PrivateKeyPlaintext');
    const { Plaintext } = await client.send(new kms.DecryptCommand({ CiphertextBlob: made.PrivateKeyCiphertextBlob }));
    const derived = createPublicKey(pkcs8(Plaintext)).export({ format: 'der', type: 'spki' });
    expect(derived.equals(Buffer.from(made.PublicKey ?? []))).toBe(true);
  });

  test('what is refused: other kinds of keys, pairs of China, enclaves', async () => {
    const { KeyId } = await newTestKey(client);
    const rsa = await newTestKey(client, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const hmac = await newTestKey(client, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const refused = async (input: Partial<kms.GenerateDataKeyPairCommandInput>) =>
      (
        await refusal(
          client.send(new kms.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256', ...input })),
        )
      ).name;
    expect(await refused({ KeyId: rsa.KeyId })).toBe('InvalidKeyUsageException');
    expect(await refused({ KeyId: hmac.KeyId })).toBe('InvalidKeyUsageException');
    expect(await refused({ KeyPairSpec: 'SM2' })).toBe('UnsupportedOperationException');
    const AttestationDocument = text('none');
    expect(await refused({ Recipient: { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument } })).toBe(
      'UnsupportedOperationException',
    );
  });
});

describe('DeriveSharedSecret', () => {
  test.each([
    ['ECC_NIST_P256', 'prime256v1', 32],
    ['ECC_NIST_P384', 'secp384r1', 48],
    ['ECC_NIST_P521', 'secp521r1', 66],
  ] as const)('%s agrees with a peer outside, and with another KMS key', async (KeySpec, namedCurve, bytes) => {
    const [ours, theirs] = [
      await newTestKey(client, { KeySpec, KeyUsage: 'KEY_AGREEMENT' }),
      await newTestKey(client, { KeySpec, KeyUsage: 'KEY_AGREEMENT' }),
    ];
    const derive = async (KeyId: string, PublicKey: Buffer) =>
      await client.send(new kms.DeriveSharedSecretCommand({ KeyId, PublicKey, KeyAgreementAlgorithm: 'ECDH' }));
    const peer = generateKeyPairSync('ec', { namedCurve });
    const der = peer.publicKey.export({ format: 'der', type: 'spki' });
    const answer = await derive(ours.KeyId, der);
    expect(answer).toMatchObject({ KeyId: ours.Arn, KeyAgreementAlgorithm: 'ECDH', KeyOrigin: 'AWS_KMS' });
    expect(answer.SharedSecret?.length).toBe(bytes);
    const outside = diffieHellman({ privateKey: peer.privateKey, publicKey: await publicKeyOf(ours.KeyId) });
    expect(outside.equals(Buffer.from(answer.SharedSecret ?? []))).toBe(true);
    const publicDer = async (KeyId: string) => (await publicKeyOf(KeyId)).export({ format: 'der', type: 'spki' });
    const one = await derive(ours.KeyId, await publicDer(theirs.KeyId));
    const other = await derive(theirs.KeyId, await publicDer(ours.KeyId));
    expect(one.SharedSecret).toEqual(other.SharedSecret);
  });

  test('a peer whose key is on another curve, of another kind, not on its curve, or none', async () => {
    const { KeyId } = await newTestKey(client, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
    const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
    const der = p256.export({ format: 'der', type: 'spki' });
    const offCurve = Buffer.from(der);
    offCurve[offCurve.length - 1] = (offCurve.at(-1) ?? 0) ^ 1;
    const exported = (key: typeof p256) => key.export({ format: 'der', type: 'spki' });
    const bad = [
      exported(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey),
      exported(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey),
      exported(generateKeyPairSync('ec', { namedCurve: 'prime256v1', paramEncoding: 'explicit' }).publicKey),
      exported(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey),
      exported(generateKeyPairSync('x25519').publicKey),
      offCurve,
      Buffer.from('not a key'),
    ];
    for (const PublicKey of bad) {
      const call = client.send(new kms.DeriveSharedSecretCommand({ KeyId, PublicKey, KeyAgreementAlgorithm: 'ECDH' }));
      expect((await refusal(call)).name).toBe('ValidationException');
    }
  });

  test('keys that were made for something else', async () => {
    const PublicKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
      format: 'der',
      type: 'spki',
    });
    for (const [spec, usage] of [
      ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'],
      ['ECC_NIST_P256', 'SIGN_VERIFY'],
    ] as const) {
      const { KeyId, Arn } = await newTestKey(client, { KeySpec: spec, KeyUsage: usage });
      const call = client.send(new kms.DeriveSharedSecretCommand({ KeyId, PublicKey, KeyAgreementAlgorithm: 'ECDH' }));
      expect(await refusal(call)).toEqual({
        name: 'InvalidKeyUsageException',
        message: `${Arn} key usage is ${usage} which is not valid for DeriveSharedSecret.`,
      });
    }
  });
});

describe('Encapsulate and Decapsulate', () => {
  const EncapsulationAlgorithm = 'ML_KEM';

  test.each([
    ['ML_KEM_512', 768],
    ['ML_KEM_768', 1088],
    ['ML_KEM_1024', 1568],
  ] as const)('%s: both sides have the same secret, whoever encapsulates', async (KeySpec, bytes) => {
    const { KeyId, Arn } = await newTestKey(client, { KeySpec, KeyUsage: 'ENCAPSULATE_DECAPSULATE' });
    const open = async (SharedSecretCiphertextBlob: Uint8Array | undefined) =>
      await client.send(new kms.DecapsulateCommand({ KeyId, SharedSecretCiphertextBlob, EncapsulationAlgorithm }));
    const made = await client.send(new kms.EncapsulateCommand({ KeyId, EncapsulationAlgorithm }));
    expect(made).toMatchObject({ KeyId: Arn, EncapsulationAlgorithm });
    expect([made.SharedSecret?.length, made.SharedSecretCiphertextBlob?.length]).toEqual([32, bytes]);
    const opened = await open(made.SharedSecretCiphertextBlob);
    expect(opened).toMatchObject({ KeyId: Arn, EncapsulationAlgorithm });
    expect(opened.SharedSecret).toEqual(made.SharedSecret);
    // Somebody outside, with the public key alone.
    const { sharedKey, ciphertext } = encapsulate(await publicKeyOf(KeyId));
    expect(sharedKey.equals(Buffer.from((await open(ciphertext)).SharedSecret ?? []))).toBe(true);
    // What was changed opens to something else, and tells nobody.
    const changed = Buffer.from(ciphertext);
    changed[5] = (changed[5] ?? 0) ^ 1;
    const rejected = await open(changed);
    expect(rejected.SharedSecret?.length).toBe(32);
    expect(sharedKey.equals(Buffer.from(rejected.SharedSecret ?? []))).toBe(false);
    expect((await open(changed)).SharedSecret).toEqual(rejected.SharedSecret);
    expect((await refusal(open(ciphertext.subarray(1)))).name).toBe('InvalidCiphertextException');
  });

  test('a key that was made for something else', async () => {
    const { KeyId, Arn } = await newTestKey(client, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const calls = {
      Encapsulate: () => client.send(new kms.EncapsulateCommand({ KeyId, EncapsulationAlgorithm })),
      Decapsulate: () =>
        client.send(
          new kms.DecapsulateCommand({ KeyId, EncapsulationAlgorithm, SharedSecretCiphertextBlob: Buffer.alloc(768) }),
        ),
    };
    for (const [operation, call] of Object.entries(calls)) {
      expect(await refusal(call())).toEqual({
        name: 'InvalidKeyUsageException',
        message: `${Arn} key usage is ENCRYPT_DECRYPT which is not valid for ${operation}.`,
      });
    }
  });
});

test('a dry run of each does nothing, and says that it would', async () => {
  const symmetric = await newTestKey(client);
  const agreement = await newTestKey(client, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
  const lattice = await newTestKey(client, { KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' });
  const PublicKey = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
    format: 'der',
    type: 'spki',
  });
  const DryRun = true;
  const KeyPairSpec = 'ECC_NIST_P256';
  const EncapsulationAlgorithm = 'ML_KEM';
  const { KeyId } = symmetric;
  const calls = [
    client.send(new kms.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec, DryRun })),
    client.send(new kms.GenerateDataKeyPairWithoutPlaintextCommand({ KeyId, KeyPairSpec, DryRun })),
    client.send(
      new kms.DeriveSharedSecretCommand({ KeyId: agreement.KeyId, PublicKey, KeyAgreementAlgorithm: 'ECDH', DryRun }),
    ),
    client.send(new kms.EncapsulateCommand({ KeyId: lattice.KeyId, EncapsulationAlgorithm, DryRun })),
    client.send(
      new kms.DecapsulateCommand({
        KeyId: lattice.KeyId,
        EncapsulationAlgorithm,
        SharedSecretCiphertextBlob: Buffer.alloc(768),
        DryRun,
      }),
    ),
  ];
  const names = (await Promise.all(calls.map(refusal))).map(({ name }) => name);
  expect(names).toEqual(calls.map(() => 'DryRunOperationException'));
});
