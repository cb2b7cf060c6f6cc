/**
 * Finds and reads the claim of a request: who signed it, when, over what. Nothing is believed yet.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
import { isOlderUrl, parseOlderUrl } from '../sigv2/older-url.ts';
import type { WireRequest } from '../types.ts';
import { readAuthorizationHeader } from './authorization-header.ts';
import { finishClaim } from './finish-claim.ts';
import { hasPresignedParameters, readPresignedParameters } from './presigned-parameters.ts';
import { readHeaders } from './request-headers.ts';
import type { ClaimOutcome } from './signature-claim.ts';
import { incompleteSignature, type SignatureError } from './signature-error.ts';

/**
 * `none`: neither an Authorization header nor a presigned URL. Any Authorization header that is not SigV4 is
 * `malformed`: a bearer token is for its own reader, before this one.
 */
export function parseClaim(request: WireRequest): ClaimOutcome {
  const { headers, duplicated } = readHeaders(request);
  const authorization = headers.get('authorization');
  const presigned = hasPresignedParameters(request.query);
  const isOlder = isOlderUrl(request.query);
  if (authorization === undefined && !presigned && !isOlder) return { kind: 'none' };
  // AWS DIFFERS? What AWS answers to a doubled header is not documented; here it is never a guess which one counts.
  if (duplicated !== undefined) {
    return malformed(incompleteSignature(`Header '${duplicated}' must not be sent more than once.`));
  }
  if (Number(authorization !== undefined) + Number(presigned) + Number(isOlder) > 1) {
    return malformed({
      code: 'InvalidArgument',
      message:
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      members: { ArgumentName: 'Authorization' },
    });
  }
  if (isOlder) return parseOlderUrl(request, headers);
  const read =
    authorization !== undefined
      ? readAuthorizationHeader(authorization, headers)
      : readPresignedParameters(request.query, headers);
  if (!read.ok) return malformed(read.error);
  const finished = finishClaim(read.parts, headers);
  return finished.ok ? { kind: 'claim', claim: finished.claim } : malformed(finished.error);
}

function malformed(error: SignatureError): ClaimOutcome {
  return { kind: 'malformed', error };
}
