/**
 * The canonical request and the string to sign.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { hash } from 'node:crypto';
import type { WireRequest } from '../types.ts';
import { type CanonicalHeaders, readHeaders } from './request-headers.ts';
import { isS3Family, type SignatureClaim } from './signature-claim.ts';
import { encodePath, reencodeComponent, reencodePath } from './uri-encode.ts';

/** How a path is signed. `normalized`: dots and empty segments removed, then encoded once more. `asSent`: S3's way. */
type PathStyle = 'normalized' | 'unnormalized' | 'asSent';

export interface CanonicalOptions {
  /** Default: `asSent` for S3 and its family, `normalized` for all others. */
  readonly pathStyle?: PathStyle;
  /** Presigned URLs of a few services (IoT's MQTT) get their session token after signing. Default: it is signed. */
  readonly sessionTokenUnsigned?: boolean;
}

/** `payloadHash` is the last line: a hash in hex, `UNSIGNED-PAYLOAD` or a `STREAMING-…` name. */
export function canonicalRequest(
  request: WireRequest,
  claim: SignatureClaim,
  payloadHash: string,
  options: CanonicalOptions = {},
): string {
  const { headers } = readHeaders(request);
  const pathStyle = options.pathStyle ?? (isS3Family(claim.service) ? 'asSent' : 'normalized');
  const query = canonicalQuery(request.query, claim.mode === 'presigned', options.sessionTokenUnsigned === true);
  return `${request.method}\n${canonicalPath(request.path, pathStyle)}\n${query}\n${headerLines(claim, headers)}\n${claim.signedHeaders.join(';')}\n${payloadHash}`;
}

export function stringToSign(claim: SignatureClaim, canonical: string): string {
  // `latin1` writes each character as the one byte that it stands for.
  const digest = hash('sha256', Buffer.from(canonical, 'latin1'), 'hex');
  return `${claim.algorithm}\n${claim.amzDate}\n${credentialScope(claim)}\n${digest}`;
}

/** `20150830/us-east-1/iam/aws4_request`; SigV4a has no region in it. */
export function credentialScope(claim: SignatureClaim): string {
  return claim.algorithm === 'AWS4-ECDSA-P256-SHA256'
    ? `${claim.date}/${claim.service}/aws4_request`
    : `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
}

function headerLines(claim: SignatureClaim, headers: CanonicalHeaders): string {
  let lines = '';
  // A header that is signed but absent counts as empty: what a client signed and a proxy removed does not match.
  for (const name of claim.signedHeaders) lines += `${name}:${headers.get(name) ?? ''}\n`;
  return lines;
}

export function canonicalPath(path: string, style: PathStyle): string {
  if (path === '' || path === '/') return '/';
  if (style === 'asSent') return reencodePath(path);
  return encodePath(style === 'normalized' ? removeDotSegments(path) : path);
}

function removeDotSegments(path: string): string {
  if (!path.includes('/.') && !path.includes('//')) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const end = kept.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${end}`;
}

/** Each name and value in the one encoding, sorted by name, then by value. */
function canonicalQuery(query: string, presigned: boolean, sessionTokenUnsigned: boolean): string {
  if (query === '') return '';
  const pairs: (readonly [name: string, value: string])[] = [];
  for (const piece of query.split('&')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = canonicalQueryText(equals < 0 ? piece : piece.slice(0, equals));
    if (presigned && name === 'X-Amz-Signature') continue;
    if (sessionTokenUnsigned && name === 'X-Amz-Security-Token') continue;
    pairs.push([name, equals < 0 ? '' : canonicalQueryText(piece.slice(equals + 1))]);
  }
  // Encoded text is ASCII, where the order of UTF-16 units is the order of bytes.
  pairs.sort((a, b) => (a[0] === b[0] ? order(a[1], b[1]) : order(a[0], b[0])));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/**
 * A plus sign is a space, as it is to whoever reads the parameter afterwards: what is verified is what is understood.
 *
 * AWS DIFFERS? Its documentation only says that spaces must be sent as `%20`, and SDKs never send a bare plus sign.
 */
function canonicalQueryText(text: string): string {
  return reencodeComponent(text.includes('+') ? text.replaceAll('+', '%20') : text);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
