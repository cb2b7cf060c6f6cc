/** The promise of port.ts as cases that every driver of blobs runs. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { hours, type simulatedClock } from '#kernel/clock';
import type { Store } from '../port.ts';
import type { BlobRef, Blobs } from './port.ts';

interface Opened {
  readonly blobs: Blobs;
  readonly store: Store;
  readonly clock: ReturnType<typeof simulatedClock>;
}

export interface BlobsCase {
  readonly name: string;
  readonly run: (opened: Opened) => Promise<void>;
}

async function committed({ blobs, store }: Opened, text: string): Promise<BlobRef> {
  const staged = await blobs.stage(Readable.from([Buffer.from(text)]));
  return await store.transact((tx) => blobs.commit(tx, staged));
}

async function textOf(blobs: Blobs, ref: BlobRef, range?: { start: number; end: number }): Promise<string> {
  return (await buffer(await blobs.open(ref, range))).toString();
}

export const blobsContract: readonly BlobsCase[] = [
  {
    name: 'what is staged is told by its size and hash, and comes back whole or in part',
    async run(opened) {
      const { blobs, store } = opened;
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
      const parts = [bytes.subarray(0, 7), bytes.subarray(7, 200_000), bytes.subarray(200_000)];
      const staged = await blobs.stage(Readable.from(parts));
      equal(staged.bytes, 300_000);
      equal(staged.sha256, createHash('sha256').update(bytes).digest('hex'));
      const ref = await store.transact((tx) => blobs.commit(tx, staged));
      ok((await buffer(await blobs.open(ref))).equals(bytes));
      const ranges = [
        [0, 0],
        [0, 6],
        [6, 7],
        [7, 7],
        [5, 250_000],
        [199_999, 200_000],
        [299_999, 299_999],
        [0, 299_999],
      ] as const;
      for (const [start, end] of ranges) {
        ok(
          (await buffer(await blobs.open(ref, { start, end }))).equals(bytes.subarray(start, end + 1)),
          `${start}-${end}`,
        );
      }
      equal((await buffer(await blobs.open(ref, { start: 299_999, end: 1e9 }))).length, 1);
    },
  },
  {
    name: 'an empty blob is a blob',
    async run(opened) {
      equal(await textOf(opened.blobs, await committed(opened, '')), '');
    },
  },
  {
    name: 'no such blob, no reference, a turned range and one before the beginning are refused by open itself',
    async run(opened) {
      const there = await committed(opened, 'hello');
      await rejects(opened.blobs.open('0123456789abcdef0123456789abcdef' as BlobRef));
      await rejects(opened.blobs.open('../../etc/passwd' as BlobRef));
      await rejects(opened.blobs.open(there, { start: 5, end: 4 }));
      await rejects(opened.blobs.open(there, { start: -1, end: 4 }));
    },
  },
  {
    name: 'a reader that goes away early harms no other',
    async run(opened) {
      const ref = await committed(opened, 'x'.repeat(1_000_000));
      const leaving = await opened.blobs.open(ref);
      leaving.destroy();
      equal((await textOf(opened.blobs, ref)).length, 1_000_000);
    },
  },
  {
    name: 'what was abandoned is gone; what was committed cannot be',
    async run({ blobs, store }) {
      const staged = await blobs.stage(Readable.from(['x']));
      await blobs.abandon(staged);
      await rejects(blobs.open(staged.ref));
      const kept = await blobs.stage(Readable.from(['y']));
      await store.transact((tx) => blobs.commit(tx, kept));
      await rejects(blobs.abandon(kept), /released/);
      equal(await textOf(blobs, kept.ref), 'y');
    },
  },
  {
    name: 'the sweep takes what no row refers to, and only once it cannot be committed any more',
    async run(opened) {
      const { blobs, store, clock } = opened;
      const kept = await committed(opened, 'kept');
      const released = await committed(opened, 'released');
      await store.transact((tx) => blobs.release(tx, released));
      const rolledBack = await blobs.stage(Readable.from(['rolled back']));
      const rollingBack = store.transact(async (tx) => {
        await blobs.commit(tx, rolledBack);
        throw new Error('no');
      });
      await rejects(rollingBack, /no/);
      equal(await blobs.sweep(), 0);
      clock.advance(hours(1));
      const fresh = await blobs.stage(Readable.from(['fresh']));
      equal(await blobs.sweep(), 2);
      await rejects(blobs.open(released));
      await rejects(blobs.open(rolledBack.ref));
      await store.transact((tx) => blobs.commit(tx, fresh));
      clock.advance(hours(2));
      equal(await blobs.sweep(), 0);
      deepEqual([await textOf(blobs, kept), await textOf(blobs, fresh.ref)], ['kept', 'fresh']);
    },
  },
  {
    name: 'a reader keeps what it opened, whatever the sweep takes',
    async run(opened) {
      const { blobs, store, clock } = opened;
      const ref = await committed(opened, 'still here');
      const reading = await blobs.open(ref);
      await store.transact((tx) => blobs.release(tx, ref));
      clock.advance(hours(2));
      equal(await blobs.sweep(), 1);
      equal((await buffer(reading)).toString(), 'still here');
      await rejects(blobs.open(ref));
    },
  },
  {
    name: 'a stream that fails leaves nothing behind',
    async run({ blobs, clock }) {
      async function* failing(): AsyncGenerator<Buffer> {
        yield Buffer.alloc(100_000);
        throw new Error('cut off');
      }
      await rejects(blobs.stage(Readable.from(failing())), /cut off/);
      const destroyed = new Readable({ read() {} });
      destroyed.push('some');
      const staging = blobs.stage(destroyed);
      setImmediate(() => destroyed.destroy());
      await rejects(staging);
      clock.advance(hours(2));
      equal(await blobs.sweep(), 0);
    },
  },
];
