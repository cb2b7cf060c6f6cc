/** The keyring is rotated, and materials are sealed under its newest key, while keys are used; a crash at any point leaves everything open. */
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { keyrings } from '#services/kms/keyring-record';
import { KeyringUpkeep } from '#services/kms/keyring-upkeep';
import { sealedMaterial } from '#services/kms/materials';
import { kmsCollections, type MaterialRecord } from '#services/kms/state';
import { termOf } from '#services/kms/vault/sealed-material';
import type { Vault } from '#services/kms/vault/vault';
import type { CollectionWriter, Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { openTestStore, openTestVault } from './vault.ts';

const binding = { header: Buffer.from('header'), context: Buffer.from('context') };
const rootKey = RootKey.fromBytes(Buffer.alloc(32, 7));

const upkeepOf = (store: Store, vault: Vault): KeyringUpkeep => new KeyringUpkeep({ store, vault, log: silentLog });

async function inMaterials(store: Store, work: (materials: CollectionWriter<MaterialRecord>) => Promise<void>) {
  await store.transact(async (tx) => await work(tx.in(kmsCollections.materials, partitionScope)));
}

const recordsOf = async (store: Store): Promise<readonly MaterialRecord[]> =>
  (await store.in(kmsCollections.materials, partitionScope).list()).map(({ record }) => record);
const termsOf = async (store: Store): Promise<readonly (number | undefined)[]> =>
  (await recordsOf(store)).map(({ sealed }) => termOf(Buffer.from(sealed, 'base64'))).sort();

/** Materials as the keys of one account have them, and a ciphertext under each. */
async function fill(store: Store, vault: Vault, count: number, from = 0): Promise<ReadonlyMap<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  for (let n = from; n < from + count; n++) {
    const place = {
      account: '111122223333',
      region: 'us-east-1',
      keyId: `key-${n}`,
      keySpec: 'SYMMETRIC_DEFAULT',
    } as const;
    const { materialId, sealed } = await vault.make(place);
    const record = {
      ...place,
      materialId,
      sealed: sealed.toString('base64'),
      createdAt: 0,
    } as unknown as MaterialRecord;
    await inMaterials(store, async (materials) => await materials.insert(record));
    blobs.set(place.keyId, await vault.encrypt(sealedMaterial(record), binding, Buffer.from(place.keyId)));
  }
  return blobs;
}

async function expectOpen(store: Store, vault: Vault, blobs: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const record of await recordsOf(store)) {
    const blob = blobs.get(record.keyId);
    if (blob === undefined) continue;
    expect((await vault.decrypt(sealedMaterial(record), binding, blob))?.toString()).toBe(record.keyId);
  }
}

async function rewrapAll(
  upkeep: KeyringUpkeep,
): Promise<{ readonly rewrapped: number; readonly broken: readonly string[] }> {
  let after: string | undefined;
  let rewrapped = 0;
  const broken: string[] = [];
  do {
    const answer = await upkeep.rewrap(after);
    if (answer === undefined) throw new Error('a place that was told is one');
    rewrapped += answer.rewrapped;
    broken.push(...answer.broken);
    after = answer.next;
  } while (after !== undefined);
  return { rewrapped, broken };
}

test('before the first key there is no keyring, and to look at it makes none', async () => {
  await using it = await openTestVault();
  expect(await upkeepOf(it.store, it.vault).status()).toEqual({ keys: 0, materials: 0, behind: 0 });
  expect(it.vault.pid).toBeUndefined();
});

test('after a rotation the old materials open, the new key seals, and a rewrap brings all to it', async () => {
  await using it = await openTestVault();
  const { store, vault } = it;
  const upkeep = upkeepOf(store, vault);
  const before = await fill(store, vault, 230);
  expect(await upkeep.status()).toMatchObject({ keys: 1, materials: 230, behind: 0 });
  expect(await upkeep.rotate()).toBe('rotated');
  expect(await upkeep.status()).toMatchObject({ keys: 2, materials: 230, behind: 230 });
  const after = await fill(store, vault, 5, 230);
  expect(await upkeep.status()).toMatchObject({ materials: 235, behind: 230 });
  expect(await rewrapAll(upkeep)).toEqual({ rewrapped: 230, broken: [] });
  expect(await upkeep.status()).toMatchObject({ keys: 2, materials: 235, behind: 0 });
  expect(new Set(await termsOf(store))).toEqual(new Set([2]));
  await expectOpen(store, vault, new Map([...before, ...after]));
  expect(await rewrapAll(upkeep)).toEqual({ rewrapped: 0, broken: [] });
  expect(await upkeep.rewrap('nowhere')).toBeUndefined();
});

test('a rewrap that is cut off leaves everything open, and the next one goes on', async () => {
  const store = await openTestStore();
  try {
    let blobs: ReadonlyMap<string, Buffer>;
    {
      await using it = await openTestVault(store);
      blobs = await fill(store, it.vault, 150);
      await upkeepOf(store, it.vault).rotate();
      // One batch, and then the server is gone.
      expect(await upkeepOf(store, it.vault).rewrap(undefined)).toMatchObject({ rewrapped: 100 });
    }
    await using it = await openTestVault(store);
    const upkeep = upkeepOf(store, it.vault);
    expect(await upkeep.status()).toMatchObject({ behind: 50 });
    await expectOpen(store, it.vault, blobs);
    expect(await rewrapAll(upkeep)).toEqual({ rewrapped: 50, broken: [] });
    await expectOpen(store, it.vault, blobs);
  } finally {
    await store.close();
  }
});

test('a crypto process that is killed in the middle loses nothing', async () => {
  await using it = await openTestVault();
  const { store, vault } = it;
  const upkeep = upkeepOf(store, vault);
  const blobs = await fill(store, vault, 120);
  for (const _ of [1, 2, 3]) {
    const rotating = upkeep.rotate();
    if (vault.pid !== undefined) process.kill(vault.pid, 'SIGKILL');
    expect(await rotating).toBe('rotated');
    const rewrapping = rewrapAll(upkeep);
    await new Promise((turn) => setImmediate(turn));
    if (vault.pid !== undefined) process.kill(vault.pid, 'SIGKILL');
    expect(await rewrapping).toEqual({ rewrapped: 120, broken: [] });
    await expectOpen(store, vault, blobs);
  }
  expect(await upkeep.status()).toMatchObject({ keys: 4, behind: 0 });
});

test('two nodes: one rotates, and the other seals under the new key at once; of two rotations in one moment one is told', async () => {
  const store = await openTestStore();
  try {
    await using one = await openTestVault(store);
    await using other = await openTestVault(store);
    await fill(store, one.vault, 3);
    await fill(store, other.vault, 3, 3);
    expect(await upkeepOf(store, one.vault).rotate()).toBe('rotated');
    await fill(store, other.vault, 1, 6);
    expect((await termsOf(store)).at(-1)).toBe(2);
    const outcomes = await Promise.all([upkeepOf(store, one.vault).rotate(), upkeepOf(store, other.vault).rotate()]);
    expect([...outcomes].sort()).toEqual(['raced', 'rotated']);
    expect(await rewrapAll(upkeepOf(store, other.vault))).toEqual({ rewrapped: 7, broken: [] });
  } finally {
    await store.close();
  }
});

test('a material that is replaced or deleted while it is sealed anew stays as it is then', async () => {
  await using it = await openTestVault();
  const { store, vault } = it;
  const upkeep = upkeepOf(store, vault);
  await fill(store, vault, 3);
  await upkeep.rotate();
  const [gone, replaced] = await recordsOf(store);
  if (gone === undefined || replaced === undefined) throw new Error('they are there');
  const rewrapping = upkeep.rewrap(undefined);
  const { sealed } = await vault.make(sealedMaterial(replaced).place);
  const anew = { ...replaced, sealed: sealed.toString('base64') };
  await inMaterials(store, async (materials) => {
    await materials.delete(kmsCollections.materials.id(gone));
    await materials.put(anew);
  });
  const answer = await rewrapping;
  const left = await recordsOf(store);
  expect(left.map(({ keyId }) => keyId)).not.toContain(gone.keyId);
  // Either it was sealed anew before it was replaced, or not at all.
  expect(left.find(({ keyId }) => keyId === replaced.keyId)?.sealed).toBe(anew.sealed);
  expect(answer?.rewrapped).toBeLessThanOrEqual(3);
});

test('a record that somebody has changed is named, and the others are sealed anew', async () => {
  await using it = await openTestVault();
  const { store, vault } = it;
  const upkeep = upkeepOf(store, vault);
  await fill(store, vault, 130);
  const [first, second] = await recordsOf(store);
  if (first === undefined || second === undefined) throw new Error('they are there');
  // Two records that were swapped.
  await inMaterials(store, async (materials) => {
    await materials.update({ ...first, sealed: second.sealed });
    await materials.update({ ...second, sealed: first.sealed });
  });
  await upkeep.rotate();
  const { rewrapped, broken } = await rewrapAll(upkeep);
  expect(rewrapped).toBe(128);
  expect([...broken].sort()).toEqual([first, second].map(kmsCollections.materials.id).sort());
  expect(await upkeep.status()).toMatchObject({ behind: 2 });
});

test('after everything was removed, what is made is sealed under the new keyring, which every node reads', async () => {
  await using it = await openTestVault();
  const { store, vault } = it;
  await using other = await openTestVault(store);
  await expectOpen(store, other.vault, await fill(store, vault, 1));
  await store.transact(async (tx) => await tx.clear());
  const blobs = await fill(store, vault, 2);
  // Of two nodes one still has the keyring of before, whose key has the same number.
  await expectOpen(store, other.vault, blobs);
  await using fresh = await openTestVault(store);
  await expectOpen(store, fresh.vault, blobs);
});

describe('a database and its keyring of different times', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());

  test('beside a newer keyring the materials open; beside an older one, or none, the start is refused', async () => {
    await using it = await openTestVault(store, rootKey);
    const upkeep = upkeepOf(store, it.vault);
    await upkeep.check();
    await fill(store, it.vault, 2);
    const older = await it.vault.keyring();
    await upkeep.rotate();
    await upkeep.rotate();
    await upkeep.check();
    await fill(store, it.vault, 1, 2);
    await upkeep.check();
    const keep = async (keyring: typeof older | undefined): Promise<void> =>
      await store.transact(async (tx) => {
        const ring = tx.in(keyrings, partitionScope);
        if (keyring === undefined) await ring.delete('keyring');
        else await ring.put(keyring);
      });
    const newest = await it.vault.keyring();
    await keep(older);
    await expect(upkeep.check()).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('its keyring is an older one'),
    });
    await keep(undefined);
    await expect(upkeep.check()).rejects.toMatchObject({ message: expect.stringContaining('it has no keyring') });
    await keep(newest);
    await upkeep.check();
  });
});
