/**
 * The CRC of two stretches of bytes one after the other, from the CRCs of each and the length of the second: no byte is read again. To append n
 * bytes multiplies the first CRC, taken as a polynomial over GF(2), by x^8n modulo the CRC's own polynomial.
 *
 * All numbers are reflected as in crc-tables.ts: the highest bit is x^0. A CRC of 64 bits goes through halves of 32.
 */
import type { Crc64 } from './crc-tables.ts';

/** IEEE 802.3's, Castagnoli's and NVM Express's polynomial, each reversed. */
const polynomials = { CRC32: 0xedb88320, CRC32C: 0x82f63b78 } as const;
const nvme: Crc64 = { high: 0x9a6c9329, low: 0xac4bc9b5 };

/** The algorithms whose values can be joined. */
export type JoinableChecksum = 'CRC32' | 'CRC32C' | 'CRC64NVME';

/** Powers of two of a length in bytes: enough for every length that a number holds exactly. */
const powers = 53;

/** Arithmetic modulo one polynomial. */
interface Field<T> {
  readonly one: T;
  /** x^8: a byte more. */
  readonly byte: T;
  multiply(a: T, b: T): T;
}

function field32(polynomial: number): Field<number> {
  return {
    one: 0x80000000,
    byte: 0x00800000,
    multiply(a, b) {
      let product = 0;
      let shifted = b;
      for (let bit = 31; bit >= 0; bit--) {
        product ^= shifted & -((a >>> bit) & 1);
        shifted = (shifted >>> 1) ^ (polynomial & -(shifted & 1));
      }
      return product >>> 0;
    },
  };
}

const field64: Field<Crc64> = {
  one: { high: 0x80000000, low: 0 },
  byte: { high: 0x00800000, low: 0 },
  multiply(a, b) {
    let [high, low] = [0, 0];
    let [shiftedHigh, shiftedLow] = [b.high, b.low];
    for (const half of [a.high, a.low]) {
      for (let bit = 31; bit >= 0; bit--) {
        const wanted = -((half >>> bit) & 1);
        high ^= shiftedHigh & wanted;
        low ^= shiftedLow & wanted;
        const odd = -(shiftedLow & 1);
        shiftedLow = ((shiftedLow >>> 1) | (shiftedHigh << 31)) ^ (nvme.low & odd);
        shiftedHigh = (shiftedHigh >>> 1) ^ (nvme.high & odd);
      }
    }
    return { high: high >>> 0, low: low >>> 0 };
  },
};

/** x^8n for any n. The last one is kept: nearly all parts of an upload are of one size. */
class Appending<T> {
  readonly #field: Field<T>;
  readonly #squares: T[];
  #last: { readonly bytes: number; readonly factor: T };

  constructor(field: Field<T>) {
    this.#field = field;
    this.#squares = [field.byte];
    this.#last = { bytes: 0, factor: field.one };
  }

  append(crc: T, bytes: number): T {
    if (this.#last.bytes !== bytes) this.#last = { bytes, factor: this.#factorOf(bytes) };
    return this.#field.multiply(this.#last.factor, crc);
  }

  #factorOf(bytes: number): T {
    let factor = this.#field.one;
    let left = bytes;
    for (let power = 0; left > 0 && power < powers; power++) {
      if (left % 2 === 1) factor = this.#field.multiply(factor, this.#square(power));
      left = Math.floor(left / 2);
    }
    return factor;
  }

  #square(power: number): T {
    for (let at = this.#squares.length; at <= power; at++) {
      const before = this.#squares[at - 1] as T;
      this.#squares.push(this.#field.multiply(before, before));
    }
    return this.#squares[power] as T;
  }
}

const appending32 = {
  CRC32: new Appending(field32(polynomials.CRC32)),
  CRC32C: new Appending(field32(polynomials.CRC32C)),
} as const;
const appending64 = new Appending(field64);

/** `first` and `second` as `Checksum.digest` answers them; `secondBytes`: how many bytes the second one is of. */
export function joinChecksums(algorithm: JoinableChecksum, first: Buffer, second: Buffer, secondBytes: number): Buffer {
  if (algorithm === 'CRC64NVME') {
    const start = { high: first.readUInt32BE(0), low: first.readUInt32BE(4) };
    const moved = appending64.append(start, secondBytes);
    const joined = Buffer.alloc(8);
    joined.writeUInt32BE((moved.high ^ second.readUInt32BE(0)) >>> 0, 0);
    joined.writeUInt32BE((moved.low ^ second.readUInt32BE(4)) >>> 0, 4);
    return joined;
  }
  const moved = appending32[algorithm].append(first.readUInt32BE(0), secondBytes);
  const joined = Buffer.alloc(4);
  joined.writeUInt32BE((moved ^ second.readUInt32BE(0)) >>> 0, 0);
  return joined;
}
