/**
 * Large bytes, kept beside the documents: staged first, then committed by the transaction that refers to them. contract.ts is the suite that
 * every driver runs.
 */
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
  /**
   * Reads the stream to its end and keeps it as durably as the store keeps records, referred to by nothing yet. A stream that fails leaves nothing
   * behind. Rejects with `StoreFailed` where there is no room.
   */
  stage(stream: Readable): Promise<Staged>;
  /** From here on the transaction decides: if it rolls back, the bytes are swept later. */
  commit(tx: Transaction, staged: Staged): Promise<BlobRef>;
  /** Drops what was staged and will not be committed. */
  abandon(staged: Staged): Promise<void>;
  /**
   * Bytes `start` to `end`, both included; less where the blob ends before. Rejects where there is no such blob. Once it has resolved, nothing that
   * is swept takes the bytes from under the reader, who reads the stream to its end or destroys it.
   */
  open(ref: BlobRef, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** Marks a blob as no longer referred to; the sweep takes it after the transaction. */
  release(tx: Transaction, ref: BlobRef): Promise<void>;
  /** Removes what no record refers to any more. Answers how many went. */
  sweep(): Promise<number>;
}
