/** An identity provider of a test: its keys, and tokens that it signs. */
import type { webcrypto } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

/** `undefined` takes a claim out. */
export type Claims = Readonly<Record<string, unknown>>;

export interface TokenIssuer {
  readonly url: string;
  readonly publicKey: JWK;
  readonly privateKey: webcrypto.CryptoKey;
  /** A token that would be accepted, but for what is given. */
  sign(claims?: Claims, head?: Partial<JWTHeaderParameters>): Promise<string>;
}

/** Seconds since 1970. */
export const now = (): number => Math.floor(Date.now() / 1000);

export async function tokenIssuer(url: string, algorithm = 'RS256', kid = 'key-1'): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const own = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm };
  return {
    url,
    publicKey: own,
    privateKey,
    sign(claims = {}, head = {}) {
      const usual = { iss: url, aud: 'sts.amazonaws.com', sub: 'subject-1', iat: now(), exp: now() + 300 };
      const payload = Object.fromEntries(
        Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
      );
      return new SignJWT(payload).setProtectedHeader({ alg: algorithm, kid, typ: 'JWT', ...head }).sign(privateKey);
    },
  };
}
