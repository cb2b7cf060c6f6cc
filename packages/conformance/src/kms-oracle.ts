/**
 * KMS's ML-DSA and ML-KEM beside those of noble's, which share no code with OpenSSL's. Alone: `node packages/conformance/src/kms-oracle.ts`.
 */
import process from 'node:process';
import * as sdk from '@aws-sdk/client-kms';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { startLockstead } from 'lockstead';

type Check = (what: string, holds: boolean) => void;

/** The raw key at the end of a SubjectPublicKeyInfo. */
function rawKey(spki: Uint8Array | undefined, length: number): Uint8Array {
  return Uint8Array.from(spki ?? []).slice(-length);
}

async function newKey(kms: sdk.KMSClient, KeySpec: sdk.KeySpec, KeyUsage: sdk.KeyUsageType): Promise<string> {
  const { KeyMetadata } = await kms.send(new sdk.CreateKeyCommand({ KeySpec, KeyUsage }));
  return KeyMetadata?.KeyId ?? '';
}

async function signatures(kms: sdk.KMSClient, check: Check): Promise<void> {
  const SigningAlgorithm = 'ML_DSA_SHAKE_256' as const;
  for (const [KeySpec, other] of [
    ['ML_DSA_44', ml_dsa44],
    ['ML_DSA_65', ml_dsa65],
    ['ML_DSA_87', ml_dsa87],
  ] as const) {
    const KeyId = await newKey(kms, KeySpec, 'SIGN_VERIFY');
    const { PublicKey } = await kms.send(new sdk.GetPublicKeyCommand({ KeyId }));
    const key = rawKey(PublicKey, other.lengths.publicKey ?? 0);
    const Message = Buffer.from('a message that somebody else looks at');
    const { Signature = new Uint8Array() } = await kms.send(new sdk.SignCommand({ KeyId, Message, SigningAlgorithm }));
    check(`${KeySpec}: noble verifies`, other.verify(Uint8Array.from(Signature), Message, key));
    check(`${KeySpec}: not another message`, !other.verify(Uint8Array.from(Signature), Buffer.from('x'), key));
  }
}

async function encapsulation(kms: sdk.KMSClient, check: Check): Promise<void> {
  for (const [KeySpec, other] of [
    ['ML_KEM_512', ml_kem512],
    ['ML_KEM_768', ml_kem768],
    ['ML_KEM_1024', ml_kem1024],
  ] as const) {
    const KeyId = await newKey(kms, KeySpec, 'ENCAPSULATE_DECAPSULATE');
    const { PublicKey } = await kms.send(new sdk.GetPublicKeyCommand({ KeyId }));
    const { cipherText, sharedSecret } = other.encapsulate(rawKey(PublicKey, other.lengths.publicKey ?? 0));
    const input = { KeyId, EncapsulationAlgorithm: 'ML_KEM', SharedSecretCiphertextBlob: cipherText } as const;
    const opened = await kms.send(new sdk.DecapsulateCommand(input));
    check(
      `${KeySpec}: both have the same secret`,
      Buffer.from(sharedSecret).equals(opened.SharedSecret ?? Buffer.of()),
    );
  }
}

let passed = 0;
const failed: string[] = [];
const check: Check = (what, holds) => {
  if (holds) passed += 1;
  else failed.push(what);
};
await using cloud = await startLockstead({ ephemeral: true });
const kms = new sdk.KMSClient(cloud.clientConfig());
await signatures(kms, check);
await encapsulation(kms, check);
for (const what of failed) process.stdout.write(`KMS beside other implementations: ${what}: failed\n`);
process.stdout.write(`KMS beside other implementations: ${passed} checks passed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
