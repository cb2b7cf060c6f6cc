/** The rows of blobs in the database. A blob exists if it has a row, whichever driver keeps its bytes. */
import type { Entropy } from '#kernel/entropy';
import type { Collection } from '../port.ts';
import type { BlobRef, Staged } from './port.ts';

export const blobRows: Collection<Staged> = {
  name: 'store.blob',
  level: 'partition',
  id: (blob) => blob.ref,
  feed: false,
};

export const refForm = /^[0-9a-f]{32}$/;

export function newBlobRef(entropy: Entropy): BlobRef {
  return entropy.bytes(16).toString('hex') as BlobRef;
}

/** Throws a RangeError for what is none. */
export function checkRange(range: { readonly start: number; readonly end: number } | undefined): void {
  if (range !== undefined && !(range.start >= 0 && range.start <= range.end)) {
    throw new RangeError(`bytes ${range.start} to ${range.end} are not a range`);
  }
}
