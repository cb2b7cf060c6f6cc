/** What a ciphertext promises, through the wire: no bit of it can change, it opens under its own context alone, and not after its key's deletion. */
import * as kms from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(async () => await cloud.stop());

/** Whether it opens; throws for an error that says neither that it does not open nor that there is no such key for the caller. */
async function opens(CiphertextBlob: Uint8Array, EncryptionContext?: Record<string, string>): Promise<boolean> {
  const call = client.send(
    new kms.DecryptCommand({ CiphertextBlob, ...(EncryptionContext === undefined ? {} : { EncryptionContext }) }),
  );
  return await call.then(
    () => true,
    (error: Error) => {
      if (error.name === 'InvalidCiphertextException' || error.name === 'AccessDeniedException') return false;
      throw error;
    },
  );
}

async function sealed(
  KeyId: string,
  EncryptionContext: Record<string, string>,
  Plaintext: Uint8Array = text('attack at dawn'),
): Promise<Uint8Array> {
  const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
  return CiphertextBlob ?? new Uint8Array();
}

function flipped(blob: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(blob);
  const at = bit >> 3;
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

describe('bits', () => {
  test('each bit of a ciphertext', async () => {
    const { KeyId } = await newTestKey(client);
    const context = { tenant: 'acme' };
    const blob = await sealed(KeyId, context);
    expect(await opens(blob, context)).toBe(true);
    const taken: number[] = [];
    for (let bit = 0; bit < blob.length * 8; bit++) if (await opens(flipped(blob, bit), context)) taken.push(bit);
    expect(taken).toEqual([]);
  });

  test('any bit of any ciphertext, and any part of it', async () => {
    const { KeyId } = await newTestKey(client);
    const { KeyId: multiRegion } = await newTestKey(client, { MultiRegion: true });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.boolean(),
        fc.nat(),
        async (plaintext, isMultiRegion, at) => {
          const blob = await sealed(isMultiRegion ? multiRegion : KeyId, {}, plaintext);
          expect(await opens(blob)).toBe(true);
          expect(await opens(flipped(blob, at % (blob.length * 8)))).toBe(false);
          expect(await opens(blob.subarray(0, Math.max(1, at % blob.length)))).toBe(false);
          expect(await opens(Uint8Array.from([...blob, at & 255]))).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('encryption contexts', () => {
  test('pairs that are written alike when they are put together are others', async () => {
    const { KeyId } = await newTestKey(client);
    const contexts = [{ ab: 'c' }, { a: 'bc' }, { abc: '' }, { a: 'b', c: '' }, { a: '', b: 'c' }, { c: '', ab: '' }];
    for (const context of contexts) {
      const blob = await sealed(KeyId, context);
      for (const other of contexts) expect(await opens(blob, other)).toBe(other === context);
      expect(await opens(blob)).toBe(false);
    }
  });

  test('any two contexts that differ; the order of the pairs does not count', async () => {
    const { KeyId } = await newTestKey(client);
    const word = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', 'c', 'ä', '€', '𝄞', '\0') });
    const pairs = fc.uniqueArray(fc.tuple(word, word), { maxLength: 4, selector: ([key]) => key });
    await fc.assert(
      fc.asyncProperty(pairs, pairs, async (one, other) => {
        const blob = await sealed(KeyId, Object.fromEntries(one));
        expect(await opens(blob, Object.fromEntries([...one].reverse()))).toBe(true);
        const isSame = (a: typeof one): string =>
          JSON.stringify([...a].sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0)));
        expect(await opens(blob, Object.fromEntries(other))).toBe(isSame(one) === isSame(other));
      }),
      { numRuns: 60 },
    );
  });
});

describe('deletion', () => {
  const uses: readonly {
    readonly what: string;
    readonly input: kms.CreateKeyCommandInput;
    /** Makes something under the key, and answers how it is opened or verified. */
    readonly make: (KeyId: string) => Promise<() => Promise<unknown>>;
  }[] = [
    {
      what: 'a ciphertext under a symmetric key',
      input: {},
      make: async (KeyId) => {
        const CiphertextBlob = await sealed(KeyId, {});
        return () => client.send(new kms.DecryptCommand({ CiphertextBlob }));
      },
    },
    {
      what: 'a ciphertext under an RSA key',
      input: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' },
      make: async (KeyId) => {
        const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
        const { CiphertextBlob } = await client.send(
          new kms.EncryptCommand({ KeyId, Plaintext: text('x'), EncryptionAlgorithm }),
        );
        return () => client.send(new kms.DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }));
      },
    },
    {
      what: 'a message authentication code',
      input: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' },
      make: async (KeyId) => {
        const of = { KeyId, Message: text('x'), MacAlgorithm: 'HMAC_SHA_256' } as const;
        const { Mac } = await client.send(new kms.GenerateMacCommand(of));
        return () => client.send(new kms.VerifyMacCommand({ ...of, Mac }));
      },
    },
    {
      what: 'a signature',
      input: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
      make: async (KeyId) => {
        const of = { KeyId, Message: text('x'), SigningAlgorithm: 'ECDSA_SHA_256' } as const;
        const { Signature } = await client.send(new kms.SignCommand(of));
        return () => client.send(new kms.VerifyCommand({ ...of, Signature }));
      },
    },
  ];
  test.each(uses)(
    '$what: not while it is pending, again once it is cancelled, never afterwards',
    async ({ input, make }) => {
      const { KeyId } = await newTestKey(client, input);
      const use = await make(KeyId);
      await use();
      const schedule = new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 });
      await client.send(schedule);
      expect((await refusal(use())).name).toBe('KMSInvalidStateException');
      await client.send(new kms.CancelKeyDeletionCommand({ KeyId }));
      expect((await refusal(use())).name).toBe('DisabledException');
      await client.send(new kms.EnableKeyCommand({ KeyId }));
      await use();
      await client.send(schedule);
      await cloud.clock.advance('P8D');
      expect(['NotFoundException', 'AccessDeniedException']).toContain((await refusal(use())).name);
      // Not under its id either: nobody can make that key again.
      expect((await refusal(client.send(new kms.DescribeKeyCommand({ KeyId })))).name).toBe('NotFoundException');
      expect((await refusal(client.send(new kms.CancelKeyDeletionCommand({ KeyId })))).name).toBe('NotFoundException');
    },
  );

  test('a deleted key and its alias: who has the name gets another key, which opens nothing of the old one', async () => {
    const { KeyId } = await newTestKey(client);
    const AliasName = 'alias/reborn';
    await client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
    const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ KeyId: AliasName, Plaintext: text('old') }));
    await client.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    await cloud.clock.advance('P8D');
    const { KeyId: heir } = await newTestKey(client);
    await client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: heir }));
    const opened = client.send(new kms.DecryptCommand({ KeyId: AliasName, CiphertextBlob }));
    expect(['IncorrectKeyException', 'AccessDeniedException']).toContain((await refusal(opened)).name);
    const { CiphertextBlob: fresh } = await client.send(
      new kms.EncryptCommand({ KeyId: AliasName, Plaintext: text('new') }),
    );
    expect(words((await client.send(new kms.DecryptCommand({ CiphertextBlob: fresh }))).Plaintext)).toBe('new');
  });
});

test.each([
  ['many pairs', Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, '']))],
  ['a long value', { key: 'x'.repeat(65_535) }],
  ['a long key', { ['€'.repeat(25_000)]: 'x' }],
])('an encryption context that is too large is refused: %s', async (_, EncryptionContext) => {
  const { KeyId } = await newTestKey(client);
  const encrypt = client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x'), EncryptionContext }));
  expect((await refusal(encrypt)).name).toBe('ValidationException');
  const fitting = { key: 'x'.repeat(65_000) };
  expect(await opens(await sealed(KeyId, fitting), fitting)).toBe(true);
});
