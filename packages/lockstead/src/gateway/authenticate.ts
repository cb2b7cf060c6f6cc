/**
 * Who signed this? Claim, clock, credential, session token, signature, body: each can say no, in the words of the service that is asked.
 * A signature is checked before expiry is told, so that only the holder of a secret learns about it.
 */

import { hash } from 'node:crypto';
import {
  type ClaimOutcome,
  checkPayload,
  checkSkew,
  expiredToken,
  invalidClientTokenId,
  missingAuthenticationToken,
  type ProtocolName,
  parseClaim,
  regionSetIncludes,
  type SignatureClaim,
  type SignatureError,
  type SigningKeyCache,
  signatureMismatch,
  speakSignatureError,
  verify,
  type WireRequest,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { Clock } from '#kernel/clock';
import { parseRegion, type Region } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { CredentialOutcome, Credentials } from '#service/ports';
import type { Session } from '#service/session';

export interface Authenticator {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly signingKeys: SigningKeyCache;
  readonly devSession?: Session;
  /** Where a request is for that may be for several regions. */
  readonly homeRegion: Region;
}

export interface Authenticated {
  readonly session: Session;
  readonly region: Region;
}

/** The service that answers, and how it speaks. */
export interface Asked {
  readonly signingName: string;
  readonly protocol: ProtocolName;
}

const chunked: SignatureError = {
  code: 'InvalidRequest',
  message: 'This operation takes no body in signed chunks.',
};

const devKey = 'test';
const devSecret = new Secret('test');

export function refuse(asked: Asked, error: SignatureError): AwsError {
  const spoken = speakSignatureError(error, asked.signingName === 's3' ? 's3' : asked.protocol);
  const members = spoken.members === undefined ? {} : { members: spoken.members };
  return new AwsError(
    { code: spoken.code, httpStatus: spoken.httpStatus, fault: 'client', ...members },
    spoken.message,
  );
}

export async function authenticate(
  authenticator: Authenticator,
  request: WireRequest,
  body: Buffer,
  asked: Asked,
  claimed: ClaimOutcome = parseClaim(request),
): Promise<Authenticated> {
  if (claimed.kind === 'none') throw refuse(asked, missingAuthenticationToken);
  if (claimed.kind === 'malformed') throw refuse(asked, claimed.error);
  const { claim } = claimed;
  const region = scopeRegion(claim, asked, authenticator.homeRegion);

  const outcome = await credentialOf(authenticator, claim);
  if (outcome.kind === 'unknown' || outcome.kind === 'inactive' || outcome.kind === 'badToken') {
    throw refuse(asked, invalidClientTokenId);
  }
  const sha256 = hash('sha256', body, 'hex');
  const verified = verify(claim, request, outcome.secret.reveal(), {
    keys: authenticator.signingKeys,
    bodySha256: sha256,
  });
  if (!verified.ok) throw refuse(asked, signatureMismatch(claim, verified));
  // What is signed now is judged on the wall clock, wherever the product's own clock stands.
  const skew = checkSkew(claim, authenticator.clock.wallNow());
  if (skew !== undefined) throw refuse(asked, skew);
  if (outcome.kind === 'expired') throw refuse(asked, expiredToken);
  const differing = checkPayload(claim.service, claim.payload, sha256);
  if (differing !== undefined) throw refuse(asked, differing);
  // A body in chunks of its own framing is not read as if it were none.
  if (claim.payload.kind === 'streaming') throw refuse(asked, chunked);
  return { session: outcome.session, region };
}

async function credentialOf(authenticator: Authenticator, claim: SignatureClaim): Promise<CredentialOutcome> {
  const { devSession } = authenticator;
  if (devSession !== undefined && claim.accessKeyId === devKey && claim.sessionToken === undefined) {
    return { kind: 'valid', session: devSession, secret: devSecret };
  }
  return await authenticator.credentials.find(claim.accessKeyId, claim.sessionToken);
}

/**
 * A SigV4a signature is for a set of regions, and its request for the one whose endpoint it was sent to. Here one endpoint is all of them: it is
 * for the home region where that is in the set, else for the first that the set names; where it names none, for nowhere.
 */
function scopeRegion(claim: SignatureClaim, asked: Asked, homeRegion: Region): Region {
  if (claim.service !== asked.signingName) {
    throw refuse(asked, {
      code: 'SignatureDoesNotMatch',
      message: `Credential should be scoped to correct service: '${asked.signingName}'. `,
    });
  }
  const { regionSet } = claim;
  const region =
    regionSet === undefined
      ? parseRegion(claim.region)
      : regionSetIncludes(regionSet, homeRegion)
        ? homeRegion
        : regionSet.map(parseRegion).find((named) => named !== undefined);
  if (region === undefined) {
    throw refuse(asked, { code: 'SignatureDoesNotMatch', message: `Credential should be scoped to a valid region. ` });
  }
  return region;
}
