/**
 * CRC32C and CRC64NVME, eight bytes a step ("slicing by 8"): table k holds the CRC of a byte that k zero bytes follow.
 * Both are reflected: bits are taken from the low end, and the polynomials stand here with their bits reversed.
 *
 * WHY by hand: node:zlib has CRC32 alone. A 64-bit CRC goes through halves of 32 bits, because a BigInt a byte would
 * take fifty times as long.
 */

/** Castagnoli's, reversed. */
const crc32cPolynomial = 0x82f63b78;
/** NVM Express's, reversed: 0x9a6c9329ac4bc9b5. */
const crc64NvmeHigh = 0x9a6c9329;
const crc64NvmeLow = 0xac4bc9b5;

const slices = 8;
const entries = 256;

const crc32cTable: Int32Array = buildCrc32cTable();
const [crc64Low, crc64High]: readonly [Int32Array, Int32Array] = buildCrc64Tables();

function buildCrc32cTable(): Int32Array {
  const table = new Int32Array(slices * entries);
  for (let byte = 0; byte < entries; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ crc32cPolynomial;
    table[byte] = crc;
  }
  for (let at = entries; at < table.length; at++) {
    const before = table[at - entries] as number;
    table[at] = (before >>> 8) ^ (table[before & 0xff] as number);
  }
  return table;
}

function buildCrc64Tables(): readonly [low: Int32Array, high: Int32Array] {
  const low = new Int32Array(slices * entries);
  const high = new Int32Array(slices * entries);
  for (let byte = 0; byte < entries; byte++) {
    let l = byte;
    let h = 0;
    for (let bit = 0; bit < 8; bit++) {
      const odd = (l & 1) !== 0;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd) {
        l ^= crc64NvmeLow;
        h ^= crc64NvmeHigh;
      }
    }
    low[byte] = l;
    high[byte] = h;
  }
  for (let at = entries; at < low.length; at++) {
    const l = low[at - entries] as number;
    const h = high[at - entries] as number;
    low[at] = ((l >>> 8) | (h << 24)) ^ (low[l & 0xff] as number);
    high[at] = (h >>> 8) ^ (high[l & 0xff] as number);
  }
  return [low, high];
}

/** Continues from `crc` (0 at the start), as node:zlib's crc32 does. */
export function crc32c(bytes: Uint8Array, crc: number = 0): number {
  const t = crc32cTable;
  const end = bytes.length;
  const steps = end - (end % 8);
  let c = ~crc;
  let i = 0;
  for (; i < steps; i += 8) {
    c ^= word(bytes, i);
    const d = word(bytes, i + 4);
    c =
      (t[0x700 | (c & 0xff)] as number) ^
      (t[0x600 | ((c >>> 8) & 0xff)] as number) ^
      (t[0x500 | ((c >>> 16) & 0xff)] as number) ^
      (t[0x400 | (c >>> 24)] as number) ^
      (t[0x300 | (d & 0xff)] as number) ^
      (t[0x200 | ((d >>> 8) & 0xff)] as number) ^
      (t[0x100 | ((d >>> 16) & 0xff)] as number) ^
      (t[d >>> 24] as number);
  }
  for (; i < end; i++) c = (c >>> 8) ^ (t[(c ^ (bytes[i] as number)) & 0xff] as number);
  return ~c >>> 0;
}

/** A CRC of 64 bits in two halves, so that a running one needs no BigInt. */
export interface Crc64 {
  readonly low: number;
  readonly high: number;
}

export const crc64NvmeStart: Crc64 = { low: 0, high: 0 };

/** Continues from `crc` (`crc64NvmeStart` at the start). */
export function crc64Nvme(bytes: Uint8Array, crc: Crc64 = crc64NvmeStart): Crc64 {
  const lows = crc64Low;
  const highs = crc64High;
  const end = bytes.length;
  const steps = end - (end % 8);
  let low = ~crc.low;
  let high = ~crc.high;
  let i = 0;
  for (; i < steps; i += 8) {
    const a = low ^ word(bytes, i);
    const b = high ^ word(bytes, i + 4);
    const i0 = 0x700 | (a & 0xff);
    const i1 = 0x600 | ((a >>> 8) & 0xff);
    const i2 = 0x500 | ((a >>> 16) & 0xff);
    const i3 = 0x400 | (a >>> 24);
    const i4 = 0x300 | (b & 0xff);
    const i5 = 0x200 | ((b >>> 8) & 0xff);
    const i6 = 0x100 | ((b >>> 16) & 0xff);
    const i7 = b >>> 24;
    low =
      (lows[i0] as number) ^
      (lows[i1] as number) ^
      (lows[i2] as number) ^
      (lows[i3] as number) ^
      (lows[i4] as number) ^
      (lows[i5] as number) ^
      (lows[i6] as number) ^
      (lows[i7] as number);
    high =
      (highs[i0] as number) ^
      (highs[i1] as number) ^
      (highs[i2] as number) ^
      (highs[i3] as number) ^
      (highs[i4] as number) ^
      (highs[i5] as number) ^
      (highs[i6] as number) ^
      (highs[i7] as number);
  }
  for (; i < end; i++) {
    const at = (low ^ (bytes[i] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lows[at] as number);
    high = (high >>> 8) ^ (highs[at] as number);
  }
  return { low: ~low >>> 0, high: ~high >>> 0 };
}

/** Four bytes, the first one lowest. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
