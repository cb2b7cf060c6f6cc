/** Bytes of CBOR, written one after another into a buffer that grows. */

const firstBytes = 1024;
/** Longer text is written by Node sooner than by hand. */
const shortTextMax = 16;

export class CborOutput {
  #bytes: Buffer = Buffer.allocUnsafe(firstBytes);
  #at = 0;

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  /** A type's first bytes: its number with a length or value. */
  head(major: number, argument: number): void {
    this.#reserve(9);
    const kind = major << 5;
    if (argument < 24) this.#bytes[this.#at++] = kind | argument;
    else if (argument < 0x100) {
      this.#bytes[this.#at++] = kind | 24;
      this.#bytes[this.#at++] = argument;
    } else if (argument < 0x10000) {
      this.#bytes[this.#at++] = kind | 25;
      this.#at = this.#bytes.writeUInt16BE(argument, this.#at);
    } else if (argument < 0x100000000) {
      this.#bytes[this.#at++] = kind | 26;
      this.#at = this.#bytes.writeUInt32BE(argument, this.#at);
    } else {
      this.#bytes[this.#at++] = kind | 27;
      this.#at = this.#bytes.writeBigUInt64BE(BigInt(argument), this.#at);
    }
  }

  /** Written first and measured then: most text is ASCII, and its head is as long as was guessed. */
  text(value: string): void {
    if (value.length > shortTextMax || !this.#shortAscii(value)) this.#anyText(value);
  }

  /** By hand, since calling what writes text costs more than text so short does. False, and nothing written, where it is not ASCII. */
  #shortAscii(value: string): boolean {
    const { length } = value;
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    if (length < 24) bytes[at++] = 0x60 | length;
    else {
      bytes[at++] = 0x78;
      bytes[at++] = length;
    }
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[at++] = code;
    }
    this.#at = at;
    return true;
  }

  #anyText(value: string): void {
    // Three bytes for a unit at most, and a head.
    this.#reserve(value.length * 3 + 9);
    const guess = headLength(value.length);
    const length = this.#bytes.write(value, this.#at + guess, 'utf8');
    const needed = headLength(length);
    if (needed !== guess) this.#bytes.copyWithin(this.#at + needed, this.#at + guess, this.#at + guess + length);
    this.head(3, length);
    this.#at += length;
  }

  /** Few bytes that are CBOR already: the names of members. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const out = this.#bytes;
    const at = this.#at;
    for (let index = 0; index < length; index += 1) out[at + index] = bytes[index] ?? 0;
    this.#at = at + length;
  }

  bytes(value: Uint8Array): void {
    this.head(2, value.byteLength);
    this.#reserve(value.byteLength);
    this.#bytes.set(value, this.#at);
    this.#at += value.byteLength;
  }

  number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      if (value >= 0) this.head(0, value);
      else this.head(1, -1 - value);
    } else this.double(value);
  }

  double(value: number): void {
    this.#reserve(9);
    this.#bytes[this.#at++] = 0xfb;
    this.#at = this.#bytes.writeDoubleBE(value, this.#at);
  }

  bigInteger(value: bigint): void {
    if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
      this.number(Number(value));
      return;
    }
    const magnitude = value >= 0n ? value : -1n - value;
    const hex = magnitude.toString(16);
    this.head(6, value >= 0n ? 2 : 3);
    this.bytes(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
  }

  #reserve(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 4));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

function headLength(argument: number): number {
  if (argument < 24) return 1;
  if (argument < 0x100) return 2;
  return argument < 0x10000 ? 3 : 5;
}

/** Text as CBOR, made once for what is written often. */
export function cborText(value: string): Uint8Array<ArrayBuffer> {
  const out = new CborOutput();
  out.text(value);
  return Uint8Array.from(out.finish());
}
