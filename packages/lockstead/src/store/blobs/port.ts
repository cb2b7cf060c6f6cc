/** Large bytes, kept beside the documents: staged first, then committed by the transaction that refers to them. */
import type { Readable } from 'node:stream';
import type { Branded } from '#kernel/brand';
import type { Transaction } from '../port.ts';

/** What a record keeps of a blob. */
export type BlobRef = Branded<string, 'BlobRef'>;

export interface Staged {
  readonly ref: BlobRef;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface Blobs {
  /** Reads the stream to its end and keeps it durably, referred to by nothing yet. A stream that fails leaves nothing behind. */
  stage(stream: Readable): Promise<Staged>;
  /** From here on the transaction decides: if it rolls back, the bytes are swept later. */
  commit(tx: Transaction, staged: Staged): Promise<BlobRef>;
  /** Drops what was staged and will not be committed. */
  abandon(staged: Staged): Promise<void>;
  /** Bytes `start` to `end`, both included. Throws where there is no such blob. */
  open(ref: BlobRef, range?: { readonly start: number; readonly end: number }): Readable;
  /** Marks a blob as no longer referred to; the sweep takes it after the transaction. */
  release(tx: Transaction, ref: BlobRef): Promise<void>;
  /** Removes what no record refers to any more. Answers how many went. */
  sweep(): Promise<number>;
}
