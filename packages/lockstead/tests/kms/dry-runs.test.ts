/** DryRun of every operation that has it: whether the call would succeed, and nothing happens. */
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allowOnly, newUser } from '../support/iam.ts';
import { kmsClient, newTestKey, refusal, text } from './support.ts';

let cloud: Cloud;
let admin: kms.KMSClient;
let nobody: kms.KMSClient;
/** A user who may do everything, and is told what the key policy says. */
const own = {
  KeyId: '',
  grant: { GrantId: '', GrantToken: '' },
  blob: Buffer.alloc(0) as Uint8Array,
  rsa: '',
  signature: Buffer.alloc(0) as Uint8Array,
  mac: '',
  code: Buffer.alloc(0) as Uint8Array,
  agreement: '',
  peer: Buffer.alloc(0) as Uint8Array,
  lattice: '',
  capsule: Buffer.alloc(0) as Uint8Array,
};
const Message = text('message');
const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
const MacAlgorithm = 'HMAC_SHA_256';
const KeyPairSpec = 'ECC_NIST_P256';
const EncapsulationAlgorithm = 'ML_KEM';
const DryRun = true;

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = kmsClient(cloud);
  nobody = kmsClient(cloud, (await newUser(cloud, 'nobody')).key);
  await allowOnly(cloud, 'nobody', 'iam:GetUser');
  own.KeyId = (await newTestKey(admin)).KeyId;
  const { KeyId } = own;
  const grant = {
    KeyId,
    GranteePrincipal: 's3.amazonaws.com',
    Operations: ['Encrypt' as const, 'RetireGrant' as const],
  };
  own.grant = (await admin.send(new kms.CreateGrantCommand(grant))) as typeof own.grant;
  own.blob = (await admin.send(new kms.EncryptCommand({ KeyId, Plaintext: Message }))).CiphertextBlob ?? own.blob;
  own.rsa = (await newTestKey(admin, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' })).KeyId;
  const signed = await admin.send(new kms.SignCommand({ KeyId: own.rsa, Message, SigningAlgorithm }));
  own.signature = signed.Signature ?? own.signature;
  own.mac = (await newTestKey(admin, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })).KeyId;
  const made = await admin.send(new kms.GenerateMacCommand({ KeyId: own.mac, Message, MacAlgorithm }));
  own.code = made.Mac ?? own.code;
  own.agreement = (await newTestKey(admin, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })).KeyId;
  const peer = await newTestKey(admin, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
  own.peer = (await admin.send(new kms.GetPublicKeyCommand({ KeyId: peer.KeyId }))).PublicKey ?? own.peer;
  own.lattice = (await newTestKey(admin, { KeySpec: 'ML_KEM_768', KeyUsage: 'ENCAPSULATE_DECAPSULATE' })).KeyId;
  const shared = await admin.send(new kms.EncapsulateCommand({ KeyId: own.lattice, EncapsulationAlgorithm }));
  own.capsule = shared.SharedSecretCiphertextBlob ?? own.capsule;
});
afterAll(() => cloud.stop());

type Call = (by: kms.KMSClient) => Promise<unknown>;

const calls: Readonly<Record<string, Call>> = {
  Encrypt: (by) => by.send(new kms.EncryptCommand({ KeyId: own.KeyId, Plaintext: Message, DryRun })),
  Decrypt: (by) => by.send(new kms.DecryptCommand({ CiphertextBlob: own.blob, DryRun })),
  ReEncrypt: (by) =>
    by.send(new kms.ReEncryptCommand({ CiphertextBlob: own.blob, DestinationKeyId: own.KeyId, DryRun })),
  GenerateDataKey: (by) => by.send(new kms.GenerateDataKeyCommand({ KeyId: own.KeyId, KeySpec: 'AES_256', DryRun })),
  GenerateDataKeyWithoutPlaintext: (by) =>
    by.send(new kms.GenerateDataKeyWithoutPlaintextCommand({ KeyId: own.KeyId, KeySpec: 'AES_256', DryRun })),
  GenerateDataKeyPair: (by) => by.send(new kms.GenerateDataKeyPairCommand({ KeyId: own.KeyId, KeyPairSpec, DryRun })),
  GenerateDataKeyPairWithoutPlaintext: (by) =>
    by.send(new kms.GenerateDataKeyPairWithoutPlaintextCommand({ KeyId: own.KeyId, KeyPairSpec, DryRun })),
  Sign: (by) => by.send(new kms.SignCommand({ KeyId: own.rsa, Message, SigningAlgorithm, DryRun })),
  Verify: (by) =>
    by.send(new kms.VerifyCommand({ KeyId: own.rsa, Message, SigningAlgorithm, Signature: own.signature, DryRun })),
  GenerateMac: (by) => by.send(new kms.GenerateMacCommand({ KeyId: own.mac, Message, MacAlgorithm, DryRun })),
  VerifyMac: (by) =>
    by.send(new kms.VerifyMacCommand({ KeyId: own.mac, Message, MacAlgorithm, Mac: own.code, DryRun })),
  DeriveSharedSecret: (by) =>
    by.send(
      new kms.DeriveSharedSecretCommand({
        KeyId: own.agreement,
        PublicKey: own.peer,
        KeyAgreementAlgorithm: 'ECDH',
        DryRun,
      }),
    ),
  Encapsulate: (by) => by.send(new kms.EncapsulateCommand({ KeyId: own.lattice, EncapsulationAlgorithm, DryRun })),
  Decapsulate: (by) =>
    by.send(
      new kms.DecapsulateCommand({
        KeyId: own.lattice,
        EncapsulationAlgorithm,
        SharedSecretCiphertextBlob: own.capsule,
        DryRun,
      }),
    ),
  CreateGrant: (by) =>
    by.send(
      new kms.CreateGrantCommand({
        KeyId: own.KeyId,
        GranteePrincipal: 's3.amazonaws.com',
        Operations: ['Decrypt'],
        DryRun,
      }),
    ),
  RetireGrant: (by) => by.send(new kms.RetireGrantCommand({ GrantToken: own.grant.GrantToken, DryRun })),
  RevokeGrant: (by) => by.send(new kms.RevokeGrantCommand({ KeyId: own.KeyId, GrantId: own.grant.GrantId, DryRun })),
};

test.each(Object.entries(calls))('%s', async (_, call) => {
  expect((await refusal(call(admin))).name).toBe('DryRunOperationException');
  expect((await refusal(call(nobody))).name).toBe('AccessDeniedException');
  const { Grants = [] } = await admin.send(new kms.ListGrantsCommand({ KeyId: own.KeyId }));
  expect(Grants.map(({ GrantId }) => GrantId)).toEqual([own.grant.GrantId]);
});

test.each<[what: string, name: string, Call]>([
  [
    'a signature that is none',
    'KMSInvalidSignatureException',
    (by) =>
      by.send(
        new kms.VerifyCommand({
          KeyId: own.rsa,
          Message,
          SigningAlgorithm,
          Signature: Buffer.alloc(own.signature.length, 1),
          DryRun,
        }),
      ),
  ],
  [
    'a code that is none',
    'KMSInvalidMacException',
    (by) =>
      by.send(new kms.VerifyMacCommand({ KeyId: own.mac, Message, MacAlgorithm, Mac: Buffer.alloc(32, 1), DryRun })),
  ],
  [
    'a ciphertext that is none',
    'InvalidCiphertextException',
    (by) => by.send(new kms.DecryptCommand({ CiphertextBlob: Buffer.alloc(100, 1), DryRun })),
  ],
])('a dry run that would fail tells how: %s', async (_, name, call) => {
  expect((await refusal(call(admin))).name).toBe(name);
});
