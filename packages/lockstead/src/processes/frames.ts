/**
 * What goes between a parent and its child: frames over one socket, so that either sees at once when the other is gone.
 * A frame: length of what follows (4 bytes, big endian), kind (1), id (4), payload.
 */
export const frameKinds = { request: 0, response: 1, failure: 2, notice: 3 } as const;

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

export interface Frame {
  readonly kind: FrameKind;
  /** Of the request that it is, or answers; 0 for a notice. */
  readonly id: number;
  readonly payload: Buffer;
}

const lengthBytes = 4;
const headBytes = 5;

/** A longer frame cannot be ours: the other side is broken. */
export const frameBytesMax: number = 16 * 1024 * 1024;

/** Throws a RangeError for a payload that is too long. */
export function frameOf(kind: FrameKind, id: number, payload: Uint8Array): Buffer {
  const length = headBytes + payload.byteLength;
  if (length > frameBytesMax) throw new RangeError(`a frame has at most ${frameBytesMax} bytes`);
  const frame = Buffer.allocUnsafe(lengthBytes + length);
  frame.writeUInt32BE(length, 0);
  frame.writeUInt8(kind, lengthBytes);
  frame.writeUInt32BE(id, lengthBytes + 1);
  frame.set(payload, lengthBytes + headBytes);
  return frame;
}

/** Cuts a stream of bytes into frames, in time that grows with the bytes alone. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #held = 0;
  /** So many bytes must have arrived before a frame can be complete. */
  #wanted = lengthBytes;

  /** The frames that are whole by now. Throws a RangeError where the other side does not speak frames. */
  read(chunk: Buffer): readonly Frame[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#wanted) return [];
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#held);
    const frames: Frame[] = [];
    let at = 0;
    let length = lengthOf(bytes, at);
    while (length !== undefined && bytes.length - at >= lengthBytes + length) {
      frames.push(frameAt(bytes, at + lengthBytes, length));
      at += lengthBytes + length;
      length = lengthOf(bytes, at);
    }
    const rest = bytes.subarray(at);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    this.#wanted = lengthBytes + (length ?? 0);
    return frames;
  }
}

function lengthOf(bytes: Buffer, at: number): number | undefined {
  if (bytes.length - at < lengthBytes) return undefined;
  const length = bytes.readUInt32BE(at);
  if (length < headBytes || length > frameBytesMax) throw new RangeError(`a frame of ${length} bytes`);
  return length;
}

function frameAt(bytes: Buffer, at: number, length: number): Frame {
  const kind = bytes.readUInt8(at);
  if (kind > frameKinds.notice) throw new RangeError(`a frame of kind ${kind}`);
  return {
    kind: kind as FrameKind,
    id: bytes.readUInt32BE(at + 1),
    // A copy: a small payload must not keep alive the chunk that it came in.
    payload: Buffer.from(bytes.subarray(at + headBytes, at + length)),
  };
}
