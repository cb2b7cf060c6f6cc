/**
 * Passwords are kept as scrypt hashes (RFC 7914) in the PHC string format, parameters included, so that the cost can rise without
 * invalidating what is stored.
 */
import { type ScryptOptions, scrypt } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';

/** What one hash costs, in scrypt's own parameters. */
export interface PasswordCost {
  /** Memory and time, as a power of two. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 16 MB and some 30 ms: for passwords that were drawn at random, whose 144 bits no guessing reaches. People's own need more. */
export const randomPasswordCost: PasswordCost = { logN: 14, r: 8, p: 1 };

/** 32 MB and three rounds, for passwords that people choose: OWASP's figures for scrypt. */
export const personalPasswordCost: PasswordCost = { logN: 15, r: 8, p: 3 };

const saltBytes = 16;
const hashBytes = 32;
/** What a stored hash may ask for; more is no hash of ours. */
const costMax: PasswordCost = { logN: 18, r: 8, p: 4 };

/** `$scrypt$ln=15,r=8,p=3$SALT$HASH`, with a new salt. Takes tens of milliseconds, outside of the event loop. */
export async function hashPassword(password: Secret, cost: PasswordCost, entropy: Entropy): Promise<Secret> {
  const salt = entropy.bytes(saltBytes);
  const hash = await derive(password.reveal(), salt, cost);
  const { logN, r, p } = cost;
  return new Secret(`$scrypt$ln=${logN},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`);
}

/** False for a wrong password, and for what is no hash. */
export async function isPassword(given: Secret, stored: Secret): Promise<boolean> {
  const hash = await hashAlike(given, stored);
  return hash?.equals(stored.reveal()) ?? false;
}

/**
 * The password's hash with the salt and the cost of another, so that it is that hash if it is that password; `undefined` where the other is
 * no hash of ours. Whoever compares with several that share a salt derives once.
 */
export async function hashAlike(password: Secret, other: Secret): Promise<Secret | undefined> {
  const parts = /^(\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]{22})\$)[\w+/]{43}$/.exec(other.reveal());
  if (parts === null) return undefined;
  const [, prefix = '', logN, r, p, salt = ''] = parts;
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  if (cost.logN > costMax.logN || cost.r > costMax.r || cost.p > costMax.p) return undefined;
  return new Secret(prefix + base64(await derive(password.reveal(), Buffer.from(salt, 'base64'), cost)));
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
