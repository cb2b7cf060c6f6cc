/**
 * Somebody of another account wants to know which keys there are, and a grantee wants more than the grant gives. Then somebody with a key sends what
 * costs most. Nobody learns or gets anything, and honest callers are served meanwhile.
 */
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsClient, newTestKey, refusal, text } from '../kms/support.ts';
import { createOrganization } from '../organizations/organization.ts';
import { newKey } from '../support/iam.ts';
import { send, signed } from '../support/signed.ts';
import { type Attacked, attacked } from './attacked.ts';

let cloud: Cloud;
/** The owner of the keys. */
let owner: kms.KMSClient;
/** Administrator of another account. */
let stranger: kms.KMSClient;
let strangers: string;
/** A user of the owner's account, without any permission. */
let nobody: kms.KMSClient;
let nobodys: string;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  const organization = await createOrganization(cloud);
  owner = kmsClient(cloud);
  strangers = await organization.account('stranger');
  stranger = kmsClient(cloud, await organization.keysIn(strangers));
  const iam = new IAMClient(cloud.clientConfig());
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }));
  nobody = kmsClient(cloud, await newKey(iam, 'nobody'));
  nobodys = `arn:aws:iam::${cloud.accountId}:user/nobody`;
});
afterAll(() => cloud.stop());

const missingId = '1234abcd-12ab-34cd-56ef-1234567890ab';
const arnOf = (id: string): string => `arn:aws:kms:${cloud.region}:${cloud.accountId}:key/${id}`;

/** Operations on a key that is named by its ARN. */
const asks: Readonly<Record<string, (client: kms.KMSClient, KeyId: string) => Promise<unknown>>> = {
  DescribeKey: (client, KeyId) => client.send(new kms.DescribeKeyCommand({ KeyId })),
  Encrypt: (client, KeyId) => client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') })),
  GenerateDataKey: (client, KeyId) => client.send(new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
  GetPublicKey: (client, KeyId) => client.send(new kms.GetPublicKeyCommand({ KeyId })),
  Sign: (client, KeyId) =>
    client.send(new kms.SignCommand({ KeyId, Message: text('x'), SigningAlgorithm: 'ECDSA_SHA_256' })),
  GenerateMac: (client, KeyId) =>
    client.send(new kms.GenerateMacCommand({ KeyId, Message: text('x'), MacAlgorithm: 'HMAC_SHA_256' })),
  GetKeyPolicy: (client, KeyId) => client.send(new kms.GetKeyPolicyCommand({ KeyId })),
  PutKeyPolicy: (client, KeyId) => client.send(new kms.PutKeyPolicyCommand({ KeyId, Policy: '{}' })),
  ListGrants: (client, KeyId) => client.send(new kms.ListGrantsCommand({ KeyId })),
  CreateGrant: (client, KeyId) =>
    client.send(
      new kms.CreateGrantCommand({
        KeyId,
        GranteePrincipal: `arn:aws:iam::${strangers}:root`,
        Operations: ['Decrypt'],
      }),
    ),
  RevokeGrant: (client, KeyId) => client.send(new kms.RevokeGrantCommand({ KeyId, GrantId: 'a'.repeat(64) })),
  EnableKey: (client, KeyId) => client.send(new kms.EnableKeyCommand({ KeyId })),
  DisableKey: (client, KeyId) => client.send(new kms.DisableKeyCommand({ KeyId })),
  ScheduleKeyDeletion: (client, KeyId) => client.send(new kms.ScheduleKeyDeletionCommand({ KeyId })),
  CancelKeyDeletion: (client, KeyId) => client.send(new kms.CancelKeyDeletionCommand({ KeyId })),
  UpdateKeyDescription: (client, KeyId) =>
    client.send(new kms.UpdateKeyDescriptionCommand({ KeyId, Description: 'mine' })),
  TagResource: (client, KeyId) =>
    client.send(new kms.TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] })),
  ListResourceTags: (client, KeyId) => client.send(new kms.ListResourceTagsCommand({ KeyId })),
  EnableKeyRotation: (client, KeyId) => client.send(new kms.EnableKeyRotationCommand({ KeyId })),
  GetKeyRotationStatus: (client, KeyId) => client.send(new kms.GetKeyRotationStatusCommand({ KeyId })),
  ListKeyRotations: (client, KeyId) => client.send(new kms.ListKeyRotationsCommand({ KeyId })),
  RotateKeyOnDemand: (client, KeyId) => client.send(new kms.RotateKeyOnDemandCommand({ KeyId })),
  GetParametersForImport: (client, KeyId) =>
    client.send(
      new kms.GetParametersForImportCommand({
        KeyId,
        WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        WrappingKeySpec: 'RSA_2048',
      }),
    ),
  DeleteImportedKeyMaterial: (client, KeyId) => client.send(new kms.DeleteImportedKeyMaterialCommand({ KeyId })),
  ReplicateKey: (client, KeyId) => client.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1' })),
  CreateAlias: (client, TargetKeyId) =>
    client.send(new kms.CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId })),
};

/** A refusal without the name of the key. */
async function saidOf(call: Promise<unknown>, id: string): Promise<string> {
  const { name, message } = await refusal(call);
  return `${name} ${message}`.replaceAll(id, 'KEY');
}

describe('whether a key is there', () => {
  let ids: readonly string[];
  beforeAll(async () => {
    const made = [
      await newTestKey(owner),
      await newTestKey(owner, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      await newTestKey(owner, { Origin: 'EXTERNAL' }),
      await newTestKey(owner),
      await newTestKey(owner),
    ];
    await owner.send(new kms.DisableKeyCommand({ KeyId: made[3]?.KeyId }));
    await owner.send(new kms.ScheduleKeyDeletionCommand({ KeyId: made[4]?.KeyId }));
    ids = made.map(({ KeyId }) => KeyId);
  });

  test.each(Object.keys(asks))('%s tells nobody of another account', async (operation) => {
    const ask = asks[operation];
    if (ask === undefined) throw new Error('the operation is asked');
    const missing = await saidOf(ask(stranger, arnOf(missingId)), missingId);
    for (const id of ids) expect(await saidOf(ask(stranger, arnOf(id)), id)).toBe(missing);
  });

  test.each(Object.keys(asks))('%s tells nobody in the account who may not ask', async (operation) => {
    const ask = asks[operation];
    if (ask === undefined) throw new Error('the operation is asked');
    const missing = await saidOf(ask(nobody, arnOf(missingId)), missingId);
    for (const id of ids) expect(await saidOf(ask(nobody, arnOf(id)), id)).toBe(missing);
  });

  test('a ciphertext tells nobody whether its key is there', async () => {
    const [id = ''] = ids;
    const { CiphertextBlob } = await owner.send(new kms.EncryptCommand({ KeyId: id, Plaintext: text('x') }));
    const changed = Buffer.from(CiphertextBlob ?? []);
    // The key id stands from the ninth byte on.
    changed[10] = (changed[10] ?? 0) ^ 1;
    for (const client of [stranger, nobody]) {
      const there = await refusal(client.send(new kms.DecryptCommand({ CiphertextBlob })));
      const missing = await refusal(client.send(new kms.DecryptCommand({ CiphertextBlob: changed })));
      const plain = (said: { name: string; message: string }): string =>
        `${said.name} ${said.message}`.replace(/key\/[\da-f-]{36}/, 'key/KEY');
      expect(plain(missing)).toBe(plain(there));
    }
  });

  test('an alias of another account tells nobody whether it is there', async () => {
    const AliasName = 'alias/payments';
    await owner.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: ids[0] }));
    const alias = (name: string): string => `arn:aws:kms:${cloud.region}:${cloud.accountId}:alias/${name}`;
    for (const operation of ['DescribeKey', 'Encrypt', 'GenerateDataKey', 'Sign'] as const) {
      const there = await refusal(asks[operation]?.(stranger, alias('payments')) as Promise<unknown>);
      const missing = await refusal(asks[operation]?.(stranger, alias('nothinghere')) as Promise<unknown>);
      const plain = ({ name, message }: { name: string; message: string }): string =>
        `${name} ${message}`.replaceAll('payments', 'NAME').replaceAll('nothinghere', 'NAME');
      expect(plain(missing)).toBe(plain(there));
      // The key that an alias points to is not told either.
      expect(there.message).not.toContain(ids[0]);
    }
  });

  test('nor does the time that the answer takes', async () => {
    const [id = ''] = ids;
    const took = async (key: string): Promise<number> => {
      const began = performance.now();
      await refusal(stranger.send(new kms.DescribeKeyCommand({ KeyId: key })));
      return performance.now() - began;
    };
    const times: Record<'there' | 'missing', number[]> = { there: [], missing: [] };
    for (let n = 0; n < 500; n++) {
      times.there.push(await took(arnOf(id)));
      times.missing.push(await took(arnOf(missingId)));
    }
    const median = (all: number[]): number => [...all.slice(100)].sort((a, b) => a - b)[200] ?? Number.NaN;
    const [there, missing] = [median(times.there), median(times.missing)];
    console.log(`there ${there.toFixed(2)} ms, missing ${missing.toFixed(2)} ms`);
    // A look-up more or less is microseconds; whoever measures over a network sees no less noise than this.
    expect(Math.abs(there - missing)).toBeLessThan(Math.max(0.25, 0.25 * missing));
  });
});

describe('aliases', () => {
  test('an alias of the same name in another account catches nobody', async () => {
    const { KeyId } = await newTestKey(owner);
    await owner.send(new kms.CreateAliasCommand({ AliasName: 'alias/app', TargetKeyId: KeyId }));
    const theirs = await newTestKey(stranger);
    await stranger.send(new kms.CreateAliasCommand({ AliasName: 'alias/app', TargetKeyId: theirs.KeyId }));
    const used = await owner.send(new kms.EncryptCommand({ KeyId: 'alias/app', Plaintext: text('x') }));
    expect(used.KeyId).toBe(arnOf(KeyId));
  });

  test('nobody points an alias at a key of another account, not even at one that is shared', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: [cloud.accountId, strangers] }, Action: 'kms:*', Resource: '*' },
      ],
    });
    const { Arn } = await newTestKey(owner, { Policy });
    await stranger.send(new kms.EncryptCommand({ KeyId: Arn, Plaintext: text('x') }));
    const create = stranger.send(new kms.CreateAliasCommand({ AliasName: 'alias/foreign', TargetKeyId: Arn }));
    expect((await refusal(create)).name).toMatch(/AccessDenied|NotFound/);
    const own = await newTestKey(stranger);
    await stranger.send(new kms.CreateAliasCommand({ AliasName: 'alias/own', TargetKeyId: own.KeyId }));
    const update = stranger.send(new kms.UpdateAliasCommand({ AliasName: 'alias/own', TargetKeyId: Arn }));
    expect((await refusal(update)).name).toMatch(/AccessDenied|NotFound/);
  });

  test('a key that is shared under one alias is not had by an alias of that name in the account of the caller', async () => {
    const Statement = {
      Effect: 'Allow',
      Principal: { AWS: strangers },
      Action: 'kms:Encrypt',
      Resource: '*',
      Condition: { StringEquals: { 'kms:RequestAlias': 'alias/shared' } },
    };
    const root = { Effect: 'Allow', Principal: { AWS: cloud.accountId }, Action: 'kms:*', Resource: '*' };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [root, Statement] });
    const { Arn, KeyId } = await newTestKey(owner, { Policy });
    const encrypt = (key: string): Promise<unknown> =>
      stranger.send(new kms.EncryptCommand({ KeyId: key, Plaintext: text('x') }));
    await owner.send(new kms.CreateAliasCommand({ AliasName: 'alias/shared', TargetKeyId: KeyId }));
    const byAlias = `arn:aws:kms:${cloud.region}:${cloud.accountId}:alias/shared`;
    await encrypt(byAlias);
    expect((await refusal(encrypt(Arn))).name).toBe('AccessDeniedException');
    await owner.send(new kms.DeleteAliasCommand({ AliasName: 'alias/shared' }));
    expect((await refusal(encrypt(byAlias))).name).toMatch(/AccessDenied|NotFound/);
  });

  test.each(['alias/aws/s3', 'alias/aws/mine', 'alias/AWS/s3', 'alias//', 'alias/../aws/s3', 'alias/ü', 'alias/'])(
    '%s is not to be had, or is an ordinary name',
    async (AliasName) => {
      const { KeyId } = await newTestKey(owner);
      const call = owner.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
      const isTaken = await call.then(
        () => true,
        () => false,
      );
      // Only these are legal: capitals are other letters, and a slash is one like any other.
      expect(isTaken).toBe(['alias/AWS/s3', 'alias//'].includes(AliasName));
    },
  );
});

describe('grants', () => {
  const grant = (by: kms.KMSClient, KeyId: string, more: Partial<kms.CreateGrantCommandInput>) =>
    by.send(
      new kms.CreateGrantCommand({ KeyId, GranteePrincipal: nobodys, Operations: ['Encrypt'] as const, ...more }),
    );
  const denied = { name: 'AccessDeniedException' };

  test('a grantee passes on no more than it holds, under no weaker constraints, on no other key', async () => {
    const { Arn } = await newTestKey(owner);
    const other = await newTestKey(owner);
    const held = { EncryptionContextSubset: { tenant: 'acme' } };
    await grant(owner, Arn, { Operations: ['CreateGrant', 'Encrypt'], Constraints: held });
    // What it may.
    await grant(nobody, Arn, { Constraints: { EncryptionContextSubset: { tenant: 'acme', order: '1' } } });
    const tries: readonly Partial<kms.CreateGrantCommandInput>[] = [
      { Operations: ['Decrypt'], Constraints: held },
      { Operations: ['Encrypt', 'Decrypt'], Constraints: held },
      {},
      { Constraints: {} },
      { Constraints: { EncryptionContextSubset: { tenant: 'other' } } },
      { Constraints: { EncryptionContextEquals: {} } },
      { Operations: ['ReEncryptTo'], Constraints: held },
    ];
    for (const more of tries) await expect(grant(nobody, Arn, more), JSON.stringify(more)).rejects.toThrow();
    await expect(grant(nobody, other.Arn, { Constraints: held })).rejects.toMatchObject(denied);
    // The constraint binds its own use, however the context is written.
    const encrypt = (EncryptionContext: Record<string, string>): Promise<unknown> =>
      nobody.send(new kms.EncryptCommand({ KeyId: Arn, Plaintext: text('x'), EncryptionContext }));
    await encrypt({ tenant: 'acme', more: 'x' });
    for (const context of [{}, { tenant: 'Acme' }, { tenant: 'acme ' }, { ' tenant': 'acme' }, { tenant: '' }]) {
      await expect(encrypt(context as never), JSON.stringify(context)).rejects.toMatchObject(denied);
    }
  });

  test('no grant is retired or revoked by who has nothing to do with it', async () => {
    const { Arn, KeyId } = await newTestKey(owner);
    const { GrantId, GrantToken } = await grant(owner, Arn, {});
    for (const client of [nobody, stranger]) {
      await expect(client.send(new kms.RevokeGrantCommand({ KeyId: Arn, GrantId }))).rejects.toThrow();
      await expect(client.send(new kms.RetireGrantCommand({ KeyId: Arn, GrantId }))).rejects.toThrow();
      await expect(client.send(new kms.RetireGrantCommand({ GrantToken }))).rejects.toThrow();
    }
    expect((await owner.send(new kms.ListGrantsCommand({ KeyId }))).Grants).toHaveLength(1);
  });

  test('a token gives nothing to whoever finds it, and one that is made up is none', async () => {
    const { Arn } = await newTestKey(owner);
    const grantee = `arn:aws:iam::${cloud.accountId}:root`;
    const { GrantToken = '' } = await grant(owner, Arn, { GranteePrincipal: grantee });
    const encrypt = (GrantTokens: string[]): Promise<unknown> =>
      nobody.send(new kms.EncryptCommand({ KeyId: Arn, Plaintext: text('x'), GrantTokens }));
    await expect(encrypt([GrantToken])).rejects.toMatchObject(denied);
    for (const token of ['x', GrantToken.slice(1), 'A'.repeat(8_000), Buffer.from('{}').toString('base64')]) {
      await expect(encrypt([token])).rejects.toThrow();
    }
  });
});

/** The longest of some times, in milliseconds. */
class Slowest {
  ms = 0;

  async time<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const began = performance.now();
    const answer = await ask();
    this.ms = Math.max(this.ms, performance.now() - began);
    return answer;
  }
}

describe('load', () => {
  let it: Attacked;
  beforeAll(async () => {
    it = await attacked();
  });
  afterAll(() => it[Symbol.asyncDispose]());

  /** Signed in advance, so that making them takes no time from those who wait. */
  function prepared(
    operation: string,
    input: object,
  ): () => Promise<{ readonly status: number; readonly text: string }> {
    const headers = {
      host: `127.0.0.1:${it.port}`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
    };
    const unsigned = { headers, body: JSON.stringify(input) };
    const own = signed(unsigned, { keys: it.server.keys, service: 'kms' });
    return () => send(it.port, unsigned, own);
  }

  const call = (operation: string, input: object): Promise<{ readonly status: number; readonly text: string }> =>
    prepared(operation, input)();

  async function newServerKey(): Promise<string> {
    const { KeyMetadata } = JSON.parse((await call('CreateKey', {})).text) as { KeyMetadata: { KeyId: string } };
    return KeyMetadata.KeyId;
  }

  /** How long honest encryptions take meanwhile: the slowest of them, in milliseconds. */
  async function slowestMeanwhile(KeyId: string, attack: Promise<unknown>): Promise<number> {
    let isOver = false;
    void attack.finally(() => {
      isOver = true;
    });
    let slowest = 0;
    while (!isOver) {
      const began = performance.now();
      const { status } = await call('Encrypt', { KeyId, Plaintext: 'aGk=' });
      expect(status).toBe(200);
      slowest = Math.max(slowest, performance.now() - began);
    }
    await attack;
    return slowest;
  }

  test('huge encryption contexts cost their sender more than others', async () => {
    const KeyId = await newServerKey();
    await call('Encrypt', { KeyId, Plaintext: 'aGk=' });
    const before = it.rssMb();
    const contexts = [
      Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key-${i}`, 'x'])),
      { one: 'x'.repeat(900_000) },
      Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => ['a'.repeat(i % 60) + i, '€'.repeat(20)])),
      // As many pairs as a body takes.
      Object.fromEntries(Array.from({ length: 11_000 }, (_, i) => [i.toString(36), ''])),
    ];
    const fitting = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`key-${i}`, 'x']));
    expect((await call('Encrypt', { KeyId, Plaintext: 'aGk=', EncryptionContext: fitting })).status).toBe(200);
    const huge = contexts.map((EncryptionContext) =>
      prepared('Encrypt', { KeyId, Plaintext: 'aGk=', EncryptionContext }),
    );
    const own = new Slowest();
    const statuses = new Set<number>();
    const flood = Promise.all(
      Array.from({ length: 8 }, async (_, client) => {
        for (let n = 0; n < 12; n++) {
          statuses.add(await own.time(async () => (await huge[(client + n) % huge.length]?.())?.status ?? 0));
        }
      }),
    );
    const slowest = await slowestMeanwhile(KeyId, flood);
    console.log(`slowest honest one ${slowest.toFixed(0)} ms, of the attackers' ${own.ms.toFixed(0)} ms`);
    expect(new Set(statuses)).toEqual(new Set([400, 413]));
    // On a machine that does much else every time is long. What counts is that nobody waits longer than who sends the most.
    expect(slowest).toBeLessThan(2 * own.ms);
    expect(it.rssMb() - before).toBeLessThan(400);
  });

  test('a flood of ciphertexts that do not open: others are served, and memory does not grow', async () => {
    const KeyId = await newServerKey();
    const { CiphertextBlob } = JSON.parse((await call('Encrypt', { KeyId, Plaintext: 'aGk=' })).text) as {
      CiphertextBlob: string;
    };
    const before = it.rssMb();
    const blob = Buffer.from(CiphertextBlob, 'base64');
    const failing = [
      Buffer.concat([blob.subarray(0, -1), Buffer.of(0)]),
      Buffer.concat([blob, Buffer.alloc(6_000)]),
      blob.subarray(0, 57),
      Buffer.alloc(6_144, 1),
      Buffer.of(0),
    ].map((bytes) => bytes.toString('base64'));
    const own = new Slowest();
    const statuses = new Set<number>();
    const flood = Promise.all(
      Array.from({ length: 16 }, async (_, client) => {
        for (let n = 0; n < 100; n++) {
          const input = { CiphertextBlob: failing[(client + n) % failing.length] };
          statuses.add(await own.time(async () => (await call('Decrypt', input)).status));
        }
      }),
    );
    const slowest = await slowestMeanwhile(KeyId, flood);
    console.log(`slowest honest one ${slowest.toFixed(0)} ms, of the attackers' ${own.ms.toFixed(0)} ms`);
    expect([...statuses]).toEqual([400]);
    expect(slowest).toBeLessThan(2 * own.ms);
    expect(it.rssMb() - before).toBeLessThan(200);
    expect((await call('Decrypt', { CiphertextBlob })).status).toBe(200);
  });
});
