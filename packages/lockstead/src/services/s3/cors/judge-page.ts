/**
 * What a browser sends for a page: in where a rule of the bucket says so. A preflight is answered here, before anybody is asked who signs.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 *
 * AWS DIFFERS? There a request from a page that no rule names is answered without the headers, and its browser hides the answer. Here it is refused: the
 * server may stand beside the browser, where a page could otherwise write with keys that everybody knows (`--dev`).
 */
import { addressOf, encodeError, serviceById } from '@lockstead/wire';
import type { JudgePage, PageRequest, PageVerdict } from '#service/origin';
import type { Reader } from '#store/port';
import { placeOfBucket } from '../buckets/find-bucket.ts';
import { S3Error } from '../errors.ts';
import { type CorsRule, s3State } from '../state.ts';
import { type CorsAsked, corsHeaders, corsRuleFor } from './cors-rules.ts';

/** A browser names the headers that it sends beside the usual ones. */
const headersMax = 100;

const notAllowed =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

export const judgePage: JudgePage = async (page, reader) => {
  const { bucket, path } = addressOf({ path: page.path, headers: { host: headerOf(page, 'host') } });
  if (bucket === undefined) return undefined;
  const { method, origin } = page;
  const isOptions = method === 'OPTIONS';
  const asked = headerOf(page, 'access-control-request-method');
  if (isOptions && origin === undefined) {
    return refused(page, new S3Error('BadRequest', 400, 'Insufficient information. Origin request header needed.'));
  }
  const rules = await rulesOf(reader, bucket);
  const forbidden = (message: string): PageVerdict => {
    const members = { Method: asked ?? method, ResourceType: path === '/' ? 'BUCKET' : 'OBJECT' };
    return refused(page, new S3Error('AccessForbidden', 403, message, { members }));
  };
  if (!Array.isArray(rules)) {
    if (!isOptions) return undefined;
    return forbidden(
      rules === 'noBucket' ? 'CORSResponse: Bucket not found' : 'CORSResponse: CORS is not enabled for this bucket.',
    );
  }
  if (isOptions && asked === undefined) {
    return refused(page, new S3Error('BadRequest', 400, 'Invalid Access-Control-Request-Method: null'));
  }
  const headers = requestedHeaders(page);
  const question: CorsAsked = { origin, method: isOptions ? (asked ?? '') : method, headers: headers ?? [] };
  const rule = headers === undefined ? undefined : corsRuleFor(rules, question);
  if (!isOptions) return rule === undefined ? undefined : { kind: 'allowed', headers: corsHeaders(rule, question) };
  if (rule === undefined) return forbidden(notAllowed);
  return { kind: 'answered', status: 200, headers: { ...corsHeaders(rule, question), ...ids(page) }, body: '' };
};

async function rulesOf(reader: Reader, encoded: string): Promise<readonly CorsRule[] | 'none' | 'noBucket'> {
  const name = decoded(encoded);
  const place = name === undefined ? undefined : await placeOfBucket(reader, name);
  if (name === undefined || place === undefined) return 'noBucket';
  return (await s3State(reader, place).buckets.get(name))?.cors ?? 'none';
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function headerOf({ headers }: PageRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `undefined` for more than any browser names. */
function requestedHeaders(page: PageRequest): readonly string[] | undefined {
  const text = headerOf(page, 'access-control-request-headers') ?? '';
  const names = text.split(',', headersMax + 1).flatMap((name) => name.trim().toLowerCase() || []);
  return names.length > headersMax ? undefined : names;
}

function ids({ requestId }: PageRequest): Record<string, string> {
  return { server: 'AmazonS3', 'x-amz-request-id': requestId, 'x-amz-id-2': requestId };
}

function refused({ requestId }: PageRequest, error: S3Error): PageVerdict {
  const { status, headers, body } = encodeError('restXml', serviceById('s3'), error, requestId);
  return { kind: 'answered', status, headers, body: String(body) };
}
