/** Encryption through the wire: contexts, ciphertexts, data keys, dry runs; and what events tell of it. */
import { randomBytes } from 'node:crypto';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as kms from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHead, writeHead } from '#services/kms/ciphertext';
import { canonicalContext } from '#services/kms/encryption-context';
import { kmsClient, newTestKey, refusal, type TestKey, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
let key: TestKey;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
  key = await newTestKey(client);
});
afterAll(() => cloud.stop());

const encrypted = async (Plaintext: Uint8Array, EncryptionContext?: Record<string, string>): Promise<Uint8Array> => {
  const { CiphertextBlob } = await client.send(
    new kms.EncryptCommand({ KeyId: key.KeyId, Plaintext, EncryptionContext }),
  );
  return CiphertextBlob ?? Buffer.alloc(0);
};
const decrypt = (CiphertextBlob: Uint8Array, EncryptionContext?: Record<string, string>, KeyId?: string) =>
  client.send(new kms.DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId }));
/** AWS answers it without words, for which the SDK puts its own. */
const invalid = { name: 'InvalidCiphertextException', message: 'UnknownError' };

test('the canonical context does not depend on the order of pairs, and no two contexts share one', () => {
  const contexts = fc.dictionary(
    fc.string({ unit: 'grapheme', maxLength: 5 }),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  );
  fc.assert(
    fc.property(contexts, contexts, (one, other) => {
      const reversed = Object.fromEntries(Object.entries(one).reverse());
      expect(canonicalContext(reversed)).toEqual(canonicalContext(one));
      const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
      expect(canonicalContext(one).equals(canonicalContext(other))).toBe(same);
    }),
  );
  expect(canonicalContext(undefined)).toEqual(canonicalContext({}));
  expect(() => canonicalContext({ '\ud800': 'x' })).toThrow('no valid Unicode');
});

test('the head of a ciphertext is read as it was written', () => {
  const hex = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
  const keyIds = fc.oneof(
    fc.uuid({ version: 4 }),
    hex(32).map((digits) => `mrk-${digits}`),
  );
  const accounts = fc.integer({ min: 0, max: 999_999_999_999 }).map((n) => String(n).padStart(12, '0'));
  fc.assert(
    fc.property(accounts, keyIds, hex(64), (account, keyId, materialId) => {
      const head = { account: account as never, keyId, materialId };
      const read = readHead(Buffer.concat([writeHead(head), Buffer.from('rest')]));
      expect(read).toMatchObject(head);
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => void readHead(bytes)));
});

describe('a ciphertext', () => {
  test.each([1, 4096])('of %i bytes opens', async (length) => {
    const plaintext = randomBytes(length);
    const opened = await decrypt(await encrypted(plaintext));
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(plaintext);
    expect(opened).toMatchObject({ KeyId: key.Arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    expect(opened.KeyMaterialId).toMatch(/^[0-9a-f]{64}$/);
  });

  test('of more bytes is not made', async () => {
    expect(await refusal(encrypted(randomBytes(4097)))).toEqual({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    });
  });

  test('opens with its own context alone', async () => {
    const blob = await encrypted(text('x'), { ab: 'c', d: 'e' });
    expect(words((await decrypt(blob, { d: 'e', ab: 'c' })).Plaintext)).toBe('x');
    for (const other of [undefined, { ab: 'c' }, { a: 'bc', d: 'e' }, { ab: 'c', d: 'E' }, { ab: 'c', de: '' }]) {
      expect(await refusal(decrypt(blob, other))).toEqual(invalid);
    }
  });

  test('with one bit flipped anywhere does not open', async () => {
    const blob = await encrypted(text('x'));
    for (let at = 0; at < blob.length; at++) {
      const flipped = Buffer.from(blob);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      const { name } = await refusal(decrypt(flipped));
      // In the account or the key id: another key is named, which is not there or somebody else's. A larger number is no account's.
      const expected = at >= 2 && at < 24 ? ['AccessDeniedException'] : ['InvalidCiphertextException'];
      if (at >= 2 && at < 8) expected.push('InvalidCiphertextException');
      expect(expected).toContain(name);
    }
  });

  test('does not open with another key than its own', async () => {
    const other = await newTestKey(client);
    const blob = await encrypted(text('x'));
    const incorrect = {
      name: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
    };
    expect(await refusal(decrypt(blob, undefined, other.KeyId))).toEqual(incorrect);
    const ReEncrypt = new kms.ReEncryptCommand({
      CiphertextBlob: blob,
      SourceKeyId: other.KeyId,
      DestinationKeyId: key.KeyId,
    });
    expect(await refusal(client.send(ReEncrypt))).toEqual(incorrect);
  });
});

test('ReEncrypt changes key and context', async () => {
  const other = await newTestKey(client);
  const moved = await client.send(
    new kms.ReEncryptCommand({
      CiphertextBlob: await encrypted(text('moves'), { from: 'here' }),
      SourceEncryptionContext: { from: 'here' },
      DestinationKeyId: other.Arn,
      DestinationEncryptionContext: { to: 'there' },
    }),
  );
  expect(moved).toMatchObject({ SourceKeyId: key.Arn, KeyId: other.Arn });
  const blob = moved.CiphertextBlob ?? Buffer.alloc(0);
  expect(words((await decrypt(blob, { to: 'there' })).Plaintext)).toBe('moves');
  expect(await refusal(decrypt(blob, { from: 'here' }))).toEqual(invalid);
});

describe('GenerateDataKey', () => {
  test.each<[Pick<kms.GenerateDataKeyCommandInput, 'KeySpec' | 'NumberOfBytes'>, number]>([
    [{ KeySpec: 'AES_128' }, 16],
    [{ KeySpec: 'AES_256' }, 32],
    [{ NumberOfBytes: 1024 }, 1024],
  ])('%j', async (length, bytes) => {
    const EncryptionContext = { a: 'b' };
    const made = await client.send(new kms.GenerateDataKeyCommand({ KeyId: key.KeyId, ...length, EncryptionContext }));
    expect(made.Plaintext?.length).toBe(bytes);
    const opened = await decrypt(made.CiphertextBlob ?? Buffer.alloc(0), EncryptionContext);
    expect(opened.Plaintext).toEqual(made.Plaintext);
    const without = await client.send(
      new kms.GenerateDataKeyWithoutPlaintextCommand({ KeyId: key.KeyId, ...length, EncryptionContext }),
    );
    expect(without).not.toHaveProperty('Plaintext');
    expect((await decrypt(without.CiphertextBlob ?? Buffer.alloc(0), EncryptionContext)).Plaintext?.length).toBe(bytes);
  });

  test.each([{}, { KeySpec: 'AES_256' as const, NumberOfBytes: 32 }])('%j is refused', async (length) => {
    const call = client.send(new kms.GenerateDataKeyCommand({ KeyId: key.KeyId, ...length }));
    expect((await refusal(call)).name).toBe('ValidationException');
  });
});

test('GenerateRandom wants to know how many', async () => {
  const random = async (NumberOfBytes?: number) =>
    (await client.send(new kms.GenerateRandomCommand({ NumberOfBytes }))).Plaintext;
  expect((await random(12))?.length).toBe(12);
  expect(await random(32)).not.toEqual(await random(32));
  expect(await refusal(random())).toEqual({ name: 'ValidationException', message: 'NumberOfBytes is required.' });
  expect((await refusal(random(1025))).message).toBe(
    "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
  );
});

test('a dry run says that it would have succeeded, and fails as the call would', async () => {
  const would = {
    name: 'DryRunOperationException',
    message: 'The request would have succeeded, but the DryRun option is set.',
  };
  const blob = await encrypted(text('x'));
  const { KeyId } = key;
  const DryRun = true;
  for (const call of [
    () => client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x'), DryRun })),
    () => client.send(new kms.DecryptCommand({ CiphertextBlob: blob, DryRun })),
    () => client.send(new kms.ReEncryptCommand({ CiphertextBlob: blob, DestinationKeyId: KeyId, DryRun })),
    () => client.send(new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', DryRun })),
    () => client.send(new kms.GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256', DryRun })),
  ]) {
    expect(await refusal(call())).toEqual(would);
  }
  const disabled = await newTestKey(client);
  await client.send(new kms.DisableKeyCommand({ KeyId: disabled.KeyId }));
  const call = client.send(new kms.EncryptCommand({ KeyId: disabled.KeyId, Plaintext: text('x'), DryRun }));
  expect((await refusal(call)).name).toBe('DisabledException');
});

test('a request for an enclave is not answered in plaintext, and modifiers of a dry run are not ignored', async () => {
  const Recipient = { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const, AttestationDocument: randomBytes(32) };
  const blob = await encrypted(text('x'));
  for (const call of [
    () => client.send(new kms.DecryptCommand({ CiphertextBlob: blob, Recipient })),
    () => client.send(new kms.GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: 'AES_256', Recipient })),
    () => client.send(new kms.GenerateRandomCommand({ NumberOfBytes: 8, Recipient })),
    () =>
      client.send(
        new kms.DecryptCommand({ CiphertextBlob: blob, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] }),
      ),
    () =>
      client.send(
        new kms.ReEncryptCommand({
          CiphertextBlob: blob,
          DestinationKeyId: key.KeyId,
          DryRun: true,
          DryRunModifiers: ['IGNORE_CIPHERTEXT'],
        }),
      ),
  ]) {
    expect((await refusal(call())).name).toBe('UnsupportedOperationException');
  }
});

test('each use is an event with its key and material, and none has a plaintext', async () => {
  const secret = 'a plaintext that nobody may see';
  const blob = await encrypted(text(secret), { Department: 'Engineering' });
  await decrypt(blob, { Department: 'Engineering' });
  await client.send(new kms.GenerateDataKeyCommand({ KeyId: key.KeyId, KeySpec: 'AES_256' }));
  const trail = new CloudTrailClient(cloud.clientConfig());
  const { Events = [] } = await trail.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: key.Arn }] }),
  );
  const records = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as Record<string, unknown>);
  expect(records.slice(0, 3)).toMatchObject([
    {
      eventName: 'GenerateDataKey',
      eventSource: 'kms.amazonaws.com',
      readOnly: true,
      requestParameters: { keyId: key.KeyId, keySpec: 'AES_256' },
      responseElements: null,
      additionalEventData: { keyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) },
      resources: [{ accountId: cloud.accountId, type: 'AWS::KMS::Key', ARN: key.Arn }],
    },
    {
      eventName: 'Decrypt',
      requestParameters: { encryptionContext: { Department: 'Engineering' } },
      resources: [{ ARN: key.Arn }],
    },
    {
      eventName: 'Encrypt',
      requestParameters: { keyId: key.KeyId, encryptionContext: { Department: 'Engineering' } },
    },
  ]);
  const said = JSON.stringify(records);
  expect(said).not.toContain(Buffer.from(secret).toString('base64').slice(0, 20));
  expect(said).not.toContain(secret);
  expect(Object.keys((records[2]?.['requestParameters'] ?? {}) as object).sort()).toEqual([
    'encryptionContext',
    'keyId',
  ]);
});
