/**
 * The public keys of issuers: given as files, or found by discovery and kept for a while. A key id that is unknown, and a failure, have the keys
 * fetched again, but not more often than the limits say: whoever sends tokens cannot make the server ask an issuer at will.
 */
import type { JWK } from 'jose';
import type { Log } from '#kernel/log';
import { DocumentRefused, type Fetching, fetchDocument } from './fetch-document.ts';
import { type KeySet, keyFor, readKeySet } from './key-set.ts';
import { webIdentityLimits } from './limits.ts';
import { wellKnownIssuers } from './well-known-issuers.ts';

/** What STS is given to know issuers by. */
export interface IssuerParts extends Fetching {
  /** By issuer, without its scheme: these issuers are never asked. */
  readonly given: ReadonlyMap<string, KeySet>;
  readonly log: Log;
}

/** An issuer that somebody trusts: its address without the scheme, and the thumbprints of its provider. */
export interface TrustedIssuer {
  readonly url: string;
  readonly thumbprints: readonly string[];
}

export type KeyOutcome =
  | { readonly kind: 'key'; readonly key: JWK }
  | { readonly kind: 'unknownKey' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'wrongCertificate' };

interface Asked {
  readonly outcome: Promise<KeySet | DocumentRefused>;
  readonly atMs: number;
}

interface Known {
  readonly keys: KeySet;
  readonly atMs: number;
}

/** One for each process. */
export class IssuerKeys {
  readonly #parts: IssuerParts;
  /** By issuer and thumbprints: what one account trusts is not what another does. */
  readonly #asked = new Map<string, Asked>();
  /** The last keys that were fetched. They outlive a failure: an issuer that is away for a moment keeps nobody out. */
  readonly #known = new Map<string, Known>();
  #fetches = 0;

  constructor(parts: IssuerParts) {
    this.#parts = parts;
  }

  /** May wait for the issuer: never called while the store is held. */
  async find(issuer: TrustedIssuer, algorithm: string, keyId: string | undefined): Promise<KeyOutcome> {
    const given = this.#parts.given.get(issuer.url);
    if (given !== undefined) return outcomeOf(keyFor(given, algorithm, keyId));
    const name = [issuer.url, ...issuer.thumbprints.toSorted()].join('\n');
    const known = this.#known.get(name);
    if (known !== undefined && this.#nowMs() - known.atMs < webIdentityLimits.keysKeptMs) {
      const key = keyFor(known.keys, algorithm, keyId);
      if (key !== undefined) return { kind: 'key', key };
    }
    const fetched = await this.#ask(name, issuer);
    if (fetched instanceof DocumentRefused) return { kind: fetched.isCertificate ? 'wrongCertificate' : 'unreachable' };
    return outcomeOf(keyFor(fetched, algorithm, keyId));
  }

  #nowMs(): number {
    return this.#parts.timers.monotonicMs();
  }

  /** What was answered a moment ago, else anew. Requests at the same time share one answer. */
  async #ask(name: string, issuer: TrustedIssuer): Promise<KeySet | DocumentRefused> {
    const atMs = this.#nowMs();
    const last = this.#asked.get(name);
    if (last !== undefined && atMs - last.atMs < webIdentityLimits.fetchAgainMs) return await last.outcome;
    if (this.#fetches >= webIdentityLimits.fetchesMax) {
      return new DocumentRefused('too many issuers are being asked at this moment');
    }
    const outcome = this.#fetch(issuer);
    keep(this.#asked, name, { outcome, atMs });
    const fetched = await outcome;
    if (!(fetched instanceof DocumentRefused)) keep(this.#known, name, { keys: fetched, atMs });
    return fetched;
  }

  async #fetch(issuer: TrustedIssuer): Promise<KeySet | DocumentRefused> {
    this.#fetches += 1;
    try {
      const at = await this.#keysAddress(issuer);
      const read = readKeySet(await fetchDocument(at, issuer.thumbprints, this.#parts));
      if (read.ok) return read.keys;
      throw new DocumentRefused(`${at.href} ${read.problem}`);
    } catch (error) {
      if (!(error instanceof DocumentRefused)) throw error;
      this.#parts.log.warn('the keys of an issuer of tokens could not be fetched', {
        issuer: `https://${issuer.url}`,
        error: error.message,
      });
      return error;
    } finally {
      this.#fetches -= 1;
    }
  }

  /**
   * AWS DIFFERS: it follows `jwks_uri` to any host. Here only a well-known issuer may keep its keys at another host than its own, so that a
   * provider can make the server ask nobody but the host that its address names.
   */
  async #keysAddress({ url, thumbprints }: TrustedIssuer): Promise<URL> {
    const wellKnown = wellKnownIssuers.get(url);
    if (wellKnown !== undefined) {
      if (wellKnown.keysAt === undefined) throw new DocumentRefused(`keys of ${url} are taken from --oidc-keys alone`);
      return new URL(wellKnown.keysAt);
    }
    const own = new URL(`https://${url.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const document = await fetchDocument(own, thumbprints, this.#parts);
    const { issuer, jwks_uri: keysAt } = (document ?? {}) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
    if (issuer !== `https://${url}`) throw new DocumentRefused(`${own.href} names another issuer`);
    const at = typeof keysAt === 'string' && URL.canParse(keysAt) ? new URL(keysAt) : undefined;
    if (at === undefined || at.protocol !== 'https:') throw new DocumentRefused(`${own.href} has no https jwks_uri`);
    if (at.host !== own.host) throw new DocumentRefused(`${own.href} has its keys at another host, ${at.host}`);
    return at;
  }
}

function outcomeOf(key: JWK | undefined): KeyOutcome {
  return key === undefined ? { kind: 'unknownKey' } : { kind: 'key', key };
}

/** As the newest; the oldest goes where there are too many. */
function keep<T>(into: Map<string, T>, name: string, value: T): void {
  into.delete(name);
  const [oldest] = into.keys();
  if (into.size >= webIdentityLimits.issuersMax && oldest !== undefined) into.delete(oldest);
  into.set(name, value);
}
