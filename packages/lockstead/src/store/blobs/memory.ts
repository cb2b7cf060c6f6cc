/** Blobs in memory, for a store that is in memory too. They have a bound together: what goes beyond it is refused. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Clock, type Duration, elapsed, hours, type Instant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { invariant } from '#kernel/invariant';
import type { Store, Transaction } from '../port.ts';
import { partitionScope } from '../scope.ts';
import { StoreFailed } from '../unavailable.ts';
import type { BlobRef, Blobs, Staged } from './port.ts';
import { blobRows, checkRange, newBlobRef } from './rows.ts';

export interface MemoryBlobsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Of all blobs together, those that are staged included. */
  readonly bytesMax?: number;
  /** What was staged so long ago and is in no row will not be committed any more. */
  readonly stagedFor?: Duration;
}

/** What a laptop and a CI machine can spare. */
const bytesMaxUsual = 512 * 1024 * 1024;

interface Held {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
  readonly at: Instant;
}

export function memoryBlobs(options: MemoryBlobsOptions): Blobs {
  return new MemoryBlobs(options);
}

class MemoryBlobs implements Blobs {
  readonly #options: MemoryBlobsOptions;
  readonly #bytesMax: number;
  readonly #stagedFor: Duration;
  readonly #held = new Map<BlobRef, Held>();
  #bytes = 0;

  constructor(options: MemoryBlobsOptions) {
    this.#options = options;
    this.#bytesMax = options.bytesMax ?? bytesMaxUsual;
    this.#stagedFor = options.stagedFor ?? hours(1);
  }

  async stage(stream: Readable): Promise<Staged> {
    const hash = createHash('sha256');
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const piece of stream) {
        // A copy: a small piece would keep alive the large buffer that it is cut from.
        const chunk = Buffer.from(piece as Buffer | string);
        this.#take(chunk.length);
        bytes += chunk.length;
        hash.update(chunk);
        chunks.push(chunk);
      }
    } catch (error) {
      stream.destroy();
      this.#bytes -= bytes;
      throw error;
    }
    const ref = newBlobRef(this.#options.entropy);
    this.#held.set(ref, { chunks, bytes, at: this.#options.clock.wallNow() });
    return { ref, bytes, sha256: hash.digest('hex') };
  }

  async commit(tx: Transaction, { ref, bytes, sha256 }: Staged): Promise<BlobRef> {
    await tx.in(blobRows, partitionScope).insert({ ref, bytes, sha256 });
    return ref;
  }

  async abandon({ ref }: Staged): Promise<void> {
    const row = await this.#options.store.in(blobRows, partitionScope).get(ref);
    invariant(row === undefined, 'a committed blob is released, not abandoned');
    this.#drop(ref);
  }

  async open(ref: BlobRef, range?: { readonly start: number; readonly end: number }): Promise<Readable> {
    checkRange(range);
    const held = this.#held.get(ref);
    if (held === undefined) throw new Error(`there is no blob ${ref}`);
    return Readable.from(within(held.chunks, range), { objectMode: false });
  }

  async release(tx: Transaction, ref: BlobRef): Promise<void> {
    await tx.in(blobRows, partitionScope).delete(ref);
  }

  async sweep(): Promise<number> {
    const { store, clock } = this.#options;
    let gone = 0;
    for (const [ref, { at }] of [...this.#held]) {
      if (elapsed(at, clock.wallNow()) < this.#stagedFor) continue;
      if ((await store.in(blobRows, partitionScope).get(ref)) !== undefined) continue;
      this.#drop(ref);
      gone += 1;
    }
    return gone;
  }

  #take(bytes: number): void {
    if (this.#bytes + bytes > this.#bytesMax) {
      throw new StoreFailed(
        `blobs in memory are at most ${this.#bytesMax} bytes together; with --data they lie on disk`,
      );
    }
    this.#bytes += bytes;
  }

  #drop(ref: BlobRef): void {
    const held = this.#held.get(ref);
    if (held === undefined) return;
    this.#bytes -= held.bytes;
    this.#held.delete(ref);
  }
}

/** An empty piece would end a stream of bytes. */
function* within(
  chunks: readonly Buffer[],
  { start, end }: { readonly start: number; readonly end: number } = { start: 0, end: Number.POSITIVE_INFINITY },
): Generator<Buffer> {
  let at = 0;
  for (const chunk of chunks) {
    const piece = chunk.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
    at += chunk.length;
    if (piece.length > 0) yield piece;
    if (at > end) return;
  }
}
