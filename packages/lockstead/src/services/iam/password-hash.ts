/**
 * Passwords are kept as scrypt hashes (RFC 7914) in the PHC string format, parameters included, so that the cost can rise without
 * invalidating what is stored.
 */
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';

export interface PasswordCost {
  /** Memory and time, as a power of two. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 16 MB and some 30 ms: for passwords that were drawn at random, whose 144 bits no guessing reaches. People's own need more. */
export const randomPasswordCost: PasswordCost = { logN: 14, r: 8, p: 1 };

const saltBytes = 16;
const hashBytes = 32;
/** What a stored hash may ask for; more is no hash of ours. */
const costMax: PasswordCost = { logN: 18, r: 8, p: 4 };

export async function hashPassword(password: Secret, cost: PasswordCost, entropy: Entropy): Promise<Secret> {
  const salt = entropy.bytes(saltBytes);
  const hash = await derive(password.reveal(), salt, cost);
  const { logN, r, p } = cost;
  return new Secret(`$scrypt$ln=${logN},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`);
}

/** False for a wrong password, and for what is no hash. */
export async function isPassword(given: Secret, stored: Secret): Promise<boolean> {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{22})\$([\w+/]{43})$/.exec(stored.reveal());
  if (parts === null) return false;
  const [, logN, r, p, salt = '', hash = ''] = parts;
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  if (cost.logN > costMax.logN || cost.r > costMax.r || cost.p > costMax.p) return false;
  const expected = Buffer.from(hash, 'base64');
  return timingSafeEqual(await derive(given.reveal(), Buffer.from(salt, 'base64'), cost), expected);
}

async function derive(password: string, salt: Buffer, { logN, r, p }: PasswordCost): Promise<Buffer> {
  const N = 2 ** logN;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return await new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, hashBytes, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
