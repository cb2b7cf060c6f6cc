/**
 * Blobs as files beside the database. A file is whole and synced, its folder too, before anything refers to it; whether it counts
 * is what the database says: a row makes it a blob, and the sweep removes files without one.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Clock, type Duration, elapsed, hours, instant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { invariant } from '#kernel/invariant';
import type { Store, Transaction } from '../port.ts';
import { partitionScope } from '../scope.ts';
import type { BlobRef, Blobs, Staged } from './port.ts';
import { blobRows, checkRange, newBlobRef, refForm } from './rows.ts';

export interface FileBlobsOptions {
  /** Made where it is missing. */
  readonly folder: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** What was staged so long ago and is in no row will not be committed any more. */
  readonly stagedFor?: Duration;
}

export function fileBlobs(options: FileBlobsOptions): Blobs {
  return new FileBlobs(options);
}

class FileBlobs implements Blobs {
  readonly #options: FileBlobsOptions;
  readonly #stagedFor: Duration;
  /** Files that this process is writing. A slow stream may take longer than staged files are kept. */
  readonly #streaming = new Set<string>();

  constructor(options: FileBlobsOptions) {
    this.#options = options;
    this.#stagedFor = options.stagedFor ?? hours(1);
  }

  async stage(stream: Readable): Promise<Staged> {
    const ref = newBlobRef(this.#options.entropy);
    this.#streaming.add(ref);
    try {
      await this.#makeFolder(ref);
      return await this.#write(ref, stream);
    } catch (error) {
      stream.destroy();
      await rm(this.#path(ref), { force: true });
      throw error;
    } finally {
      this.#streaming.delete(ref);
    }
  }

  async commit(tx: Transaction, { ref, bytes, sha256 }: Staged): Promise<BlobRef> {
    await tx.in(blobRows, partitionScope).insert({ ref, bytes, sha256 });
    return ref;
  }

  async abandon(staged: Staged): Promise<void> {
    const row = await this.#options.store.in(blobRows, partitionScope).get(staged.ref);
    invariant(row === undefined, 'a committed blob is released, not abandoned');
    await rm(this.#path(staged.ref), { force: true });
  }

  async open(ref: BlobRef, range?: { readonly start: number; readonly end: number }): Promise<Readable> {
    checkRange(range);
    // Opened at once. So the caller learns now if there is no such blob, and a sweep cannot remove a file that is being read.
    const file = await open(this.#path(ref), 'r');
    return file.createReadStream(range);
  }

  async release(tx: Transaction, ref: BlobRef): Promise<void> {
    await tx.in(blobRows, partitionScope).delete(ref);
  }

  async sweep(): Promise<number> {
    let gone = 0;
    for (const group of await names(this.#options.folder)) {
      for (const ref of await names(join(this.#options.folder, group))) {
        if (refForm.test(ref) && (await this.#unused(ref as BlobRef))) {
          await rm(this.#path(ref as BlobRef), { force: true });
          gone += 1;
        }
      }
    }
    return gone;
  }

  async #unused(ref: BlobRef): Promise<boolean> {
    if (this.#streaming.has(ref)) return false;
    const file = await stat(this.#path(ref)).catch(() => undefined);
    if (file === undefined) return false;
    const age = elapsed(instant(file.mtimeMs), this.#options.clock.wallNow());
    if (age < this.#stagedFor) return false;
    return (await this.#options.store.in(blobRows, partitionScope).get(ref)) === undefined;
  }

  async #write(ref: BlobRef, stream: Readable): Promise<Staged> {
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(this.#path(ref), 'wx', 0o600);
    try {
      for await (const piece of stream) {
        const chunk: Buffer = typeof piece === 'string' ? Buffer.from(piece) : piece;
        hash.update(chunk);
        await writeWhole(file, chunk);
        bytes += chunk.length;
      }
      const now = this.#options.clock.wallNow() / 1000;
      await file.utimes(now, now);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(this.#folderOf(ref));
    return { ref, bytes, sha256: hash.digest('hex') };
  }

  async #makeFolder(ref: BlobRef): Promise<void> {
    const made = await mkdir(this.#folderOf(ref), { recursive: true, mode: 0o700 });
    if (made === undefined) return;
    await syncFolder(this.#options.folder);
    await syncFolder(dirname(made));
  }

  #folderOf(ref: BlobRef): string {
    return join(this.#options.folder, ref.slice(0, 2));
  }

  #path(ref: BlobRef): string {
    invariant(refForm.test(ref), 'a blob reference is 32 hexadecimal digits');
    return join(this.#folderOf(ref), ref);
  }
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** A new name is durable only once its folder is. Windows cannot open folders and has no need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function names(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}
