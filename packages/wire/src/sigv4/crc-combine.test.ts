import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newChecksum } from './checksum.ts';
import { type JoinableChecksum, joinChecksums } from './crc-combine.ts';

function digest(algorithm: JoinableChecksum, ...parts: readonly Uint8Array[]): Buffer {
  const checksum = newChecksum(algorithm);
  for (const part of parts) checksum.update(part);
  return checksum.digest();
}

describe.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)('%s', (algorithm) => {
  test('joined from parts equals that of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (parts) => {
        let joined = digest(algorithm);
        for (const part of parts) joined = joinChecksums(algorithm, joined, digest(algorithm, part), part.length);
        expect(joined.toString('hex')).toBe(digest(algorithm, ...parts).toString('hex'));
      }),
    );
  });

  test('of parts as large as an upload has them', () => {
    const first = Buffer.alloc(5 * 2 ** 20, 'first');
    const second = Buffer.alloc(5 * 2 ** 20 + 1, 'second');
    const joined = joinChecksums(algorithm, digest(algorithm, first), digest(algorithm, second), second.length);
    expect(joined).toEqual(digest(algorithm, first, second));
  });

  // Nobody hashes 50 TB in a test: zeros are appended by doubling, which the property above vouches for.
  test('of more bytes than 32 bits count', () => {
    let zeros = digest(algorithm, Buffer.alloc(2 ** 20));
    let bytes = 2 ** 20;
    while (bytes < 2 ** 45) {
      zeros = joinChecksums(algorithm, zeros, zeros, bytes);
      bytes *= 2;
    }
    const half = joinChecksums(algorithm, digest(algorithm, Buffer.from('a')), zeros, bytes);
    const single = digest(algorithm, Buffer.from('a'), Buffer.alloc(2 ** 20));
    let stepwise = single;
    for (let done = 2 ** 20, piece = digest(algorithm, Buffer.alloc(2 ** 20)); done < bytes; done *= 2) {
      stepwise = joinChecksums(algorithm, stepwise, piece, done);
      piece = joinChecksums(algorithm, piece, piece, done);
    }
    expect(half).toEqual(stepwise);
  });
});
