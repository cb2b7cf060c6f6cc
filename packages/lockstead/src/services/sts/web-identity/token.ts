/**
 * A web identity token: a JSON Web Token that an identity provider signed. What stands in it is believed only after `verifySignature`.
 * The head's own keys and addresses (`jwk`, `jku`, `x5c`, `x5u`) are never looked at.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
import type { JWK, ProtectedHeaderParameters } from 'jose';
import type { Instant } from '#kernel/clock';
import { ExpiredToken, InvalidIdentityToken } from '../errors.ts';
import { tokenAlgorithms } from './key-set.ts';
import { webIdentityLimits } from './limits.ts';

/** Loaded with the first token: most servers never see one. */
const jose = (): Promise<typeof import('jose')> => import('jose');

export interface Token {
  readonly text: string;
  readonly algorithm: string;
  readonly keyId: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  /** With its scheme, where it has one. */
  readonly issuer: string;
}

/** Throws `InvalidIdentityToken` for what is not a token, or is signed by an algorithm that does not count. Nothing of it is verified yet. */
export async function readToken(text: string): Promise<Token> {
  const { decodeJwt, decodeProtectedHeader } = await jose();
  let head: ProtectedHeaderParameters;
  let claims: Readonly<Record<string, unknown>>;
  try {
    head = decodeProtectedHeader(text);
    claims = decodeJwt(text);
  } catch {
    throw InvalidIdentityToken.notAToken();
  }
  const { alg: algorithm, kid: keyId } = head;
  if (algorithm === undefined || !tokenAlgorithms.includes(algorithm)) throw InvalidIdentityToken.algorithm();
  if (keyId !== undefined && typeof keyId !== 'string') throw InvalidIdentityToken.notAToken();
  const issuer = claims['iss'];
  if (issuer === undefined) throw InvalidIdentityToken.missing('iss');
  if (typeof issuer !== 'string') throw InvalidIdentityToken.claim('iss');
  return { text, algorithm, keyId, claims, issuer };
}

/** Throws `InvalidIdentityToken`. */
export async function verifySignature({ text, algorithm }: Token, key: JWK): Promise<void> {
  const { compactVerify, errors, importJWK } = await jose();
  try {
    await compactVerify(text, await importJWK(key, algorithm), { algorithms: [algorithm] });
  } catch (error) {
    // A key that cannot be read, or is too short, verifies nothing.
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException) {
      throw InvalidIdentityToken.signature();
    }
    throw error;
  }
}

/**
 * Throws where the token does not count at `now`, by the clock of the world outside. AWS grants five minutes beyond the end.
 * AWS DIFFERS? That `nbf` and `iat` are judged, and how much grace they have, is not documented: the same five minutes are given.
 */
export function checkTimes({ claims }: Token, now: Instant): void {
  const seconds = Math.floor(now / 1000);
  const leeway = webIdentityLimits.leewaySeconds;
  const end = claims['exp'];
  if (end === undefined) throw InvalidIdentityToken.missing('exp');
  if (!isTime(end)) throw InvalidIdentityToken.claim('exp');
  if (seconds >= end + leeway) throw ExpiredToken.webIdentity(seconds, end);
  for (const name of ['nbf', 'iat']) {
    const begin = claims[name];
    if (begin === undefined) continue;
    if (!isTime(begin)) throw InvalidIdentityToken.claim(name);
    if (begin > seconds + leeway) throw InvalidIdentityToken.notYet(name);
  }
}

/** Throws `InvalidIdentityToken`. */
export function subjectOf({ claims }: Token): string {
  const subject = claims['sub'];
  if (subject === undefined) throw InvalidIdentityToken.missing('sub');
  if (typeof subject !== 'string' || subject === '' || subject.length > webIdentityLimits.subjectLengthMax) {
    throw InvalidIdentityToken.claim('sub');
  }
  return subject;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
