/**
 * The credential of a claim: an access key and the scope that its signing key is good for.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
import { isS3Family, type SignatureAlgorithm, type SignatureMode } from './signature-claim.ts';
import { incompleteSignature, type SignatureError, signatureDoesNotMatch } from './signature-error.ts';

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** `AKID/20150830/us-east-1/iam/aws4_request`, without the region for SigV4a. */
export function readScope(credential: string, algorithm: SignatureAlgorithm): CredentialScope | undefined {
  const elements = credential.split('/');
  if (algorithm === 'AWS4-ECDSA-P256-SHA256') {
    const [accessKeyId, date, service, terminator] = elements;
    return elements.length === 4 && accessKeyId && date && service && terminator
      ? { accessKeyId, date, region: '', service, terminator }
      : undefined;
  }
  const [accessKeyId, date, region, service, terminator] = elements;
  return elements.length === 5 && accessKeyId && date && region && service && terminator
    ? { accessKeyId, date, region, service, terminator }
    : undefined;
}

export function malformedCredential(
  credential: string,
  algorithm: SignatureAlgorithm,
  mode: SignatureMode,
): SignatureError {
  const s3 = credential.split('/').some(isS3Family);
  if (s3) {
    const region = algorithm === 'AWS4-HMAC-SHA256' ? 'REGION/' : '';
    return s3Malformed(
      mode,
      `the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/${region}SERVICE/aws4_request".`,
    );
  }
  return incompleteSignature(
    algorithm === 'AWS4-HMAC-SHA256'
      ? `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`
      : `Credential must have exactly 4 slash-delimited elements, e.g. keyid/date/service/term, got '${credential}'`,
  );
}

/** Region and service are for the one who knows which are served: `checkScope` sees to what the claim alone can tell. */
export function checkScope(
  scope: CredentialScope,
  amzDate: string,
  s3: boolean,
  mode: SignatureMode,
): SignatureError | undefined {
  const day = amzDate.slice(0, 8);
  if (s3 && scope.terminator !== 'aws4_request') {
    return s3Malformed(mode, `incorrect terminal "${scope.terminator}". This endpoint uses "aws4_request".`);
  }
  if (s3 && scope.date !== day) {
    return s3Malformed(
      mode,
      `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${day}".`,
    );
  }
  const wrong: string[] = [];
  if (scope.terminator !== 'aws4_request') {
    wrong.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'. `);
  }
  if (scope.date !== day) {
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${amzDate}'.`,
    );
  }
  return wrong.length === 0 ? undefined : signatureDoesNotMatch(wrong.join('').trimEnd());
}

function s3Malformed(mode: SignatureMode, tail: string): SignatureError {
  return mode === 'header'
    ? { code: 'AuthorizationHeaderMalformed', message: `The authorization header is malformed; ${tail}` }
    : { code: 'AuthorizationQueryParametersError', message: `Error parsing the X-Amz-Credential parameter; ${tail}` };
}
