/** An authenticator app: what RFC 6238 makes of a seed. Written apart from the product's own, which it is held against. */
import { createHmac } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code that a device shows now, or `steps` half minutes later. */
export function totp(base32: string, steps = 0): string {
  let bits = '';
  for (const character of base32) bits += alphabet.indexOf(character).toString(2).padStart(5, '0');
  const seed = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(Date.now() / 30_000) + steps, 4);
  const digest = createHmac('sha1', seed).update(counter).digest();
  const at = (digest[19] ?? 0) % 16;
  const number = digest.readUInt32BE(at) % 0x8000_0000;
  return String(number % 1_000_000).padStart(6, '0');
}
