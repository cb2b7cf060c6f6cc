/** Randomness as an argument: real in the product, from a seed in tests and simulations. */
import { createHash, randomFillSync, randomUUID } from 'node:crypto';

export interface Entropy {
  bytes(length: number): Buffer;
  /** RFC 4122 version 4. */
  uuid(): string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base32 without padding; `length` characters, five random bits each. */
export function randomBase32(entropy: Entropy, length: number): string {
  let text = '';
  for (const byte of entropy.bytes(length)) text += alphabet[byte & 31];
  return text;
}

/** `length` characters of base64's alphabet, six random bits each. */
export function randomBase64(entropy: Entropy, length: number): string {
  return entropy
    .bytes(Math.ceil((length * 3) / 4))
    .toString('base64')
    .slice(0, length);
}

function uuidOf(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const poolBytes = 4096;

/** The operating system's generator. Small amounts come from a pool, since a call to the system costs more than the bytes. */
export function systemEntropy(): Entropy {
  const pool = Buffer.allocUnsafe(poolBytes);
  let used = poolBytes;
  return {
    bytes(length) {
      if (length > 256) return randomFillSync(Buffer.allocUnsafe(length));
      if (used + length > poolBytes) {
        randomFillSync(pool);
        used = 0;
      }
      const drawn = Buffer.from(pool.subarray(used, used + length));
      // Bytes that were given out are wiped from the pool, so that it keeps no secret.
      pool.fill(0, used, used + length);
      used += length;
      return drawn;
    },
    uuid: randomUUID,
  };
}

/** The same bytes for the same seed: SHA-256 in counter mode. Never for secrets outside tests. */
export function seededEntropy(seed: string): Entropy {
  let counter = 0;
  let rest = Buffer.alloc(0);
  const bytes = (length: number): Buffer => {
    while (rest.length < length) {
      rest = Buffer.concat([rest, createHash('sha256').update(`${seed}:${counter++}`).digest()]);
    }
    const drawn = Buffer.from(rest.subarray(0, length));
    rest = rest.subarray(length);
    return drawn;
  };
  return { bytes, uuid: () => uuidOf(bytes(16)) };
}
