/**
 * Signing keys by access key and credential scope: deriving one takes four HMACs, and a client uses one for a day.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#derive-signing-key
 */
import { createHmac, hash, type KeyObject } from 'node:crypto';
import { HmacKey } from './hmac-key.ts';
import { signingKeysMax } from './limits.ts';
import type { SignatureClaim } from './signature-claim.ts';

/** What verifies signatures: a secret key of SigV4, a public one of SigV4a. */
export type SigningKey = HmacKey | KeyObject;

interface CachedKey {
  readonly secretSha256: string;
  readonly key: SigningKey;
}

/**
 * Bounded: the key used longest ago leaves first. Holds no secret, only the day's key and the secret's SHA-256, by
 * which a changed secret is noticed.
 *
 * WHY `remember` is apart from `derive`: only a verified request may fill the cache, or anyone who knows an access key
 * id could push out everybody's keys with scopes of his own.
 */
export class SigningKeyCache {
  readonly #entries = new Map<string, CachedKey>();
  readonly #entriesMax: number;
  /** What was used last, and need not be put last again. */
  #newest = '';

  constructor(entriesMax: number = signingKeysMax) {
    this.#entriesMax = entriesMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  find(claim: SignatureClaim, secret: string): SigningKey | undefined {
    const name = entryName(claim);
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.secretSha256 !== fingerprint(secret)) {
      this.#entries.delete(name);
      return undefined;
    }
    if (name === this.#newest) return entry.key;
    // A Map keeps the order of insertion: what is put back last was used last.
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    this.#newest = name;
    return entry.key;
  }

  remember(claim: SignatureClaim, secret: string, key: SigningKey): void {
    const name = entryName(claim);
    // A name that is there already keeps its place, which is not the last.
    this.#entries.delete(name);
    this.#entries.set(name, { secretSha256: fingerprint(secret), key });
    this.#newest = name;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#entriesMax) return;
      this.#entries.delete(oldest);
    }
  }

  /** After an access key is deleted, deactivated or its session ended: nothing derived from it stays in memory. */
  forget(accessKeyId: string): void {
    const prefix = `${accessKeyId}/`;
    for (const name of this.#entries.keys()) {
      if (name.startsWith(prefix)) this.#entries.delete(name);
    }
  }
}

/** The key that signs for one day, region and service. */
export function deriveSigningKey(secret: string, date: string, region: string, service: string): HmacKey {
  const dateKey = hmacBytes(`AWS4${secret}`, date);
  const serviceKey = hmacBytes(hmacBytes(dateKey, region), service);
  return new HmacKey(hmacBytes(serviceKey, 'aws4_request'));
}

function hmacBytes(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** A key of SigV4a is the same on every day, in every region and for every service. */
function entryName(claim: SignatureClaim): string {
  if (claim.algorithm === 'AWS4-ECDSA-P256-SHA256') return `${claim.accessKeyId}/v4a`;
  return `${claim.accessKeyId}/${claim.date}/${claim.region}/${claim.service}`;
}

function fingerprint(secret: string): string {
  return hash('sha256', secret);
}
