/**
 * The Authorization header of SigV4 and SigV4a, taken apart.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 */
import { hash } from 'node:crypto';
import type { ClaimParts } from './finish-claim.ts';
import { authorizationBytesMax } from './limits.ts';
import type { CanonicalHeaders } from './request-headers.ts';
import type { SignatureAlgorithm } from './signature-claim.ts';
import { incompleteSignature, type SignatureError, signatureVersion2 } from './signature-error.ts';

export type PartsOutcome =
  | { readonly ok: true; readonly parts: ClaimParts }
  | { readonly ok: false; readonly error: SignatureError };

const requiredParameters = ['Credential', 'Signature', 'SignedHeaders'] as const;

/** `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`; commas, blanks or both stand between the parts. */
export function readAuthorizationHeader(value: string, headers: CanonicalHeaders): PartsOutcome {
  if (value === '') return incomplete("Authorization header cannot be empty: ''.");
  if (value.length > authorizationBytesMax) return incomplete('Authorization header is too long.');
  const words = wordsOf(value);
  const algorithm = words[0] ?? '';
  // `AWS AKID:signature`
  if (algorithm === 'AWS') return { ok: false, error: signatureVersion2 };
  if (!isSignatureAlgorithm(algorithm)) {
    return algorithm.startsWith('AWS4-')
      ? incomplete(`Unsupported AWS 'algorithm': '${algorithm}'.`)
      : readParameters(words, value, headers);
  }
  return readParameters(words.slice(1), value, headers, algorithm);
}

/** What stands between commas and blanks. */
function wordsOf(value: string): string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = 0; at <= value.length; at++) {
    const code = at === value.length ? blank : value.charCodeAt(at);
    if (code !== blank && code !== comma) continue;
    if (at > start) words.push(value.slice(start, at));
    start = at + 1;
  }
  return words;
}

const blank = 0x20;
const comma = 0x2c;

export function isSignatureAlgorithm(text: string): text is SignatureAlgorithm {
  return text === 'AWS4-HMAC-SHA256' || text === 'AWS4-ECDSA-P256-SHA256';
}

function readParameters(
  words: readonly string[],
  value: string,
  headers: CanonicalHeaders,
  algorithm?: SignatureAlgorithm,
): PartsOutcome {
  const parameters = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 0) {
      return incomplete(
        `Invalid key=value pair (missing equal-sign) in Authorization header ${fingerprint(`'${digest(value)}'.`, true)}`,
      );
    }
    const name = word.slice(0, equals);
    if (parameters.has(name)) return incomplete(`Authorization header holds '${name}' more than once.`);
    parameters.set(name, word.slice(equals + 1));
  }
  const missing: string[] = requiredParameters
    .filter((name) => !parameters.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (!headers.has('x-amz-date') && !headers.has('date')) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (missing.length > 0 || algorithm === undefined) {
    return incomplete(`${missing.join('')}${fingerprint(`Authorization=${digest(value)}`, false)}`);
  }
  return {
    ok: true,
    parts: {
      mode: 'header',
      algorithm,
      credential: parameters.get('Credential') ?? '',
      signedHeaders: parameters.get('SignedHeaders') ?? '',
      signature: parameters.get('Signature') ?? '',
      date: headers.get('x-amz-date') ?? headers.get('date') ?? '',
      sessionToken: headers.get('x-amz-security-token'),
      regionSet: headers.get('x-amz-region-set'),
      payload: headers.get('x-amz-content-sha256'),
    },
  };
}

/** AWS echoes no header that may hold a secret, only its hash, so that the caller can tell which one it saw. */
function fingerprint(tail: string, inSentence: boolean): string {
  return inSentence
    ? `(hashed with SHA-256 and encoded with Base64): ${tail}`
    : `(Hashed with SHA-256 and encoded with Base64) ${tail}`;
}

function digest(value: string): string {
  return hash('sha256', Buffer.from(value, 'latin1'), 'base64');
}

function incomplete(message: string): PartsOutcome {
  return { ok: false, error: incompleteSignature(message) };
}
