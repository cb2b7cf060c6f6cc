/**
 * The checksums that S3 takes in headers and trailers.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Crc64, crc32c, crc64Nvme, crc64NvmeStart } from './crc-tables.ts';

/** In AWS's spelling, as `x-amz-checksum-algorithm` has it. */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

/** A running checksum over bytes that are handed over once. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  update(bytes: Uint8Array): void;
  /** The bytes that stand in base64 in the header: highest byte first. To be called once, at the end. */
  digest(): Buffer;
}

/** All that a request may name. */
export const checksumAlgorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];

const bytesOfDigest: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

/** `x-amz-checksum-crc32` and so on. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The algorithm that a header name stands for, if it is one of these. */
export function checksumOfHeader(name: string): ChecksumAlgorithm | undefined {
  return checksumAlgorithms.find((algorithm) => checksumHeader(algorithm) === name);
}

/** A header's value as bytes; undefined unless it is base64 of exactly the algorithm's length. */
export function parseChecksum(algorithm: ChecksumAlgorithm, value: string): Buffer | undefined {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === bytesOfDigest[algorithm] && bytes.toString('base64') === value ? bytes : undefined;
}

/** Starts a checksum over nothing yet. */
export function newChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case 'CRC32':
      return runningCrc32(algorithm, (bytes, before) => crc32(bytes, before));
    case 'CRC32C':
      return runningCrc32(algorithm, crc32c);
    case 'CRC64NVME':
      return runningCrc64();
    case 'SHA1':
    case 'SHA256':
      return runningHash(algorithm);
  }
}

function runningCrc32(algorithm: 'CRC32' | 'CRC32C', step: (bytes: Uint8Array, before: number) => number): Checksum {
  let value = 0;
  return {
    algorithm,
    update(bytes) {
      value = step(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

function runningCrc64(): Checksum {
  let value: Crc64 = crc64NvmeStart;
  return {
    algorithm: 'CRC64NVME',
    update(bytes) {
      value = crc64Nvme(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(value.high, 0);
      bytes.writeUInt32BE(value.low, 4);
      return bytes;
    },
  };
}

function runningHash(algorithm: 'SHA1' | 'SHA256'): Checksum {
  const hash = createHash(algorithm.toLowerCase());
  return {
    algorithm,
    update(bytes) {
      hash.update(bytes);
    },
    digest() {
      return hash.digest();
    },
  };
}
