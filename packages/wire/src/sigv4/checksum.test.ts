import { hash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumHeader,
  checksumOfHeader,
  newChecksum,
  parseChecksum,
} from './checksum.ts';

function digest(algorithm: ChecksumAlgorithm, ...parts: readonly Uint8Array[]): string {
  const checksum = newChecksum(algorithm);
  for (const part of parts) checksum.update(part);
  return checksum.digest().toString('hex');
}

/** The definition: one bit a time, on BigInts. */
function crcBitByBit(bytes: Uint8Array, polynomial: bigint, width: bigint): string {
  const ones = (1n << width) - 1n;
  let crc = ones;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1n) === 0n ? crc >> 1n : (crc >> 1n) ^ polynomial;
  }
  return (crc ^ ones).toString(16).padStart(Number(width / 4n), '0');
}

const definitions: Readonly<Record<ChecksumAlgorithm, (bytes: Uint8Array) => string>> = {
  CRC32: (bytes) => zlibCrc32(bytes).toString(16).padStart(8, '0'),
  CRC32C: (bytes) => crcBitByBit(bytes, 0x82f63b78n, 32n),
  CRC64NVME: (bytes) => crcBitByBit(bytes, 0x9a6c9329ac4bc9b5n, 64n),
  SHA1: (bytes) => hash('sha1', bytes),
  SHA256: (bytes) => hash('sha256', bytes),
};

// The "check" values of the CRC catalogue: of the nine digits.
test.each([
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
] as const)('%s of 123456789', (algorithm, expected) => {
  expect(digest(algorithm, Buffer.from('123456789'))).toBe(expected);
});

// RFC 3720, appendix B.4.
test.each([
  ['zeros', Buffer.alloc(32), '8a9136aa'],
  ['ones', Buffer.alloc(32, 0xff), '62a8ab43'],
  ['rising', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), '46dd794e'],
])('CRC32C of 32 bytes: %s', (_, bytes, expected) => {
  expect(digest('CRC32C', bytes)).toBe(expected);
});

describe.each(checksumAlgorithms)('%s', (algorithm) => {
  test('equals its definition, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(70), (bytes, cut) => {
        const expected = definitions[algorithm](bytes);
        expect(digest(algorithm, bytes)).toBe(expected);
        expect(digest(algorithm, bytes.subarray(0, cut), bytes.subarray(cut))).toBe(expected);
      }),
    );
  });

  test('header and value', () => {
    expect(checksumOfHeader(checksumHeader(algorithm))).toBe(algorithm);
    const value = newChecksum(algorithm).digest().toString('base64');
    expect(parseChecksum(algorithm, value)?.toString('base64')).toBe(value);
    for (const wrong of [
      '',
      'AA==',
      `${value} `,
      value.slice(1),
      `${value}AAAA`,
      '????????',
      value.replace(/.$/, '-'),
    ]) {
      expect(parseChecksum(algorithm, wrong), wrong).toBeUndefined();
    }
  });
});
