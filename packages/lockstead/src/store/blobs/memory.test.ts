import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { systemTimers } from '#kernel/timers';
import type { Store } from '../port.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import { isStoreFailure } from '../unavailable.ts';
import { blobsContract } from './contract.ts';
import { memoryBlobs } from './memory.ts';

let clock: ReturnType<typeof simulatedClock>;
let store: Store;

beforeEach(async () => {
  clock = simulatedClock(instant(1_800_000_000_000));
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 1), clock, timers: systemTimers });
});
afterEach(() => store.close());

test.each(blobsContract)('$name', ({ run }) =>
  run({ blobs: memoryBlobs({ store, clock, entropy: seededEntropy('blobs') }), store, clock }),
);

test('all together have a bound; what was refused, abandoned or swept gives its room back', async () => {
  const blobs = memoryBlobs({ store, clock, entropy: seededEntropy('blobs'), bytesMax: 1000 });
  const stage = (bytes: number) => blobs.stage(Readable.from([Buffer.alloc(bytes / 2), Buffer.alloc(bytes / 2)]));
  const first = await stage(600);
  const refused = await stage(600).catch((error: unknown) => error);
  expect(isStoreFailure(refused)).toBe(true);
  expect(String(refused)).toContain('1000 bytes');
  // The half that fitted is not held on.
  const second = await stage(400);
  await blobs.abandon(first);
  const third = await stage(600);
  expect((await buffer(await blobs.open(third.ref))).length).toBe(600);
  expect((await buffer(await blobs.open(second.ref))).length).toBe(400);
});
