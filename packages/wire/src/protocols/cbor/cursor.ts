/**
 * CBOR, item after item: linear, and no length is believed before its bytes are there.
 * Maps become objects, byte strings `Uint8Array`, times (tag 1) `Date`. AWS: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
import { depthMax } from '../../limits.ts';
import { setOwn } from '../own-property.ts';
import { fromEpochSeconds } from '../timestamps.ts';
import { textOf } from '../utf8.ts';
import type { ExpectedBytes } from './same-bytes.ts';
import { shortText, shortTextMax } from './short-text.ts';

/** `ok: false` where the bytes are not one whole item, or nest too deeply. */
export function decodeCbor(bytes: Uint8Array): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  const decoder = new CborCursor(bytes);
  try {
    const value = decoder.item(0);
    return decoder.isAtEnd() ? { ok: true, value } : { ok: false };
  } catch (error) {
    if (error === broken) return { ok: false };
    throw error;
  }
}

/** Thrown by the cursor, and caught where one is made; made once, since it carries nothing. */
export const broken: Error = new Error('not CBOR');

/** Marks the end of an item of indefinite length. */
const stop = Symbol('stop');
const indefinite = -1;

export class CborCursor {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #length: number;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#length = bytes.byteLength;
  }

  isAtEnd(): boolean {
    return this.#at === this.#length;
  }

  /**
   * The start of an item of that major type: its length or value, `indefinite` where that comes at the end. Anything else is broken.
   */
  start(major: number): number {
    const initial = this.#byte();
    const argument = this.#argument(initial & 31);
    if (initial >> 5 !== major || typeof argument === 'bigint') throw broken;
    return argument;
  }

  /** The same of a list (4) or map (5), whose entries must fit in what is left. */
  startContainer(major: 4 | 5): number {
    const initial = this.#bytes[this.#at] ?? 0;
    const open = (major << 5) | 31;
    // Nearly all are of indefinite length, or short.
    if (initial === open) {
      this.#at += 1;
      return indefinite;
    }
    const count = this.start(major);
    return count === indefinite ? indefinite : this.#count(count);
  }

  /** Whether a list or map of that count, `done` of which are read, is at its end. Takes the end of one without a count. */
  isEnd(count: number, done: number): boolean {
    if (count !== indefinite) return done >= count;
    if (this.#bytes[this.#at] !== 0xff) return false;
    this.#at += 1;
    return true;
  }

  /** Takes null and undefined, if the next item is one. */
  takeNull(): boolean {
    const byte = this.#bytes[this.#at];
    if (byte !== 0xf6 && byte !== 0xf7) return false;
    this.#at += 1;
    return true;
  }

  /** Goes behind those bytes, if they come next. */
  take(expected: ExpectedBytes): boolean {
    const at = this.#at;
    if (expected.length > this.#length - at || !expected.standAt(this.#view, at)) return false;
    this.#at = at + expected.length;
    return true;
  }

  text(): string {
    const initial = this.#bytes[this.#at] ?? 0;
    // Nearly all text says its length in the first byte or in the second.
    if (initial >= 0x60 && initial < 0x78) {
      this.#at += 1;
      return this.#definiteText(initial - 0x60);
    }
    if (initial === 0x78) {
      this.#at += 1;
      return this.#definiteText(this.#byte());
    }
    return this.#textString(this.start(3));
  }

  /** An item that is a number; the most common ones without a further look. */
  number(): number {
    const initial = this.#byte();
    if (initial < 24) return initial;
    if (initial === 24) return this.#byte();
    if (initial === 0xfb) return this.#view.getFloat64(this.#advance(8));
    if (initial === 25) return this.#view.getUint16(this.#advance(2));
    if (initial === 26) return this.#view.getUint32(this.#advance(4));
    this.#at -= 1;
    const value = this.item(0);
    if (typeof value !== 'number') throw broken;
    return value;
  }

  /** A time: tag 1 around a number. */
  time(): Date {
    const isPlain = this.#bytes[this.#at] === 0xc1;
    if (isPlain) this.#at += 1;
    const value = isPlain ? fromEpochSeconds(this.number()) : this.item(0);
    if (!(value instanceof Date)) throw broken;
    return value;
  }

  boolean(): boolean {
    const initial = this.#byte();
    if (initial !== 0xf4 && initial !== 0xf5) throw broken;
    return initial === 0xf5;
  }

  blob(): Uint8Array {
    return this.#byteString(this.start(2));
  }

  item(depth: number): unknown {
    const value = this.#itemOrStop(depth);
    if (value === stop) throw broken;
    return value;
  }

  #itemOrStop(depth: number): unknown {
    if (depth > depthMax) throw broken;
    const initial = this.#byte();
    const major = initial >> 5;
    const info = initial & 31;
    if (major === 7) return this.#simple(info);
    const argument = this.#argument(info);
    if (argument === indefinite && (major < 2 || major === 6)) throw broken;
    switch (major) {
      case 0:
        return argument;
      case 1:
        return typeof argument === 'bigint' ? -1n - argument : -1 - argument;
      case 2:
        return this.#byteString(argument);
      case 3:
        return this.#textString(argument);
      case 4:
        return this.#array(argument, depth);
      case 5:
        return this.#map(argument, depth);
      default:
        return this.#tagged(argument, depth);
    }
  }

  #argument(info: number): number | bigint {
    if (info < 24) return info;
    switch (info) {
      case 24:
        return this.#view.getUint8(this.#advance(1));
      case 25:
        return this.#view.getUint16(this.#advance(2));
      case 26:
        return this.#view.getUint32(this.#advance(4));
      case 27: {
        const large = this.#view.getBigUint64(this.#advance(8));
        return large <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(large) : large;
      }
      case 31:
        return indefinite;
      default:
        throw broken;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw broken;
    this.#at += 1;
    return byte;
  }

  #advance(count: number): number {
    const start = this.#at;
    if (count > this.#length - start) throw broken;
    this.#at = start + count;
    return start;
  }

  #part(count: number | bigint): Uint8Array {
    if (typeof count === 'bigint') throw broken;
    const start = this.#advance(count);
    return this.#bytes.subarray(start, start + count);
  }

  #byteString(length: number | bigint): Uint8Array {
    return length === indefinite ? Buffer.concat(this.#chunks(2)) : this.#part(length);
  }

  #textString(length: number | bigint): string {
    if (length === indefinite) return strictText(Buffer.concat(this.#chunks(3)));
    if (typeof length === 'bigint') throw broken;
    return this.#definiteText(length);
  }

  #definiteText(length: number): string {
    const start = this.#advance(length);
    const short = length <= shortTextMax ? shortText(this.#bytes, this.#view, start, start + length) : undefined;
    if (short !== undefined) return short;
    const text = this.#bytes.toString('utf8', start, start + length);
    // The replacement character may have been sent, or may stand for broken bytes: only then is a second look worth its price.
    return text.includes('\ufffd') ? strictText(this.#bytes.subarray(start, start + length)) : text;
  }

  /** Parts of a string of indefinite length: each of the same kind, each of a definite one. */
  #chunks(major: number): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const initial = this.#byte();
      if (initial === 0xff) return chunks;
      const length = this.#argument(initial & 31);
      if (initial >> 5 !== major || length === indefinite) throw broken;
      chunks.push(this.#part(length));
    }
  }

  #array(length: number | bigint, depth: number): unknown[] {
    const list: unknown[] = [];
    if (length === indefinite) {
      for (let item = this.#itemOrStop(depth + 1); item !== stop; item = this.#itemOrStop(depth + 1)) list.push(item);
      return list;
    }
    const count = this.#count(length);
    for (let index = 0; index < count; index += 1) list.push(this.item(depth + 1));
    return list;
  }

  #map(length: number | bigint, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    const last = length === indefinite ? Number.POSITIVE_INFINITY : this.#count(length);
    for (let index = 0; index < last; index += 1) {
      const key = this.#itemOrStop(depth + 1);
      if (key === stop && length === indefinite) return map;
      if (typeof key !== 'string' || Object.hasOwn(map, key)) throw broken;
      setOwn(map, key, this.item(depth + 1));
    }
    return map;
  }

  /** Every item takes a byte at least, so more items than bytes are a lie. */
  #count(length: number | bigint): number {
    if (typeof length === 'bigint' || length > this.#length) throw broken;
    return length;
  }

  #tagged(tag: number | bigint, depth: number): unknown {
    const value = this.item(depth + 1);
    if (tag === 1 && typeof value === 'number') {
      const date = fromEpochSeconds(value);
      if (date !== undefined) return date;
    }
    if ((tag === 2 || tag === 3) && value instanceof Uint8Array && value.length <= 64) {
      const number = value.length === 0 ? 0n : BigInt(`0x${Buffer.from(value).toString('hex')}`);
      return tag === 2 ? number : -1n - number;
    }
    throw broken;
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfOf(this.#view.getUint16(this.#advance(2)));
      case 26:
        return this.#view.getFloat32(this.#advance(4));
      case 27:
        return this.#view.getFloat64(this.#advance(8));
      case 31:
        return stop;
      default:
        throw broken;
    }
  }
}

function strictText(bytes: Uint8Array): string {
  const text = textOf(bytes);
  if (text === undefined) throw broken;
  return text;
}

function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
