import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hours, instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { systemTimers } from '#kernel/timers';
import type { Store } from '../port.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { blobsContract } from './contract.ts';
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

test.each(blobsContract)('$name', ({ run }) => run({ blobs, store, clock }));

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

test('what is gone leaves no file', async () => {
  await blobs.abandon(await blobs.stage(Readable.from(['x'])));
  const ref = await committed('y');
  await store.transact((tx) => blobs.release(tx, ref));
  clock.advance(hours(2));
  await blobs.sweep();
  expect(files()).toEqual([]);
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
  expect(await buffer(await blobs.open(staged.ref))).toEqual(Buffer.from('first last'));
  expect(existsSync(join(folder, 'blobs', 'notes.txt'))).toBe(true);
});

test('files are for their owner only', async () => {
  const ref = await committed('x');
  const path = join(folder, 'blobs', ref.slice(0, 2));
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(statSync(join(path, ref)).mode & 0o077).toBe(0);
});
