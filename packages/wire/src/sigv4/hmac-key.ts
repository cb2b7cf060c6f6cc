/**
 * HMAC-SHA-256 under a key that signs many short texts.
 * RFC 2104: https://www.rfc-editor.org/rfc/rfc2104
 *
 * WHY not `createHmac`: each of its objects costs several times what the two hashes do, and the garbage collector again, on the path of every
 * request. The hashes themselves are the platform's.
 */
import { hash } from 'node:crypto';

const blockBytes = 64;
const digestBytes = 32;
/** Texts that are longer get a buffer of their own. */
const textBytesMax = 1024;

/** Reused, since nothing is awaited between its filling and its hashing. */
const scratch = Buffer.alloc(blockBytes + textBytesMax);

export class HmacKey {
  /** The key, filled up to a block, under the inner and the outer mask. */
  readonly #inner: Buffer;
  /** With room behind it for the inner hash. */
  readonly #outer: Buffer;

  /** Takes over `bytes`, and wipes them. */
  constructor(bytes: Buffer) {
    const key = bytes.length > blockBytes ? hash('sha256', bytes, 'buffer') : bytes;
    this.#inner = Buffer.alloc(blockBytes, 0x36);
    this.#outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
    for (const [at, byte] of key.entries()) {
      this.#inner[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
    bytes.fill(0);
  }

  /** Of the text's UTF-8; in lower-case hex. */
  sign(text: string): string {
    const fits = text.length * 3 <= textBytesMax;
    const message = fits ? scratch : Buffer.alloc(blockBytes + Buffer.byteLength(text));
    this.#inner.copy(message);
    const length = message.write(text, blockBytes, 'utf8');
    const inner = hash('sha256', message.subarray(0, blockBytes + length), 'hex');
    // The scratch outlives the key.
    message.fill(0, 0, blockBytes);
    this.#outer.write(inner, blockBytes, 'hex');
    return hash('sha256', this.#outer, 'hex');
  }

  /** Never its bytes, wherever it is printed. */
  toJSON(): string {
    return '[key]';
  }
}
