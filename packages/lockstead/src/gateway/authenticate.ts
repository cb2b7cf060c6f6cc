/**
 * Who signed this? Claim, clock, credential, session token, signature, body: each can say no, in the words of the service that is asked.
 * A signature is checked before expiry is told, so that only the holder of a secret learns about it.
 */

import { hash } from 'node:crypto';
import {
  type ClaimOutcome,
  checkSkew,
  expiredToken,
  invalidClientTokenId,
  missingAuthenticationToken,
  parseClaim,
  regionSetIncludes,
  type SignatureClaim,
  type SigningKey,
  type SigningKeyCache,
  signatureMismatch,
  verify,
  type WireRequest,
} from '@lockstead/wire';
import type { Clock } from '#kernel/clock';
import { parseRegion, type Region } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { CredentialOutcome, Credentials } from '#service/ports';
import type { Session } from '#service/session';
import { contentOf, type Signed } from './body-content.ts';
import type { PostedForm } from './form/posted-form.ts';
import { proveForm } from './form/prove-form.ts';
import { globalRegion } from './record/call-record.ts';
import { type RefusingService, refuse } from './refuse.ts';

export interface Authenticator {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly signingKeys: SigningKeyCache;
  readonly devSession?: Session;
  /** Where a request is for that may be for several regions. */
  readonly homeRegion: Region;
}

/** What was signed. */
export interface Signable {
  readonly request: WireRequest;
  /** Where the signature is that of a form's policy. */
  readonly form?: PostedForm;
}

export interface Authenticated {
  readonly session: Session;
  readonly region: Region;
}

const devKey = 'test';
const devSecret = new Secret('test');

/** A request whose body has been read whole. The body answered is what was meant: in S3's services without the framing of aws-chunked. */
export async function authenticate(
  authenticator: Authenticator,
  request: WireRequest,
  body: Buffer,
  asked: RefusingService,
  claimed: ClaimOutcome = parseClaim(request),
): Promise<Authenticated & { readonly body: Buffer }> {
  const sha256 = (): string => hash('sha256', body, 'hex');
  const { session, region, ...signed } = await authenticateHead(authenticator, { request }, asked, claimed, sha256);
  return { session, region, body: await contentOf(request, signed, body, asked) };
}

/** By the head of a request, whose body is checked by somebody else. `bodySha256` is asked for where the head does not tell it. */
export async function authenticateHead(
  authenticator: Authenticator,
  signable: Signable,
  asked: RefusingService,
  claimed: ClaimOutcome,
  bodySha256?: () => string,
): Promise<Authenticated & Signed> {
  if (claimed.kind === 'none') throw refuse(asked, missingAuthenticationToken);
  if (claimed.kind === 'malformed') throw refuse(asked, claimed.error);
  const { claim } = claimed;
  const region = scopeRegion(claim, asked, authenticator.homeRegion);

  const outcome = await credentialOf(authenticator, claim);
  if (outcome.kind === 'unknown' || outcome.kind === 'inactive' || outcome.kind === 'badToken') {
    throw refuse(asked, invalidClientTokenId);
  }
  const signingKey = proven(authenticator, signable, asked, claim, outcome.secret, bodySha256);
  if (outcome.kind === 'expired') throw refuse(asked, expiredToken);
  return { session: outcome.session, region, claim, ...(signingKey === undefined ? {} : { signingKey }) };
}

/** Throws where the holder of the secret did not sign it, or for another time. Answers the key with which parts of the body are signed. */
function proven(
  { signingKeys: keys, clock }: Authenticator,
  { request, form }: Signable,
  asked: RefusingService,
  claim: SignatureClaim,
  secret: Secret,
  bodySha256: (() => string) | undefined,
): SigningKey | undefined {
  if (form !== undefined) {
    const wrong = proveForm(form, claim, secret.reveal(), keys, clock.wallNow());
    if (wrong !== undefined) throw refuse(asked, wrong);
    return undefined;
  }
  const verified = verify(claim, request, secret.reveal(), {
    keys,
    ...(claim.payload.kind === 'wholeBody' && bodySha256 !== undefined ? { bodySha256: bodySha256() } : {}),
  });
  if (!verified.ok) throw refuse(asked, signatureMismatch(claim, verified));
  // What is signed now is judged on the wall clock, wherever the product's own clock stands.
  const skew = checkSkew(claim, clock.wallNow());
  if (skew !== undefined) throw refuse(asked, skew);
  return verified.signingKey;
}

function credentialOf(authenticator: Authenticator, claim: SignatureClaim): Promise<CredentialOutcome> {
  const { devSession, credentials } = authenticator;
  if (devSession !== undefined && claim.accessKeyId === devKey && claim.sessionToken === undefined) {
    return Promise.resolve({ kind: 'valid', session: devSession, secret: devSecret });
  }
  return credentials.find(claim.accessKeyId, claim.sessionToken);
}

/**
 * The SDKs' name for where services with one endpoint are. With AWS's own endpoint they sign for us-east-1 instead; with one that they were
 * given they sign for this.
 */
const globalScope = 'aws-global';

/**
 * A SigV4a signature is for a set of regions, and its request for the one whose endpoint it was sent to. Here one endpoint is all of them: it is
 * for the home region where that is in the set, else for the first that the set names; where it names none, for nowhere.
 */
function scopeRegion(claim: SignatureClaim, asked: RefusingService, homeRegion: Region): Region {
  if (claim.service !== asked.signingName) {
    throw refuse(asked, {
      code: 'SignatureDoesNotMatch',
      message: `Credential should be scoped to correct service: '${asked.signingName}'. `,
    });
  }
  // Version 2 names no Region.
  if (claim.algorithm === 'AWS') return homeRegion;
  const { regionSet } = claim;
  const region =
    regionSet === undefined
      ? parseRegion(claim.region === globalScope ? globalRegion : claim.region)
      : regionSetIncludes(regionSet, homeRegion)
        ? homeRegion
        : regionSet.map(parseRegion).find((named) => named !== undefined);
  if (region === undefined) {
    throw refuse(asked, { code: 'SignatureDoesNotMatch', message: `Credential should be scoped to a valid region. ` });
  }
  return region;
}
