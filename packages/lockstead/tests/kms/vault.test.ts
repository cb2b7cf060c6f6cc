/** Key materials at rest and in the crypto process. */
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import process from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemEntropy } from '#kernel/entropy';
import { RootKey } from '#kernel/root-key';
import { keyrings } from '#services/kms/keyring-record';
import { BrokenSeal } from '#services/kms/vault/crypto-link';
import { CryptoServer } from '#services/kms/vault/crypto-server';
import { readFields, writeFields } from '#services/kms/vault/fields';
import type { MaterialPlace } from '#services/kms/vault/place';
import { termOf } from '#services/kms/vault/sealed-material';
import type { SealedMaterial, Vault } from '#services/kms/vault/vault';
import { partitionScope } from '#store/scope';
import { openTestStore, openTestVault } from './vault.ts';

const where = { account: '111122223333', region: 'us-east-1', keyId: 'k', keySpec: 'SYMMETRIC_DEFAULT' };
const binding = { header: Buffer.from('header'), context: Buffer.from('context') };

async function made(vault: Vault, more: Partial<MaterialPlace> = {}): Promise<SealedMaterial> {
  const place = { ...where, ...more };
  const { materialId, sealed } = await vault.make(place);
  return { place: { ...place, materialId }, sealed };
}

test('fields come back as they were written, and two lists never have the same bytes', () => {
  const lists = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 });
  fc.assert(
    fc.property(lists, lists, (one, other) => {
      expect(readFields(writeFields(one)).map((field) => [...field])).toEqual(one.map((field) => [...field]));
      if (JSON.stringify(one) !== JSON.stringify(other)) expect(writeFields(one)).not.toEqual(writeFields(other));
    }),
  );
  expect(() => readFields(Buffer.from([0, 0, 0, 2, 1]))).toThrow(RangeError);
  expect(() => readFields(Buffer.from([0, 0]))).toThrow(RangeError);
});

test('the process starts at the first use; what it encrypts it decrypts, and nothing that differs', async () => {
  await using it = await openTestVault();
  const { vault } = it;
  expect(vault.pid).toBe(undefined);
  const material = await made(vault);
  expect(vault.pid).toBeGreaterThan(0);
  const blob = await vault.encrypt(material, binding, Buffer.from('attack at dawn'));
  expect((await vault.decrypt(material, binding, blob))?.toString()).toBe('attack at dawn');
  expect(await vault.decrypt(material, { ...binding, context: Buffer.from('contexts') }, blob)).toBe(undefined);
  expect(await vault.decrypt(material, { ...binding, header: Buffer.from('headeR') }, blob)).toBe(undefined);
  expect(await vault.decrypt(await made(vault), binding, blob)).toBe(undefined);
  for (let at = binding.header.length; at < blob.length; at++) {
    const flipped = Buffer.from(blob);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect(await vault.decrypt(material, binding, flipped)).toBe(undefined);
  }
  for (const length of [0, 6, 20, blob.length - 1]) {
    expect(await vault.decrypt(material, binding, blob.subarray(0, length))).toBe(undefined);
  }
});

test('key pairs are made by a process of their own, which gives way to others', async () => {
  await using it = await openTestVault();
  const { vault } = it;
  const symmetric = await made(vault);
  expect(vault.slowPid).toBe(undefined);
  const quick = vault.pid;
  const usual = getPriority(quick);
  const pair = await made(vault, { keySpec: 'RSA_2048' });
  expect(vault.slowPid).not.toBe(quick);
  expect(getPriority(vault.slowPid)).toBeGreaterThan(usual);
  expect(getPriority(quick)).toBe(usual);
  // What one has sealed the other opens, also after the keyring has been rotated.
  const signature = await vault.sign(pair, 'RSASSA_PSS_SHA_256', 'RAW', Buffer.from('x'));
  expect(await vault.verify(pair, 'RSASSA_PSS_SHA_256', 'RAW', Buffer.from('x'), signature)).toBe(true);
  await vault.rotateKeyring();
  const { ciphertext, privateKey } = await vault.dataKeyPair(symmetric, binding, 'ECC_NIST_P256', 'plaintext');
  expect(await vault.decrypt(symmetric, binding, ciphertext)).toEqual(privateKey);
  expect(termOf(Buffer.from((await made(vault, { keySpec: 'ECC_NIST_P256' })).sealed))).toBe(2);
});

test.each<[what: string, change: Partial<MaterialPlace>]>([
  ['account', { account: '444455556666' }],
  ['Region', { region: 'eu-central-1' }],
  ['key', { keyId: 'other' }],
  ['material id', { materialId: 'other' }],
  ['key spec', { keySpec: 'HMAC_256' }],
])('a sealed material that stands in the place of another %s does not open', async (_, change) => {
  await using it = await openTestVault();
  const material = await made(it.vault);
  const swapped = { ...material, place: { ...material.place, ...change } };
  await expect(it.vault.encrypt(swapped, binding, Buffer.from('x'))).rejects.toThrow(BrokenSeal);
});

test('each bit of a sealed material counts', async () => {
  await using it = await openTestVault();
  const { place, sealed } = await made(it.vault);
  for (const at of [0, 1, 4, 5, 16, 17, 48, sealed.length - 1]) {
    const flipped = Buffer.from(sealed);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await expect(it.vault.encrypt({ place, sealed: flipped }, binding, Buffer.from('x'))).rejects.toThrow(BrokenSeal);
  }
});

test('another root key opens neither keyring nor material', async () => {
  const store = await openTestStore();
  let material: SealedMaterial;
  {
    await using it = await openTestVault(store);
    material = await made(it.vault);
  }
  await using wrong = await openTestVault(store, RootKey.fromBytes(Buffer.alloc(32, 8)));
  await expect(wrong.vault.encrypt(material, binding, Buffer.from('x'))).rejects.toThrow(BrokenSeal);
  await store.close();
});

test('a rotated keyring seals under its new key, and opens what was sealed before; a move seals it anew', async () => {
  await using it = await openTestVault();
  const { vault } = it;
  const old = await made(vault);
  const blob = await vault.encrypt(old, binding, Buffer.from('before'));
  expect((await vault.rotateKeyring()).term).toBe(2);
  expect([termOf(Buffer.from(old.sealed)), termOf(Buffer.from((await made(vault)).sealed))]).toEqual([1, 2]);
  expect((await vault.decrypt(old, binding, blob))?.toString()).toBe('before');
  const moved = { place: old.place, sealed: await vault.move(old, old.place) };
  expect(termOf(moved.sealed)).toBe(2);
  expect((await vault.decrypt(moved, binding, blob))?.toString()).toBe('before');
});

test('a node that has not heard of a rotation gets the new keyring when it needs it', async () => {
  const store = await openTestStore();
  {
    await using one = await openTestVault(store);
    await using other = await openTestVault(store);
    await made(other.vault);
    await one.vault.rotateKeyring();
    const material = await made(one.vault);
    const blob = await one.vault.encrypt(material, binding, Buffer.from('x'));
    expect((await other.vault.decrypt(material, binding, blob))?.toString()).toBe('x');
  }
  await store.close();
});

test('two nodes that make the first keyring at once agree on one', async () => {
  const store = await openTestStore();
  {
    await using one = await openTestVault(store);
    await using other = await openTestVault(store);
    const [mine, theirs] = await Promise.all([made(one.vault), made(other.vault)]);
    await one.vault.encrypt(theirs, binding, Buffer.from('x'));
    await other.vault.encrypt(mine, binding, Buffer.from('x'));
    expect(await store.in(keyrings, partitionScope).count()).toBe(1);
  }
  await store.close();
});

test('a process that is killed is replaced, and no request is lost', async () => {
  await using it = await openTestVault();
  const { vault } = it;
  const material = await made(vault);
  const blobs = Array.from({ length: 200 }, (_, n) => vault.encrypt(material, binding, Buffer.from(`${n}`)));
  const first = vault.pid ?? 0;
  process.kill(first, 'SIGKILL');
  const texts = await Promise.all(
    (await Promise.all(blobs)).map(async (blob) => (await vault.decrypt(material, binding, blob))?.toString()),
  );
  expect(texts).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`));
  expect(vault.pid).not.toBe(first);
});

test.skipIf(process.platform !== 'linux')(
  'the process has no core dumps, no inspector, and nothing of the environment',
  async () => {
    await using it = await openTestVault();
    await it.vault.random(1);
    const pid = it.vault.pid ?? 0;
    expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max core file size\s+0\s/);
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((entry) => entry.split('=')[0]);
    expect(new Set(names.filter((name) => !['', '_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name ?? '')))).toEqual(
      new Set(['PATH', 'UV_THREADPOOL_SIZE']),
    );
    process.kill(pid, 'SIGUSR1');
    // The request that follows the signal is answered by the same process: it neither ended nor stopped for a debugger.
    expect((await it.vault.random(8)).length).toBe(8);
    expect(it.vault.pid).toBe(pid);
    expect(it.logLines.join('\n')).not.toContain('Debugger');
  },
);

test('a request is wiped once it is answered', async () => {
  const server = new CryptoServer(systemEntropy());
  const wrapping = writeFields(['wrapping', Buffer.alloc(32, 1)]);
  await server.handle(wrapping);
  expect(wrapping.every((byte) => byte === 0)).toBe(true);
  const unknown = writeFields(['tell me']);
  await expect(server.handle(unknown)).rejects.toThrow('there is no such request');
  expect(unknown.every((byte) => byte === 0)).toBe(true);
});
