/** A content on its way out: the bytes of a range, decrypted while they leave. */
import { Readable } from 'node:stream';
import { invariant } from '#kernel/invariant';
import type { Blobs } from '#store/blobs/port';
import type { Content } from '../state.ts';
import { type ContentPlace, frameKeys, type ObjectKeys } from './content-keys.ts';
import { framesOf, openFrames } from './frames.ts';

/** Both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export async function openContent(
  blobs: Blobs,
  content: Content,
  { keys, place, range }: { readonly keys: ObjectKeys; readonly place: ContentPlace; readonly range?: ByteRange },
): Promise<Readable> {
  const asked = range ?? { start: 0, end: content.bytes - 1 };
  const frames = framesOf(content.bytes, keys.length, asked);
  const opening = frameKeys(keys, content.id, place);
  if (content.inline !== undefined) {
    const sealed = Buffer.from(content.inline, 'base64').subarray(frames.start, frames.end + 1);
    return Readable.from(openFrames([sealed], opening, frames), { objectMode: false });
  }
  const { blob } = content;
  invariant(blob !== undefined, 'a content is in its record or in a blob');
  const sealed = await blobs.open(blob, { start: frames.start, end: frames.end });
  const clear = Readable.from(openFrames(sealed, opening, frames), { objectMode: false });
  // Whoever goes away before the end leaves the file open otherwise.
  clear.once('close', () => sealed.destroy());
  return clear;
}
