import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hours, instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { systemTimers } from '#kernel/timers';
import type { Store } from '../port.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { fileBlobs } from './fs.ts';
import type { BlobRef, Blobs } from './port.ts';

let folder: string;
let clock: ReturnType<typeof simulatedClock>;
let store: Store;
let blobs: Blobs;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-test-'));
  clock = simulatedClock(instant(1_800_000_000_000));
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 1), clock, timers: systemTimers });
  blobs = fileBlobs({ folder: join(folder, 'blobs'), store, clock, entropy: seededEntropy('blobs') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function files(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

async function committed(text: string): Promise<BlobRef> {
  const staged = await blobs.stage(Readable.from([Buffer.from(text)]));
  return await store.transact((tx) => blobs.commit(tx, staged));
}

test('what is staged is told by its size and hash, and comes back whole or in part', async () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
  const staged = await blobs.stage(
    Readable.from([bytes.subarray(0, 7), bytes.subarray(7, 200_000), bytes.subarray(200_000)]),
  );
  expect(staged).toMatchObject({ bytes: 300_000, sha256: createHash('sha256').update(bytes).digest('hex') });
  const ref = await store.transact((tx) => blobs.commit(tx, staged));
  expect((await buffer(blobs.open(ref))).equals(bytes)).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.nat(299_999), fc.nat(99_999), async (start, more) => {
      const end = Math.min(start + more, 299_999);
      expect((await buffer(blobs.open(ref, { start, end }))).equals(bytes.subarray(start, end + 1))).toBe(true);
    }),
    { numRuns: 30 },
  );
  expect((await buffer(blobs.open(ref, { start: 299_999, end: 1e9 }))).length).toBe(1);
});

test('an empty blob is a blob', async () => {
  const ref = await committed('');
  expect((await buffer(blobs.open(ref))).length).toBe(0);
});

test.each([
  ['no such blob', '0123456789abcdef0123456789abcdef', undefined],
  ['no reference', '../../etc/passwd', undefined],
  ['a turned range', undefined, { start: 5, end: 4 }],
  ['a range before the beginning', undefined, { start: -1, end: 4 }],
])('%s is refused at once', async (_, ref, range) => {
  const there = await committed('hello');
  expect(() => blobs.open((ref ?? there) as BlobRef, range)).toThrow();
});

test('a stream that fails leaves nothing behind', async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(100_000);
    throw new Error('cut off');
  }
  await expect(blobs.stage(Readable.from(failing()))).rejects.toThrow('cut off');
  const destroyed = new Readable({ read() {} });
  destroyed.push('some');
  const staging = blobs.stage(destroyed);
  setImmediate(() => destroyed.destroy());
  await expect(staging).rejects.toThrow();
  expect(files()).toEqual([]);
});

test('what was abandoned is gone; what was committed cannot be', async () => {
  const staged = await blobs.stage(Readable.from(['x']));
  await blobs.abandon(staged);
  expect(files()).toEqual([]);
  const kept = await blobs.stage(Readable.from(['y']));
  await store.transact((tx) => blobs.commit(tx, kept));
  await expect(blobs.abandon(kept)).rejects.toThrow('released');
  expect(files()).toEqual([kept.ref]);
});

test('the sweep takes what no row refers to, and only once it cannot be committed any more', async () => {
  const kept = await committed('kept');
  const released = await committed('released');
  await store.transact((tx) => blobs.release(tx, released));
  const rolledBack = await blobs.stage(Readable.from(['rolled back']));
  const rollingBack = store.transact(async (tx) => {
    await blobs.commit(tx, rolledBack);
    throw new Error('no');
  });
  await expect(rollingBack).rejects.toThrow('no');
  expect(await blobs.sweep()).toBe(0);
  clock.advance(hours(1));
  const fresh = await blobs.stage(Readable.from(['fresh']));
  expect(await blobs.sweep()).toBe(2);
  expect(files().toSorted()).toEqual([kept, fresh.ref].toSorted());
  await store.transact((tx) => blobs.commit(tx, fresh));
  clock.advance(hours(2));
  expect(await blobs.sweep()).toBe(0);
});

test('the sweep leaves alone what a slow stream is still writing, and what is not its own', async () => {
  const slow = new Readable({ read() {} });
  const staging = blobs.stage(slow);
  slow.push('first ');
  await expect.poll(() => files().length).toBe(1);
  writeFileSync(join(folder, 'blobs', 'notes.txt'), 'not a blob');
  clock.advance(hours(1000));
  expect(await blobs.sweep()).toBe(0);
  slow.push('last');
  slow.push(null);
  const staged = await staging;
  expect(await buffer(blobs.open(staged.ref))).toEqual(Buffer.from('first last'));
  expect(existsSync(join(folder, 'blobs', 'notes.txt'))).toBe(true);
});

test('a reader keeps what it opened, whatever the sweep takes', async () => {
  const ref = await committed('still here');
  const reading = blobs.open(ref);
  await store.transact((tx) => blobs.release(tx, ref));
  clock.advance(hours(2));
  expect(await blobs.sweep()).toBe(1);
  expect((await buffer(reading)).toString()).toBe('still here');
  expect(() => blobs.open(ref)).toThrow();
});

test('files are for their owner only', async () => {
  const ref = await committed('x');
  const path = join(folder, 'blobs', ref.slice(0, 2));
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(statSync(join(path, ref)).mode & 0o077).toBe(0);
});
