/**
 * A body on its way in: counted, hashed, encrypted, and kept where nothing refers to it yet. Few bytes wait for their record; more go into a
 * blob while they come.
 */
import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Checksum, type ChecksumAlgorithm, newChecksum } from '@lockstead/wire';
import type { Entropy } from '#kernel/entropy';
import type { Blobs, Staged } from '#store/blobs/port';
import type { Transaction } from '#store/port';
import { inlineBytesMax } from '../limits.ts';
import type { Content } from '../state.ts';
import { type ContentPlace, frameKeys, type ObjectKeys } from './content-keys.ts';
import { sealFrames } from './frames.ts';

export interface StagedContent {
  readonly id: string;
  readonly bytes: number;
  readonly md5: Buffer;
  readonly checksum: Checksum;
  readonly inline?: string;
  readonly staged?: Staged;
}

export interface StageOptions {
  readonly blobs: Blobs;
  readonly entropy: Entropy;
  readonly keys: ObjectKeys;
  readonly place: ContentPlace;
  /** Which checksum is kept. */
  readonly algorithm: ChecksumAlgorithm;
  /** Computed beside it, and not kept. */
  readonly also?: Checksum;
  /** Up to so many bytes wait for their record. */
  readonly inlineMax?: number;
  /** Called with the number of bytes so far; throws where they are too many. */
  readonly count?: (bytes: number) => void;
}

/** Reads the body to its end. Rejects with what breaks it. */
export async function stageContent(
  body: Readable | Uint8Array | undefined,
  options: StageOptions,
): Promise<StagedContent> {
  const { blobs, entropy, keys, place, algorithm, also, count, inlineMax = inlineBytesMax } = options;
  const id = entropy.bytes(16).toString('hex');
  const measured = new Measured(algorithm, also, count);
  const frames = frameKeys(keys, id, place);
  const source = measured.passing(chunksOf(body))[Symbol.asyncIterator]();
  const begun: Buffer[] = [];
  let begunBytes = 0;
  let ended = false;
  while (!ended && begunBytes <= inlineMax) {
    const next = await source.next();
    if (next.done === true) ended = true;
    else {
      begun.push(next.value);
      begunBytes += next.value.length;
    }
  }
  const bytes = async function* (): AsyncGenerator<Buffer, void, void> {
    yield* begun;
    if (!ended) yield* { [Symbol.asyncIterator]: () => source };
  };
  const sealed = sealFrames(bytes(), frames);
  if (ended) {
    const whole: Buffer[] = [];
    for await (const frame of sealed) whole.push(frame);
    return { id, ...measured.finish(), inline: Buffer.concat(whole).toString('base64') };
  }
  const staged = await blobs.stage(Readable.from(sealed, { objectMode: false }));
  return { id, ...measured.finish(), staged };
}

async function* chunksOf(body: Readable | Uint8Array | undefined): AsyncGenerator<Buffer, void, void> {
  if (body === undefined) return;
  if (body instanceof Uint8Array) {
    yield Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return;
  }
  for await (const chunk of body) yield chunk as Buffer;
}

/** What is to be known of the bytes that pass. */
class Measured {
  readonly #md5: Hash = createHash('md5');
  readonly #checksum: Checksum;
  readonly #also: Checksum | undefined;
  readonly #count: ((bytes: number) => void) | undefined;
  #bytes = 0;

  constructor(algorithm: ChecksumAlgorithm, also: Checksum | undefined, count: ((bytes: number) => void) | undefined) {
    this.#checksum = newChecksum(algorithm);
    this.#also = also;
    this.#count = count;
  }

  async *passing(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      this.#count?.(this.#bytes);
      this.#md5.update(chunk);
      this.#checksum.update(chunk);
      this.#also?.update(chunk);
      yield chunk;
    }
  }

  finish(): { readonly bytes: number; readonly md5: Buffer; readonly checksum: Checksum } {
    return { bytes: this.#bytes, md5: this.#md5.digest(), checksum: this.#checksum };
  }
}

export async function abandonContent(blobs: Blobs, { staged }: StagedContent): Promise<void> {
  if (staged !== undefined) await blobs.abandon(staged);
}

/** In the transaction that writes the record. */
export async function keepContent(
  tx: Transaction,
  blobs: Blobs,
  { id, bytes, inline, staged }: StagedContent,
): Promise<Content> {
  if (staged === undefined) return { id, bytes, ...(inline === undefined ? {} : { inline }) };
  return { id, bytes, blob: await blobs.commit(tx, staged) };
}

/** In the transaction that lets go of the record. */
export async function releaseContent(tx: Transaction, blobs: Blobs, { blob }: Content): Promise<void> {
  if (blob !== undefined) await blobs.release(tx, blob);
}
