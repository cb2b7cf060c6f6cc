/** Removes the bytes of blobs that no record refers to any more: what was released, and what was staged and never committed. */
import { type Duration, hours, later } from '#kernel/clock';
import type { Blobs } from '#store/blobs/port';
import { type AgendaWork, schedule } from './agenda.ts';

export const blobSweep = 'store:sweepBlobs';

const sweepEvery: Duration = hours(1);

export function sweepBlobs(blobs: Pick<Blobs, 'sweep'>): AgendaWork<unknown, number> {
  return {
    prepare: async () => await blobs.sweep(),
    handle: async (due, { tx, now }) => await schedule(tx, { ...due, at: later(now, sweepEvery) }),
  };
}
