/**
 * An issuer's public keys, read from a JSON Web Key Set. The algorithms are those that AWS takes: a key serves the one algorithm of its kind, and
 * symmetric keys serve none, so nobody can sign with a public key as if it were a secret.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html#manage-oidc-provider-prerequisites
 */
import type { JWK } from 'jose';
import { webIdentityLimits } from './limits.ts';

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
const rsaAlgorithms: readonly string[] = ['RS256', 'RS384', 'RS512'];

/** `none` and everything symmetric is missing on purpose. */
export const tokenAlgorithms: readonly string[] = [...rsaAlgorithms, ...Object.keys(curves)];

export type KeySet = readonly JWK[];

/** The reason why it is not a key set, as the end of a sentence, where it is none. */
export type KeySetOutcome =
  | { readonly ok: true; readonly keys: KeySet }
  | { readonly ok: false; readonly problem: string };

/** Keys of other kinds are passed over. */
export function readKeySet(document: unknown): KeySetOutcome {
  const listed = isRecord(document) ? document['keys'] : undefined;
  if (!Array.isArray(listed)) return { ok: false, problem: 'has no list "keys"' };
  if (listed.length > 2 * webIdentityLimits.keysOfTypeMax) return { ok: false, problem: 'has too many keys' };
  const keys = listed.filter(isRecord).filter(({ kty }) => kty === 'RSA' || kty === 'EC') as KeySet;
  if (keys.some((key) => key.d !== undefined)) return { ok: false, problem: 'holds a private key' };
  for (const type of ['RSA', 'EC']) {
    if (keys.filter(({ kty }) => kty === type).length > webIdentityLimits.keysOfTypeMax) {
      return { ok: false, problem: `has more than ${webIdentityLimits.keysOfTypeMax} ${type} keys` };
    }
  }
  return keys.length === 0 ? { ok: false, problem: 'has no RSA or EC key' } : { ok: true, keys };
}

/** The key that a token's head names. Without a key id there must be just one that it can be. */
export function keyFor(keys: KeySet, algorithm: string, keyId: string | undefined): JWK | undefined {
  const able = keys.filter((key) => serves(key, algorithm));
  if (keyId !== undefined) return able.find(({ kid }) => kid === keyId);
  return able.length === 1 ? able[0] : undefined;
}

function serves({ kty, crv, alg, use }: JWK, algorithm: string): boolean {
  if (use !== undefined && use !== 'sig') return false;
  if (alg !== undefined && alg !== algorithm) return false;
  if (rsaAlgorithms.includes(algorithm)) return kty === 'RSA';
  const curve = Object.hasOwn(curves, algorithm) ? curves[algorithm] : undefined;
  return kty === 'EC' && curve !== undefined && crv === curve;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
