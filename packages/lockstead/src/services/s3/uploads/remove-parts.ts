/**
 * Parts that go: of an upload that was aborted, of an object that was overwritten or deleted, and those that a completed upload did not list.
 * There can be thousands, so the transaction that lets go of them only writes a row of the agenda, and they are removed in small batches.
 *
 * WHY an object's parts wait: somebody may be reading it. A blob that is open stays readable, but a reader opens the parts one after the other.
 * He gets the object as it was when he began, if he comes to its last part before the wait is over. Otherwise his stream breaks off; bytes of
 * another object he never gets.
 */
import { schedule } from '#events/agenda';
import { type Duration, hours, type Instant } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { Blobs } from '#store/blobs/port';
import type { Transaction } from '#store/port';
import { releaseContent } from '../content/stage-content.ts';
import type { BucketPlace } from '../state.ts';
import { partId, partsPrefix, tableId, type UploadWriter, uploadState } from './upload-state.ts';

const kind = 's3:removeParts';

/** For how long the parts of an object that is gone are kept for whoever reads it. */
export const readersGrace: Duration = hours(6);

/** `unlisted`: those that are in no part table. */
type Which = 'all' | 'unlisted';

interface Removal extends BucketPlace {
  readonly uploadId: string;
  readonly which: Which;
  /** Where the next batch goes on. */
  readonly after?: string;
}

/** In the transaction that makes them superfluous. */
export async function scheduleRemoval(
  tx: Transaction,
  { account, region }: BucketPlace,
  removal: { readonly uploadId: string; readonly which: Which; readonly at: Instant },
): Promise<void> {
  const { uploadId, which, at } = removal;
  const ref: Removal = { account, region, uploadId, which };
  await schedule(tx, { id: idOf(ref), kind, at, ref: JSON.stringify(ref) });
}

function idOf({ account, region, uploadId, which }: Removal): string {
  return `${kind}:${which}:${account}/${region}/${uploadId}`;
}

const batch = 100;

/** Removes one batch, and comes again at once while there are more. */
export function removeParts(blobs: Blobs): AgendaItem {
  return {
    async handle(due, { tx, now }) {
      const removal = JSON.parse(due.ref) as Removal;
      const { uploadId, which, after } = removal;
      const state = uploadState(tx, removal);
      const listed = which === 'all' ? new Set<number>() : await listedNumbers(state, uploadId);
      const rows = await state.parts.list({
        prefix: partsPrefix(uploadId),
        limit: batch,
        ...(after === undefined ? {} : { after }),
      });
      for (const { record } of rows) {
        if (listed.has(record.number)) continue;
        await state.parts.delete(partId(uploadId, record.number));
        await releaseContent(tx, blobs, record.content);
      }
      const last = rows.at(-1);
      if (last !== undefined && rows.length === batch) {
        const ref: Removal = { ...removal, after: last.place };
        await schedule(tx, { ...due, at: now, ref: JSON.stringify(ref) });
      } else if (which === 'all') await removeTables(state, uploadId);
    },
  };
}

async function listedNumbers({ tables }: UploadWriter, uploadId: string): Promise<ReadonlySet<number>> {
  const rows = await tables.list({ prefix: partsPrefix(uploadId) });
  return new Set(rows.flatMap(({ record }) => record.numbers));
}

async function removeTables({ tables }: UploadWriter, uploadId: string): Promise<void> {
  const rows = await tables.list({ prefix: partsPrefix(uploadId) });
  for (const { record } of rows) await tables.delete(tableId(uploadId, record.index));
}
