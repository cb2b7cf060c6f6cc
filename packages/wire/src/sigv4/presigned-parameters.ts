/**
 * The query parameters of a presigned URL, taken apart.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
import { isSignatureAlgorithm, type PartsOutcome } from './authorization-header.ts';
import { queryParametersMax } from './limits.ts';
import type { CanonicalHeaders } from './request-headers.ts';
import { isS3Family } from './signature-claim.ts';
import { incompleteSignature, type SignatureError } from './signature-error.ts';
import { decodeBytes } from './uri-encode.ts';

const required = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];
const known: ReadonlySet<string> = new Set([
  ...required,
  'X-Amz-Content-Sha256',
  'X-Amz-Expires',
  'X-Amz-Region-Set',
  'X-Amz-Security-Token',
]);

/** Whether the query says that it is signed; the names are spelled one way only. */
export function hasPresignedParameters(query: string): boolean {
  return query.includes('X-Amz-') && /(?:^|&)X-Amz-(?:Algorithm|Credential|Signature)(?:=|&|$)/.test(query);
}

export function readPresignedParameters(query: string, headers: CanonicalHeaders): PartsOutcome {
  const pieces = query.split('&');
  if (pieces.length > queryParametersMax) return refused(incompleteSignature('Too many query-string parameters.'));
  const parameters = new Map<string, string>();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const name = equals < 0 ? piece : piece.slice(0, equals);
    if (!known.has(name)) continue;
    if (parameters.has(name)) {
      return refused(incompleteSignature(`AWS query-string parameter '${name}' must not be sent more than once.`));
    }
    parameters.set(name, equals < 0 ? '' : decodeBytes(piece.slice(equals + 1).replaceAll('+', ' ')));
  }

  const credential = parameters.get('X-Amz-Credential') ?? '';
  const s3 = isS3Family(credential.split('/').at(-2) ?? '');
  const algorithm = parameters.get('X-Amz-Algorithm') ?? '';
  const missing = required.filter((name) => !parameters.get(name));
  if (missing.length > 0 || (s3 && !parameters.has('X-Amz-Expires'))) return refused(missingParameters(missing, s3));
  if (!isSignatureAlgorithm(algorithm)) {
    return refused(
      s3
        ? queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')
        : incompleteSignature(`Unsupported AWS 'algorithm': '${algorithm}'.`),
    );
  }
  const payload = parameters.get('X-Amz-Content-Sha256');
  const payloadHeader = headers.get('x-amz-content-sha256');
  if (payload !== undefined && payloadHeader !== undefined && payload !== payloadHeader) {
    return refused(incompleteSignature("'X-Amz-Content-Sha256' differs between query-string and headers."));
  }
  return {
    ok: true,
    parts: {
      mode: 'presigned',
      algorithm,
      credential,
      signedHeaders: parameters.get('X-Amz-SignedHeaders') ?? '',
      signature: parameters.get('X-Amz-Signature') ?? '',
      date: parameters.get('X-Amz-Date') ?? '',
      sessionToken: parameters.get('X-Amz-Security-Token') ?? headers.get('x-amz-security-token'),
      regionSet: parameters.get('X-Amz-Region-Set'),
      expires: parameters.get('X-Amz-Expires'),
      // SDKs move every x-amz- header that they can into the query, this one too.
      payload: payload ?? payloadHeader,
    },
  };
}

function missingParameters(missing: readonly string[], s3: boolean): SignatureError {
  if (s3) {
    return queryError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  const sentences = missing.map((name) => `AWS query-string parameters must include '${name}'. `).join('');
  return incompleteSignature(`${sentences}Re-examine the query-string parameters.`);
}

function queryError(message: string): SignatureError {
  return { code: 'AuthorizationQueryParametersError', message };
}

function refused(error: SignatureError): PartsOutcome {
  return { ok: false, error };
}
