/**
 * One-time codes: six digits every half minute. RFC 4226 and RFC 6238: https://www.rfc-editor.org/rfc/rfc6238
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#kernel/clock';

const stepMs = 30_000;
const digits = 6;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** How many times thirty seconds have passed since 1970. */
export function stepAt(at: Instant): number {
  return Math.floor(at / stepMs);
}

/** RFC 4648 base32 without padding, of whole bytes. */
export function base32Bytes(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let pending = 0;
  for (const character of text) {
    pending = (pending << 5) | alphabet.indexOf(character);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((pending >> bits) & 0xff);
      pending &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}

/** Six digits, with zeros in front (RFC 4226). */
export function codeOf(seed: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const number = (digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

/** Steps that count: those around `near`, and only those after `after`. */
export interface Steps {
  readonly near: number;
  readonly window: number;
  readonly after: number;
}

/** The step at which `codes` follow one another; the nearest where there are several. */
export function findStep(seed: Buffer, codes: readonly string[], { near, window, after }: Steps): number | undefined {
  for (let distance = 0; distance <= window; distance += 1) {
    for (const step of distance === 0 ? [near] : [near - distance, near + distance]) {
      if (step > after && step >= 0 && codes.every((code, i) => same(code, codeOf(seed, step + i)))) return step;
    }
  }
  return undefined;
}

function same(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
