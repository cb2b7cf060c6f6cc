/**
 * Uploads that were under way in a bucket when it was deleted. They do not keep it from being deleted, and a new bucket of the same name must not
 * have them: requests pass them over from that moment on, and they are removed in batches.
 */
import { schedule } from '#events/agenda';
import type { Instant } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { Transaction } from '#store/port';
import { bucketPrefix } from '../record-ids.ts';
import type { BucketPlace } from '../state.ts';
import { abortUpload } from './abort-upload.ts';
import { uploadState } from './upload-state.ts';

const kind = 's3:removeUploads';

interface Removal extends BucketPlace {
  readonly bucket: string;
  /** What began later belongs to a new bucket. */
  readonly until: Instant;
  /** Where the next batch goes on. */
  readonly after?: string;
}

/** In the transaction that deletes the bucket. */
export async function removeUploadsOf(
  tx: Transaction,
  { account, region }: BucketPlace,
  bucket: string,
  until: Instant,
): Promise<void> {
  const ref: Removal = { account, region, bucket, until };
  await schedule(tx, { id: `${kind}:${account}/${region}/${bucket}`, kind, at: until, ref: JSON.stringify(ref) });
}

const batch = 100;

/** Removes one batch, and comes again at once while there are more. */
export const removeUploads: AgendaItem = {
  async handle(due, { tx, now }) {
    const removal = JSON.parse(due.ref) as Removal;
    const { bucket, until, after } = removal;
    const { uploads } = uploadState(tx, removal);
    const rows = await uploads.list({
      prefix: bucketPrefix(bucket),
      limit: batch,
      ...(after === undefined ? {} : { after }),
    });
    for (const { record } of rows) {
      if (record.initiatedAt > until) continue;
      await abortUpload(tx, removal, record, now);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    const next: Removal = { ...removal, after: last.place };
    await schedule(tx, { ...due, at: now, ref: JSON.stringify(next) });
  },
};
