/**
 * Which Host and Origin headers are let in. A browser on the operator's machine can be made to send requests here from any page
 * (cross-site calls, DNS rebinding): neither may reach the API.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface HostRules {
  /** Names beside loopback and `*.localhost`. */
  readonly allowed: readonly string[];
  /** Origins that browsers may call from. */
  readonly origins: readonly string[];
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The name in a Host header, without its port, in lower case. `undefined` if it is no host. */
export function hostName(header: string): string | undefined {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:[\]/?#@\s]+)(?::(\d{1,5}))?$/.exec(header);
  return parts?.[1]?.toLowerCase();
}

export function isHostAllowed(header: string | undefined, rules: HostRules, listening: string): boolean {
  if (header === undefined) return false;
  const name = hostName(header);
  if (name === undefined) return false;
  if (loopback.has(name) || name.endsWith('.localhost')) return true;
  // All of 127.0.0.0/8 is this machine.
  if (isIP(name) === 4 && name.startsWith('127.')) return true;
  if (name === listening) return true;
  return rules.allowed.some(
    (allowed) => allowed === name || (allowed.startsWith('*.') && name.endsWith(allowed.slice(1))),
  );
}

/** Programs send neither header: most requests need no second look. */
export function comesFromPage({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

/**
 * Programs send neither header. A browser sends no Origin with an image, a script or a link, but says where they come from: with `--dev`
 * everybody can sign such an address, and one GET carries out any operation of a query protocol.
 * Fetch metadata: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isOriginAllowed(origin: string | undefined, site: string | undefined, rules: HostRules): boolean {
  if (origin !== undefined) return rules.origins.includes(origin);
  return site === undefined || site === 'same-origin' || site === 'none';
}
