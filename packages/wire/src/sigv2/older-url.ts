/**
 * A URL of S3 that is signed by Signature Version 2. boto3 makes such URLs by default where the Region is an old one, us-east-1 among them.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 *
 * AWS DIFFERS? The signature covers those parameters of the query alone that were subresources when it was made. Of a parameter that it does not cover,
 * and that says neither how a list is to be paged nor anything of the signature, nothing good can come: such a URL is refused here, since it may
 * be another request than the one that was signed. Parameters that begin with x-amz- would be headers; but for the session's token they are refused too.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { addressOf } from '../protocols/http/bucket.ts';
import { queryParametersMax } from '../sigv4/limits.ts';
import { payloadExpectation } from '../sigv4/payload-expectation.ts';
import type { CanonicalHeaders } from '../sigv4/request-headers.ts';
import { readHeaders } from '../sigv4/request-headers.ts';
import type { ClaimOutcome, SignatureClaim } from '../sigv4/signature-claim.ts';
import type { SignatureError } from '../sigv4/signature-error.ts';
import type { WireRequest } from '../types.ts';

const ofSignature: ReadonlySet<string> = new Set(['AWSAccessKeyId', 'Expires', 'Signature', 'x-amz-security-token']);

/** What the signature covers. */
const covered: ReadonlySet<string> = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'select',
  'select-type',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]);

/** How a list is paged. And headers that botocore repeats in the query: the headers themselves count. */
const harmless: ReadonlySet<string> = new Set([
  'content-md5',
  'content-type',
  'continuation-token',
  'delimiter',
  'encoding-type',
  'fetch-owner',
  'key-marker',
  'list-type',
  'marker',
  'max-keys',
  'max-parts',
  'max-uploads',
  'part-number-marker',
  'prefix',
  'start-after',
  'upload-id-marker',
  'version-id-marker',
]);

/** Whether the query says that it is signed so. Other services signed otherwise by this version, and nobody takes it of them. */
export function isOlderUrl(query: string): boolean {
  if (!query.includes('AWSAccessKeyId=')) return false;
  const names = new Set(query.split('&', queryParametersMax).map((piece) => piece.slice(0, piece.indexOf('='))));
  const isWhole = names.has('AWSAccessKeyId') && names.has('Signature') && names.has('Expires');
  return isWhole && !names.has('SignatureVersion');
}

type Parameters = ReadonlyMap<string, string>;

export function parseOlderUrl(request: WireRequest, headers: CanonicalHeaders): ClaimOutcome {
  const parameters = parametersOf(request.query);
  if (parameters === undefined) return malformed(denied('Access Denied'));
  for (const name of parameters.keys()) {
    if (!ofSignature.has(name) && !covered.has(name) && !harmless.has(name)) {
      return malformed(denied(`The query parameter ${name.slice(0, 128)} is not covered by the signature.`));
    }
  }
  const seconds = parameters.get('Expires') ?? '';
  if (!/^\d{1,12}$/.test(seconds))
    return malformed(denied(`Invalid date (should be seconds since epoch): ${seconds.slice(0, 64)}`));
  const payload = payloadExpectation('s3', 'presigned', headers.get('x-amz-content-sha256'));
  if (!('kind' in payload)) return malformed(payload);
  if (payload.kind === 'streaming' && payload.signed) {
    return malformed({
      code: 'InvalidRequest',
      message: 'The chunks of a body are signed by Signature Version 4 alone.',
    });
  }
  const sessionToken = parameters.get('x-amz-security-token') ?? headers.get('x-amz-security-token');
  return {
    kind: 'claim',
    claim: {
      mode: 'presigned',
      algorithm: 'AWS',
      accessKeyId: parameters.get('AWSAccessKeyId') ?? '',
      signature: parameters.get('Signature') ?? '',
      service: 's3',
      region: '',
      date: '',
      amzDate: '',
      signedAt: 0,
      expiresAt: Number(seconds) * 1000,
      signedHeaders: [],
      payload,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
  };
}

/** Each once, decoded; undefined where that is not so. */
function parametersOf(query: string): Parameters | undefined {
  const pieces = query.split('&', queryParametersMax + 1);
  if (pieces.length > queryParametersMax) return undefined;
  const parameters = new Map<string, string>();
  for (const piece of pieces) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = decoded(equals < 0 ? piece : piece.slice(0, equals));
    const value = decoded(equals < 0 ? '' : piece.slice(equals + 1));
    if (name === undefined || value === undefined || parameters.has(name)) return undefined;
    parameters.set(name, value);
  }
  return parameters;
}

/** A plus sign is a blank, as the router reads it. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Whether the holder of the secret signed it, and what he should have signed. */
export type OlderOutcome = { readonly ok: true } | { readonly ok: false; readonly stringToSign: string };

export function verifyOlderUrl(claim: SignatureClaim, request: WireRequest, secret: string): OlderOutcome {
  const given = Buffer.from(claim.signature, 'base64');
  const texts = stringsToSign(request);
  const isSigned = texts.some((text) => {
    const expected = createHmac('sha1', secret).update(text).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isSigned ? { ok: true } : { ok: false, stringToSign: texts[0] ?? '' };
}

/** Of a bucket itself there are two, with a slash at the end of its path and without: clients differ, and both mean the same request. */
function stringsToSign(request: WireRequest): readonly string[] {
  const { headers } = readHeaders(request);
  const parameters: Parameters = parametersOf(request.query) ?? new Map();
  const amz = new Map([...headers].filter(([name]) => name.startsWith('x-amz-')));
  const token = parameters.get('x-amz-security-token');
  if (token !== undefined) amz.set('x-amz-security-token', token);
  const lines = [...amz].toSorted(byName).map(([name, value]) => `${name}:${value}\n`);
  const of = (name: string): string => headers.get(name) ?? '';
  const plain = [request.method, of('content-md5'), of('content-type'), parameters.get('Expires') ?? ''].join('\n');
  const subresources = [...parameters]
    .filter(([name]) => covered.has(name))
    .toSorted(byName)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const query = subresources.length === 0 ? '' : `?${subresources.join('&')}`;
  return resourcesOf(request).map((resource) => `${plain}\n${lines.join('')}${resource}${query}`);
}

/** The path with its bucket, as it was sent. */
function resourcesOf(request: WireRequest): readonly string[] {
  const { bucket, path } = addressOf(request);
  if (bucket === undefined) return [request.path];
  if (path === request.path) return [`/${bucket}${path}`];
  return path === '/' ? [`/${bucket}/`, `/${bucket}`] : [request.path];
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1;
}

function denied(message: string): SignatureError {
  return { code: 'AccessDenied', message };
}

function malformed(error: SignatureError): ClaimOutcome {
  return { kind: 'malformed', error };
}
