/** Wycheproof's vectors through the wire: each published key is imported once, and its vectors are asked of it. */
import * as kms from '@aws-sdk/client-kms';
import type { TestKey } from './support.ts';
import { importedTestKey } from './wrapped-import.ts';
import { type Vector, wrongVerdicts } from './wycheproof-proof.ts';

/** The errors that say no; any other fails the test. */
const refusals: ReadonlySet<string> = new Set([
  'InvalidCiphertextException',
  'KMSInvalidMacException',
  'KMSInvalidSignatureException',
  // What is shorter or longer than AWS takes.
  'ValidationException',
]);

/** Whether the call was answered; throws for an error that is no verdict. */
export async function isAnswered(call: Promise<object>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && refusals.has(error.name)) return false;
    throw error;
  }
}

/** The vectors whose verdict is another than the published one. Vectors of one key follow one another in the files. */
export async function wrongThroughTheWire(
  client: kms.KMSClient,
  tried: readonly Vector[],
  input: kms.CreateKeyCommandInput,
  material: (vector: Vector) => Buffer,
  ask: (key: TestKey, vector: Vector) => Promise<boolean>,
): Promise<readonly string[]> {
  const keys = new Map<string, TestKey>();
  const taken = new Map<string, boolean>();
  for (const vector of tried) {
    const bytes = material(vector);
    const name = bytes.toString('hex');
    const key = keys.get(name) ?? (await importedTestKey(client, bytes, input));
    keys.set(name, key);
    taken.set(vector.id, await ask(key, vector));
  }
  return wrongVerdicts(tried, ({ id }) => taken.get(id) === true);
}

/** Decrypt of the vectors without a label: KMS has none. */
export async function wrongOaep(
  client: kms.KMSClient,
  tried: readonly Vector[],
  KeySpec: kms.KeySpec,
  EncryptionAlgorithm: kms.EncryptionAlgorithmSpec,
): Promise<readonly string[]> {
  const own = tried.filter((vector) => vector.text('label') === '');
  return await wrongThroughTheWire(
    client,
    own,
    { KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' },
    (vector) => vector.hex('privateKeyPkcs8'),
    async ({ KeyId }, vector) => {
      const call = client.send(
        new kms.DecryptCommand({ KeyId, EncryptionAlgorithm, CiphertextBlob: vector.hex('ct') }),
      );
      const isOpen = await isAnswered(call);
      if (!isOpen || vector.result !== 'valid') return isOpen;
      return Buffer.from((await call).Plaintext ?? []).equals(vector.hex('msg'));
    },
  );
}

/** VerifyMac of whole codes over messages that are not empty, under keys of the length that KMS takes. */
export async function wrongMacs(
  client: kms.KMSClient,
  tried: readonly Vector[],
  bits: 224 | 256 | 384 | 512,
): Promise<readonly string[]> {
  const own = tried.filter(
    (vector) => vector.number('keySize') === bits && vector.number('tagSize') === bits && vector.text('msg') !== '',
  );
  return await wrongThroughTheWire(
    client,
    own,
    { KeySpec: `HMAC_${bits}`, KeyUsage: 'GENERATE_VERIFY_MAC' },
    (vector) => vector.hex('key'),
    async ({ KeyId }, vector) =>
      await isAnswered(
        client.send(
          new kms.VerifyMacCommand({
            KeyId,
            MacAlgorithm: `HMAC_SHA_${bits}`,
            Message: vector.hex('msg'),
            Mac: vector.hex('tag'),
          }),
        ),
      ),
  );
}
