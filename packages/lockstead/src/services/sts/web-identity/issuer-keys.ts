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

interface Kept {
  readonly outcome: Promise<KeySet | DocumentRefused>;
  readonly fetchedAtMs: number;
}

/** One for each process. */
export class IssuerKeys {
  readonly #parts: IssuerParts;
  /** By issuer and thumbprints: what one account trusts is not what another does. */
  readonly #kept = new Map<string, Kept>();
  #fetches = 0;

  constructor(parts: IssuerParts) {
    this.#parts = parts;
  }

  /** May wait for the issuer: never called while the store is held. */
  async find(issuer: TrustedIssuer, algorithm: string, keyId: string | undefined): Promise<KeyOutcome> {
    const given = this.#parts.given.get(issuer.url);
    const keys = given ?? (await this.#keys(issuer, webIdentityLimits.keysKeptMs));
    if (!(keys instanceof DocumentRefused)) {
      const key = keyFor(keys, algorithm, keyId);
      if (key !== undefined) return { kind: 'key', key };
      if (given !== undefined) return { kind: 'unknownKey' };
    }
    const fresh = await this.#keys(issuer, webIdentityLimits.fetchAgainMs);
    if (fresh instanceof DocumentRefused) return { kind: fresh.isCertificate ? 'wrongCertificate' : 'unreachable' };
    const key = keyFor(fresh, algorithm, keyId);
    return key === undefined ? { kind: 'unknownKey' } : { kind: 'key', key };
  }

  /** As they were fetched at most `ageMsMax` ago; else anew. Requests at the same time share one answer. */
  async #keys(issuer: TrustedIssuer, ageMsMax: number): Promise<KeySet | DocumentRefused> {
    const name = [issuer.url, ...issuer.thumbprints.toSorted()].join('\n');
    const nowMs = this.#parts.timers.monotonicMs();
    const kept = this.#kept.get(name);
    if (kept !== undefined && nowMs - kept.fetchedAtMs < ageMsMax) return await kept.outcome;
    if (this.#fetches >= webIdentityLimits.fetchesMax) {
      return new DocumentRefused('too many issuers are being asked at this moment');
    }
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= webIdentityLimits.issuersMax && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.delete(name);
    const outcome = this.#fetch(issuer);
    this.#kept.set(name, { outcome, fetchedAtMs: nowMs });
    return await outcome;
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
