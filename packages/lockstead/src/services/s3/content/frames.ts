/**
 * How an object's bytes lie on disk: frames of 64 KiB, each encrypted and authenticated by itself, so that a range is read without what stands
 * before it. The nonce is the frame's number: a key is derived for one content alone and seals each number once. Number and "this is the last"
 * are bound in, so that frames cannot be swapped, repeated or cut off.
 *
 *     frame   = ciphertext (64 KiB; the last one fewer, at least none) | tag (16)
 *     nonce   = frame number, 96 bits, highest byte first
 *     AAD     = 01 | 01 for the last frame, 00 for the others
 */
import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherGCM, type KeyObject } from 'node:crypto';
import type { Readable } from 'node:stream';

const algorithm = 'aes-256-gcm';
export const frameBytes: number = 64 * 1024;
export const tagBytes = 16;

const lastFrame = Buffer.from([1, 1]);
const innerFrame = Buffer.from([1, 0]);

/** The layers of encryption of one content, innermost first: one key, or two where it is encrypted twice. */
export type FrameKeys = readonly KeyObject[];

/** How many layers of tags a frame has behind it. */
function overhead(keys: FrameKeys): number {
  return tagBytes * keys.length;
}

function nonceOf(frame: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(frame, 6, 6);
  return nonce;
}

function sealFrame(keys: FrameKeys, frame: number, isLast: boolean, bytes: Buffer): Buffer {
  let sealed = bytes;
  for (const key of keys) {
    const cipher: CipherGCM = createCipheriv(algorithm, key, nonceOf(frame), { authTagLength: tagBytes });
    cipher.setAAD(isLast ? lastFrame : innerFrame);
    sealed = Buffer.concat([cipher.update(sealed), cipher.final(), cipher.getAuthTag()]);
  }
  return sealed;
}

/** Throws where the frame is not what was sealed. */
function openFrame(keys: FrameKeys, frame: number, isLast: boolean, sealed: Buffer): Buffer {
  let bytes = sealed;
  for (const key of keys.toReversed()) {
    const decipher: DecipherGCM = createDecipheriv(algorithm, key, nonceOf(frame), { authTagLength: tagBytes });
    decipher.setAAD(isLast ? lastFrame : innerFrame).setAuthTag(bytes.subarray(-tagBytes));
    const clear = decipher.update(bytes.subarray(0, -tagBytes));
    decipher.final();
    bytes = clear;
  }
  return bytes;
}

/** The frames of a stream of bytes, as they come. */
export async function* sealFrames(bytes: AsyncIterable<Buffer>, keys: FrameKeys): AsyncGenerator<Buffer, void, void> {
  let frame = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of bytes) {
    held.push(chunk);
    heldBytes += chunk.length;
    // A full frame waits until it is known not to be the last.
    while (heldBytes > frameBytes) {
      const all: Buffer = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held, heldBytes);
      yield sealFrame(keys, frame, false, all.subarray(0, frameBytes));
      frame += 1;
      held = [all.subarray(frameBytes)];
      heldBytes -= frameBytes;
    }
  }
  yield sealFrame(keys, frame, true, Buffer.concat(held, heldBytes));
}

/** Which bytes of the sealed frames hold a range of what was sealed, and what of them is to be left out. */
export interface FrameRange {
  /** Of the sealed bytes, both included. */
  readonly start: number;
  readonly end: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Of the opened frames: how many bytes come before the range. */
  readonly skip: number;
  readonly bytes: number;
}

/** Of `total` bytes those from `start` to `end`, both included; `end` is not beyond the last. An empty content has one frame. */
export function framesOf(
  total: number,
  layers: number,
  range: { readonly start: number; readonly end: number },
): FrameRange {
  const sealedBytes = frameBytes + tagBytes * layers;
  const firstFrame = Math.floor(range.start / frameBytes);
  const last = Math.floor(Math.max(range.end, 0) / frameBytes);
  return {
    start: firstFrame * sealedBytes,
    end: Math.min((last + 1) * sealedBytes, sealedLength(total, layers)) - 1,
    firstFrame,
    lastFrame: frameCount(total) - 1,
    skip: range.start - firstFrame * frameBytes,
    bytes: range.end - range.start + 1,
  };
}

/** An empty content has a frame too, which says that it is the last. */
function frameCount(total: number): number {
  return Math.max(1, Math.ceil(total / frameBytes));
}

function sealedLength(total: number, layers: number): number {
  return total + frameCount(total) * tagBytes * layers;
}

/** A frame that is not what was written: the disk is damaged, or somebody changed it. No byte of it is handed out. */
export class DamagedContent extends Error {
  override readonly name = 'DamagedContent';
}

/** The bytes of a range, frame by frame. `sealed` has the bytes that `framesOf` names. */
export async function* openFrames(
  sealed: Readable | Iterable<Buffer>,
  keys: FrameKeys,
  range: FrameRange,
): AsyncGenerator<Buffer, void, void> {
  const size = frameBytes + overhead(keys);
  let frame = range.firstFrame;
  let skip = range.skip;
  let left = range.bytes;
  const opened = (bytes: Buffer): Buffer => {
    let clear: Buffer;
    try {
      clear = openFrame(keys, frame, frame === range.lastFrame, bytes);
    } catch (error) {
      throw new DamagedContent('a frame of an object does not open', { cause: error });
    }
    frame += 1;
    const wanted = clear.subarray(skip, skip + left);
    skip = 0;
    left -= wanted.length;
    return wanted;
  };
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of sealed as AsyncIterable<Buffer>) {
    held.push(chunk);
    heldBytes += chunk.length;
    while (heldBytes >= size) {
      const all: Buffer = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held, heldBytes);
      const wanted = opened(all.subarray(0, size));
      if (wanted.length > 0) yield wanted;
      held = all.length === size ? [] : [all.subarray(size)];
      heldBytes -= size;
    }
  }
  if (heldBytes > 0) {
    const wanted = opened(Buffer.concat(held, heldBytes));
    if (wanted.length > 0) yield wanted;
  }
  if (left > 0) throw new DamagedContent('an object ends before its last byte');
}
