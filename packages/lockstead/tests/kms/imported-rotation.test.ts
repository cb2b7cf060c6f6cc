/** Keys with several imported materials: one waits, the key is rotated to it, and each comes, goes and expires by itself. */
import { randomBytes } from 'node:crypto';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, importMaterial, kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

const asNew = { ImportType: 'NEW_KEY_MATERIAL' } as const;
const again = { ImportType: 'EXISTING_KEY_MATERIAL' } as const;

/** A key whose materials are imported, by a client of one Region. */
class ImportedKey {
  readonly client: kms.KMSClient;
  readonly KeyId: string;
  readonly Arn: string;

  constructor(client: kms.KMSClient, { KeyId, Arn }: { readonly KeyId: string; readonly Arn: string }) {
    this.client = client;
    this.KeyId = KeyId;
    this.Arn = Arn;
  }

  async bring(material: Buffer, more: Partial<kms.ImportKeyMaterialCommandInput> = {}): Promise<string> {
    return (await importMaterial(this.client, this.KeyId, material, more)).KeyMaterialId ?? '';
  }

  async rotate(): Promise<void> {
    await this.client.send(new kms.RotateKeyOnDemandCommand({ KeyId: this.KeyId }));
  }

  async drop(KeyMaterialId?: string): Promise<kms.DeleteImportedKeyMaterialCommandOutput> {
    const { KeyId } = this;
    const which = KeyMaterialId === undefined ? {} : { KeyMaterialId };
    return await this.client.send(new kms.DeleteImportedKeyMaterialCommand({ KeyId, ...which }));
  }

  async metadata(): Promise<kms.KeyMetadata> {
    return (await this.client.send(new kms.DescribeKeyCommand({ KeyId: this.KeyId }))).KeyMetadata as kms.KeyMetadata;
  }

  async encrypt(plaintext: string): Promise<Uint8Array | undefined> {
    const { KeyId } = this;
    return (await this.client.send(new kms.EncryptCommand({ KeyId, Plaintext: text(plaintext) }))).CiphertextBlob;
  }

  /** What it opens to, and with which material. */
  async open(CiphertextBlob: Uint8Array | undefined): Promise<readonly [string, string | undefined]> {
    const { Plaintext, KeyMaterialId } = await this.client.send(new kms.DecryptCommand({ CiphertextBlob }));
    return [words(Plaintext), KeyMaterialId];
  }

  async list(IncludeKeyMaterial?: kms.IncludeKeyMaterial): Promise<readonly kms.RotationsListEntry[]> {
    const { KeyId } = this;
    const which = IncludeKeyMaterial === undefined ? {} : { IncludeKeyMaterial };
    return (await this.client.send(new kms.ListKeyRotationsCommand({ KeyId, ...which }))).Rotations ?? [];
  }

  /** Each material's state, and whether it is imported. */
  async states(): Promise<readonly (readonly (string | undefined)[])[]> {
    const all = await this.list('ALL_KEY_MATERIAL');
    return all.map(({ KeyMaterialId, KeyMaterialState, ImportState }) => [
      KeyMaterialId,
      KeyMaterialState,
      ImportState,
    ]);
  }
}

async function external(more: kms.CreateKeyCommandInput = {}, by = client): Promise<ImportedKey> {
  return new ImportedKey(by, await newTestKey(by, { Origin: 'EXTERNAL', ...more }));
}

test('a new material waits for the rotation, then encrypts; the old one still opens', async () => {
  const key = await external();
  const first = await key.bring(randomBytes(32), { KeyMaterialDescription: 'of 2025' });
  const old = await key.encrypt('old');
  const second = await key.bring(randomBytes(32), { ...asNew, KeyMaterialDescription: 'of 2026' });
  expect(second).not.toBe(first);
  expect(await key.states()).toEqual([
    [first, 'CURRENT', 'IMPORTED'],
    [second, 'PENDING_ROTATION', 'IMPORTED'],
  ]);
  expect(await key.list()).toEqual([]);
  expect((await key.open(await key.encrypt('between')))[1]).toBe(first);
  await key.rotate();
  expect(await key.metadata()).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: second });
  expect(await key.open(await key.encrypt('new'))).toEqual(['new', second]);
  expect(await key.open(old)).toEqual(['old', first]);
  expect(await key.list('ALL_KEY_MATERIAL')).toEqual([
    {
      KeyId: key.Arn,
      KeyMaterialId: first,
      KeyMaterialDescription: 'of 2025',
      ImportState: 'IMPORTED',
      KeyMaterialState: 'NON_CURRENT',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    },
    {
      KeyId: key.Arn,
      KeyMaterialId: second,
      KeyMaterialDescription: 'of 2026',
      ImportState: 'IMPORTED',
      KeyMaterialState: 'CURRENT',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      RotationDate: expect.any(Date),
      RotationType: 'ON_DEMAND',
    },
  ]);
  expect(await key.list()).toMatchObject([{ KeyMaterialId: second }]);
  expect(await refusal(key.rotate())).toEqual({
    name: 'KMSInvalidStateException',
    message: `No available key material pending rotation for the key: ${key.Arn}.`,
  });
  const rotations = (await eventsOf(cloud, key.Arn)).filter(({ eventName }) => eventName === 'RotateKey');
  expect(rotations).toMatchObject([
    {
      eventType: 'AwsServiceEvent',
      serviceEventDetails: {
        rotationType: 'ON_DEMAND',
        keyOrigin: 'EXTERNAL',
        previousKeyMaterialId: first,
        currentKeyMaterialId: second,
      },
    },
  ]);
});

test('a description stays where an import gives none', async () => {
  const key = await external();
  const material = randomBytes(32);
  const description = async () => (await key.list('ALL_KEY_MATERIAL'))[0]?.KeyMaterialDescription;
  await key.bring(material, { KeyMaterialDescription: 'one' });
  await key.drop();
  await key.bring(material);
  expect(await description()).toBe('one');
  await key.bring(material, { KeyMaterialDescription: 'two' });
  expect(await description()).toBe('two');
});

test('without any of its materials the key waits, and is used again when all are back', async () => {
  const key = await external();
  const [one, two] = [randomBytes(32), randomBytes(32)];
  const first = await key.bring(one);
  const old = await key.encrypt('old');
  const second = await key.bring(two, asNew);
  await key.rotate();
  expect(await key.drop(first)).toMatchObject({ KeyId: key.Arn, KeyMaterialId: first });
  expect(await key.metadata()).toMatchObject({ KeyState: 'PendingImport', CurrentKeyMaterialId: second });
  expect((await refusal(key.encrypt('x'))).message).toBe(`${key.Arn} is pending import.`);
  expect((await refusal(key.open(old))).message).toBe(`${key.Arn} is pending import.`);
  // Without an id it is the current one that goes.
  expect(await key.drop()).toMatchObject({ KeyMaterialId: second });
  expect(await key.states()).toEqual([
    [first, 'NON_CURRENT', 'PENDING_IMPORT'],
    [second, 'CURRENT', 'PENDING_IMPORT'],
  ]);
  await key.bring(two);
  expect((await key.metadata()).KeyState).toBe('PendingImport');
  await key.bring(one, { ...again, KeyMaterialId: first });
  expect((await key.metadata()).KeyState).toBe('Enabled');
  expect(await key.open(old)).toEqual(['old', first]);
  expect((await key.open(await key.encrypt('new')))[1]).toBe(second);
});

test('a material that waits goes without a trace, and another takes its place', async () => {
  const key = await external();
  const first = await key.bring(randomBytes(32));
  const two = randomBytes(32);
  const second = await key.bring(two, asNew);
  await key.drop(second);
  expect(await key.metadata()).toMatchObject({ KeyState: 'Enabled', CurrentKeyMaterialId: first });
  expect(await key.states()).toEqual([[first, 'CURRENT', 'IMPORTED']]);
  expect((await refusal(key.bring(two))).name).toBe('IncorrectKeyMaterialException');
  const third = await key.bring(randomBytes(32), asNew);
  await key.rotate();
  expect((await key.metadata()).CurrentKeyMaterialId).toBe(third);
});

test('each material has an end of its own; the key tells the earliest of those that are its own', async () => {
  await using own = await startLockstead({ ephemeral: true });
  const key = await external({}, kmsClient(own));
  const inDays = (days: number): Partial<kms.ImportKeyMaterialCommandInput> => ({
    ExpirationModel: 'KEY_MATERIAL_EXPIRES',
    ValidTo: new Date(Math.floor(own.clock.now().getTime() / 1000) * 1000 + days * 86_400_000),
  });
  const [one, two] = [randomBytes(32), randomBytes(32)];
  const [late, early] = [inDays(30), inDays(10)];
  const first = await key.bring(one, late);
  const second = await key.bring(two, { ...asNew, ...early });
  expect(await key.metadata()).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: late.ValidTo });
  await key.rotate();
  expect(await key.metadata()).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: early.ValidTo });
  expect(await key.list('ALL_KEY_MATERIAL')).toMatchObject([
    { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: late.ValidTo },
    { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: early.ValidTo },
  ]);
  await own.clock.advance('P11D');
  expect(await key.states()).toEqual([
    [first, 'NON_CURRENT', 'IMPORTED'],
    [second, 'CURRENT', 'PENDING_IMPORT'],
  ]);
  expect((await key.metadata()).KeyState).toBe('PendingImport');
  await key.bring(two);
  await own.clock.advance('P20D');
  expect(await key.states()).toEqual([
    [first, 'NON_CURRENT', 'PENDING_IMPORT'],
    [second, 'CURRENT', 'IMPORTED'],
  ]);
  await key.bring(one);
  // One that waits for a rotation expires without any harm to the key.
  const third = await key.bring(randomBytes(32), { ...asNew, ...inDays(1) });
  expect((await key.states())[2]).toEqual([third, 'PENDING_ROTATION', 'IMPORTED']);
  await own.clock.advance('P2D');
  expect((await key.metadata()).KeyState).toBe('Enabled');
  expect(await key.states()).toHaveLength(2);
  const expired = (await eventsOf(own, key.Arn)).filter(({ eventName }) => eventName === 'DeleteExpiredKeyMaterial');
  const ids = expired.map(({ serviceEventDetails }) => serviceEventDetails?.['keyMaterialId']);
  expect(new Set(ids)).toEqual(new Set([first, second, third]));
});

test('an expired material of a key that is pending deletion: the key that stays waits for it', async () => {
  await using own = await startLockstead({ ephemeral: true });
  const key = await external({}, kmsClient(own));
  const ValidTo = new Date(own.clock.now().getTime() + 86_400_000);
  await key.bring(randomBytes(32), { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo });
  await key.client.send(new kms.ScheduleKeyDeletionCommand({ KeyId: key.KeyId }));
  await own.clock.advance('P2D');
  expect((await key.metadata()).KeyState).toBe('PendingDeletion');
  await key.client.send(new kms.CancelKeyDeletionCommand({ KeyId: key.KeyId }));
  expect((await key.metadata()).KeyState).toBe('PendingImport');
});

test.each<[what: string, name: string, (key: ImportedKey, one: Buffer) => Promise<unknown>]>([
  ['as existing, what was never imported', 'IncorrectKeyMaterialException', (key) => key.bring(randomBytes(32), again)],
  ['without a type, what was never imported', 'IncorrectKeyMaterialException', (key) => key.bring(randomBytes(32))],
  ['as new, what was imported before', 'IncorrectKeyMaterialException', (key, one) => key.bring(one, asNew)],
  [
    'as new, with an id',
    'ValidationException',
    (key) => key.bring(randomBytes(32), { ...asNew, KeyMaterialId: 'a'.repeat(64) }),
  ],
  [
    'with the id of another',
    'IncorrectKeyMaterialException',
    (key, one) => key.bring(one, { KeyMaterialId: 'a'.repeat(64) }),
  ],
])('an import is refused: %s', async (_, name, bring) => {
  const key = await external();
  const one = randomBytes(32);
  const first = await key.bring(one);
  expect((await refusal(bring(key, one))).name).toBe(name);
  expect(await key.states()).toEqual([[first, 'CURRENT', 'IMPORTED']]);
});

test('a second new material is refused while one waits; the one that waits can be imported again', async () => {
  const key = await external();
  await key.bring(randomBytes(32));
  const two = randomBytes(32);
  const second = await key.bring(two, asNew);
  const { name, message } = await refusal(key.bring(randomBytes(32), asNew));
  expect(name).toBe('KMSInvalidStateException');
  expect(message).toMatch(
    new RegExp(
      `^New key material \\(id: [0-9a-f]{64}\\) cannot be imported into KMS key ${key.Arn}, because another key material \\(id: ${second}\\) is pending rotation\\.$`,
    ),
  );
  expect(await key.bring(two, again)).toBe(second);
  expect(await refusal(key.drop('b'.repeat(64)))).toMatchObject({ name: 'UnsupportedOperationException' });
});

test.each<Partial<kms.ImportKeyMaterialCommandInput>>([
  asNew,
  again,
  { KeyMaterialDescription: 'x' },
  { KeyMaterialId: 'a'.repeat(64) },
])('an HMAC key has one material: %j is refused', async (more) => {
  const key = await external({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  expect((await refusal(key.bring(randomBytes(32), more))).name).toBe('UnsupportedOperationException');
  const material = randomBytes(32);
  await key.bring(material);
  expect((await refusal(key.bring(randomBytes(32)))).name).toBe('IncorrectKeyMaterialException');
  await key.drop();
  await key.bring(material);
  expect((await key.metadata()).KeyState).toBe('Enabled');
});

/** A primary key with a replica, both with their first material. */
async function set(one: Buffer): Promise<readonly [ImportedKey, ImportedKey]> {
  const primary = await external({ MultiRegion: true });
  await primary.bring(one);
  const { KeyId } = primary;
  await client.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'us-west-2' }));
  await cloud.clock.advance('PT5S');
  const replica = new ImportedKey(kmsClient(cloud, undefined, 'us-west-2'), primary);
  await replica.bring(one, again);
  return [primary, replica];
}

test('a multi-Region key is rotated when its new material is in all Regions', async () => {
  const [primary, replica] = await set(randomBytes(32));
  const two = randomBytes(32);
  const pending = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
  expect((await refusal(replica.bring(two, asNew))).name).toBe('UnsupportedOperationException');
  const second = await primary.bring(two, asNew);
  expect((await primary.states())[1]).toEqual([second, pending, 'IMPORTED']);
  expect((await replica.states())[1]).toEqual([second, pending, 'PENDING_IMPORT']);
  expect((await refusal(primary.rotate())).name).toBe('KMSInvalidStateException');
  expect((await replica.metadata()).KeyState).toBe('Enabled');
  expect(await replica.bring(two, again)).toBe(second);
  expect((await primary.states())[1]).toEqual([second, 'PENDING_ROTATION', 'IMPORTED']);
  expect((await refusal(replica.rotate())).name).toBe('UnsupportedOperationException');
  // Away from the replica, the primary's own stays.
  await replica.drop(second);
  expect((await primary.states())[1]).toEqual([second, pending, 'IMPORTED']);
  expect((await replica.metadata()).KeyState).toBe('Enabled');
  await replica.bring(two);
  await primary.rotate();
  for (const key of [primary, replica]) expect((await key.metadata()).CurrentKeyMaterialId).toBe(second);
  expect(await replica.open(await primary.encrypt('shared'))).toEqual(['shared', second]);
  expect(await primary.open(await replica.encrypt('shared'))).toEqual(['shared', second]);
  // States are each Region's own.
  await replica.drop(second);
  expect((await replica.metadata()).KeyState).toBe('PendingImport');
  expect((await primary.metadata()).KeyState).toBe('Enabled');
});

test('what waits in a primary key goes from its replicas with it, and a later replica lists all materials', async () => {
  const [primary, replica] = await set(randomBytes(32));
  const two = randomBytes(32);
  const second = await primary.bring(two, asNew);
  await replica.bring(two);
  await primary.drop(second);
  for (const key of [primary, replica]) expect(await key.states()).toHaveLength(1);
  expect((await refusal(replica.bring(two))).name).toBe('IncorrectKeyMaterialException');
  const three = randomBytes(32);
  const third = await primary.bring(three, asNew);
  await replica.bring(three);
  await primary.rotate();
  await client.send(new kms.ReplicateKeyCommand({ KeyId: primary.KeyId, ReplicaRegion: 'eu-west-1' }));
  await cloud.clock.advance('PT5S');
  const later = new ImportedKey(kmsClient(cloud, undefined, 'eu-west-1'), primary);
  expect(await later.states()).toMatchObject([
    [expect.any(String), 'NON_CURRENT', 'PENDING_IMPORT'],
    [third, 'CURRENT', 'PENDING_IMPORT'],
  ]);
  await later.bring(three);
  expect((await later.metadata()).KeyState).toBe('PendingImport');
});

test('a material that goes while the key becomes a primary leaves it without one', async () => {
  const [primary, replica] = await set(randomBytes(32));
  const ValidTo = new Date(cloud.clock.now().getTime() + 1_000);
  const one = (await replica.states())[0]?.[0];
  expect(one).toBeDefined();
  const material = randomBytes(32);
  const second = await primary.bring(material, asNew);
  await replica.bring(material, { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo });
  await primary.rotate();
  const { KeyId } = primary;
  await client.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: 'us-west-2' }));
  expect((await replica.metadata()).KeyState).toBe('Updating');
  await cloud.clock.advance('PT10S');
  expect((await replica.metadata()).KeyState).toBe('PendingImport');
  expect((await replica.states())[1]).toEqual([second, 'CURRENT', 'PENDING_IMPORT']);
  expect((await primary.metadata()).KeyState).toBe('Enabled');
});
