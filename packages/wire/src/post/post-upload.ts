/**
 * The upload that a form stands for: a PutObject with the form's fields as its headers. A field becomes a header only where it is one of those
 * that S3 takes in forms, so that no name of a field can say how the request itself is to be read.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */

import { decode } from '../decode.ts';
import type { ServiceModel } from '../model/service-model.ts';
import { addressOf } from '../protocols/http/bucket.ts';
import { resolveOperation } from '../resolve-operation.ts';
import { checksumOfHeader } from '../sigv4/checksum.ts';
import type { SignatureError } from '../sigv4/signature-error.ts';
import type { WireRequest } from '../types.ts';
import { invalidField, missingField } from './post-errors.ts';
import type { PostFields } from './post-fields.ts';

/** The request, and what of the form says nothing to it. */
export type PostedUpload =
  | {
      readonly ok: true;
      readonly request: WireRequest;
      readonly bucket: string;
      readonly key: string;
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly error: SignatureError };

/** Fields whose header has another name. */
const renamed: ReadonlyMap<string, string> = new Map([['acl', 'x-amz-acl']]);

const taken: ReadonlySet<string> = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-md5',
  'content-type',
  'expires',
  'x-amz-acl',
  'x-amz-checksum-algorithm',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write-acp',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-request-payer',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-server-side-encryption-context',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-server-side-encryption-customer-key',
  'x-amz-server-side-encryption-customer-key-md5',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
]);

/** Fields that are about the form itself. */
const ofForm: ReadonlySet<string> = new Set([
  'awsaccesskeyid',
  'bucket',
  'key',
  'policy',
  'redirect',
  'signature',
  'success_action_redirect',
  'success_action_status',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-signature',
]);

const metadata = /^x-amz-meta-[!#$%&'*+\-.^_`|~0-9a-z]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be in a header.
const noHeader = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** Headers of the form's own request that its events and conditions tell. */
const kept: readonly string[] = ['host', 'user-agent', 'referer'];

/** `request` is the form's own. */
export function uploadOfForm(model: ServiceModel, request: WireRequest, fields: PostFields): PostedUpload {
  const key = fields.get('key');
  if (key === undefined) return refused(missingField('key'));
  if (key === '') return refused(invalidField('User key must have a length greater than 0.', 'key', ''));
  const headers: Record<string, string> = {};
  for (const name of kept) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const ignored: string[] = [];
  for (const [field, value] of fields) {
    const name = renamed.get(field) ?? field;
    if (taken.has(name) || metadata.test(name) || checksumOfHeader(name) !== undefined) {
      if (noHeader.test(value)) return refused(invalidField('A field holds control characters.', field, ''));
      // As a header would have come: its bytes, one character each.
      headers[name] = Buffer.from(value, 'utf8').toString('latin1');
    } else if (!ofForm.has(field) && field !== 'tagging' && !field.startsWith('x-ignore-')) ignored.push(field);
  }
  const { bucket = '', path } = addressOf(request);
  const tagging = fields.get('tagging');
  if (tagging !== undefined) {
    const tags = readTagging(model, tagging);
    if (tags === undefined) return refused(malformedTags);
    headers['x-amz-tagging'] = tags;
  }
  const inPath = request.path.length > path.length ? `/${bucket}` : '';
  const encoded = key.split('/').map(encodeURIComponent).join('/');
  return {
    ok: true,
    request: {
      method: 'PUT',
      path: `${inPath}/${encoded}`,
      query: '',
      headers,
      rawHeaders: Object.entries(headers).flat(),
    },
    bucket: decoded(bucket),
    key,
    ignored,
  };
}

const malformedTags: SignatureError = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
};

/** The field is the document of PutObjectTagging; the header has its tags as a query. */
function readTagging(model: ServiceModel, document: string): string | undefined {
  const asked: WireRequest = { method: 'PUT', path: '/b/k', query: 'tagging', headers: {}, rawHeaders: [] };
  const resolved = resolveOperation(model, asked);
  if (!resolved.ok) throw new TypeError('S3 has PutObjectTagging');
  const decoded = decode(model, resolved.operation, resolved.protocol, asked, Buffer.from(document));
  if (!decoded.ok) return undefined;
  const { TagSet = [] } = (decoded.input['Tagging'] ?? {}) as { TagSet?: readonly Readonly<Record<string, string>>[] };
  const tags = new URLSearchParams();
  for (const { Key = '', Value = '' } of TagSet) tags.append(Key, Value);
  return tags.toString();
}

/** What is not encoded as it should be is no name of a bucket, and refused as one later. */
function decoded(bucket: string): string {
  try {
    return decodeURIComponent(bucket);
  } catch {
    return bucket;
  }
}

function refused(error: SignatureError): PostedUpload {
  return { ok: false, error };
}
