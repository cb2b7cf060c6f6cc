/** The bytes of an object in parts: one part after the other, each opened when the one before it is out. */
import { Readable } from 'node:stream';
import type { Blobs } from '#store/blobs/port';
import type { Reader } from '#store/port';
import type { ObjectKeys } from '../content/content-keys.ts';
import { DamagedContent } from '../content/frames.ts';
import { type ByteRange, openContent } from '../content/open-content.ts';
import type { BucketPlace, PartsContent } from '../state.ts';
import { type Piece, piecesOf } from './part-tables.ts';
import { partId, uploadState } from './upload-state.ts';

/** From where an object's bytes are read. The reader is asked while they leave, so it must outlive the call. */
export interface BytesSource {
  readonly reader: Reader;
  readonly blobs: Blobs;
  /** Of the bucket. */
  readonly place: BucketPlace;
}

export interface PartsAsked {
  readonly bucket: string;
  readonly key: string;
  readonly content: PartsContent;
  readonly keys: ObjectKeys;
  readonly range: ByteRange;
}

/** Rejects where the first part of the range cannot be opened; fails the stream where a later one cannot. */
export async function openParts(
  { reader, blobs, place }: BytesSource,
  { bucket, key, content, keys, range }: PartsAsked,
): Promise<Readable> {
  const state = uploadState(reader, place);
  const opened = async ({ number, range: within }: Piece): Promise<Readable> => {
    const part = await state.parts.get(partId(content.uploadId, number));
    if (part === undefined) throw new DamagedContent('a part of an object is gone');
    return await openContent(blobs, part.content, { keys, place: { bucket, key }, range: within });
  };
  const [head, ...others] = await piecesOf(state, content, range);
  if (head === undefined) return Readable.from([], { objectMode: false });
  const first = await opened(head);
  const bytes = async function* (): AsyncGenerator<Buffer, void, void> {
    yield* first as AsyncIterable<Buffer>;
    for (const piece of others) yield* (await opened(piece)) as AsyncIterable<Buffer>;
  };
  const whole = Readable.from(bytes(), { objectMode: false });
  // Whoever goes away before he has read anything leaves the first part open otherwise.
  whole.once('close', () => first.destroy());
  return whole;
}
