/**
 * What the headers of an upload say of the object that it makes; PutObject, CreateMultipartUpload, copies and forms share them.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
import type { Tag } from '#service/session';
import { refusedKey } from '../../tags/tag-list.ts';
import { invalidArgument, S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import type { SystemMetadata } from '../state.ts';

export interface PutHeaders {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly Tagging?: string | undefined;
  readonly StorageClass?: string | undefined;
}

/** What of it is kept with the object. */
export interface ReadHeaders {
  readonly system: SystemMetadata;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: readonly Tag[];
  readonly storageClass?: string;
}

const storageClasses: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

/** Whether no object can have the key. */
export function isTooLong(key: string): boolean {
  return Buffer.byteLength(key) > s3Limits.KeyBytes;
}

export function checkKey(key: string): void {
  if (!isTooLong(key)) return;
  const bytes = Buffer.byteLength(key);
  throw new S3Error('KeyTooLongError', 400, 'Your key is too long', {
    members: { Size: String(bytes), MaxSizeAllowed: String(s3Limits.KeyBytes) },
  });
}

/** Throws what S3 answers for headers that it does not take. */
export function readPutHeaders(headers: PutHeaders): ReadHeaders {
  const { Metadata: metadata = {}, StorageClass: storageClass, Tagging } = headers;
  checkMetadata(metadata);
  if (storageClass !== undefined) checkStorageClass(storageClass);
  const tags = Tagging === undefined ? [] : parseTagging(Tagging);
  return {
    system: systemOf(headers),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(storageClass === undefined || storageClass === 'STANDARD' ? {} : { storageClass }),
  };
}

export function checkStorageClass(asked: string): void {
  if (storageClasses.has(asked)) return;
  throw new S3Error('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
    members: { StorageClassRequested: asked },
  });
}

/** AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (x-amz-website-redirect-location) */
function checkRedirect(location: string): void {
  if (/^(?:\/|https?:\/\/)/.test(location)) return;
  const message = "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.";
  throw new S3Error('InvalidRedirectLocation', 400, message);
}

const systemNames = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'WebsiteRedirectLocation',
] as const;

function systemOf(headers: PutHeaders): SystemMetadata {
  if (headers.WebsiteRedirectLocation !== undefined) checkRedirect(headers.WebsiteRedirectLocation);
  const system: Record<string, string> = {};
  for (const name of systemNames) {
    const value = name === 'ContentEncoding' ? withoutChunking(headers.ContentEncoding) : headers[name];
    if (value !== undefined) system[name] = value;
  }
  if (headers.Expires !== undefined) system['Expires'] = headers.Expires.toUTCString();
  return system;
}

/** `aws-chunked` says how the body travels, and is no property of the object. */
function withoutChunking(encoding: string | undefined): string | undefined {
  if (encoding === undefined) return undefined;
  const left = encoding
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'aws-chunked');
  return left.length === 0 ? undefined : left.join(',');
}

function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  if (bytes <= s3Limits.UserMetadataBytes) return;
  throw new S3Error('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
    members: { Size: String(bytes), MaxSizeAllowed: String(s3Limits.UserMetadataBytes) },
  });
}

/** `a=1&b=2`, percent-encoded, as the header `x-amz-tagging` has it. */
function parseTagging(text: string): readonly Tag[] {
  const refused = (): S3Error =>
    invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      text.slice(0, 256),
    );
  if (text.length > 10_000) throw refused();
  const tags: Tag[] = [];
  for (const [Key, Value] of new URLSearchParams(text)) tags.push({ Key, Value });
  const bad = refusedKey(tags, 'exact');
  if (bad?.why === 'repeated') throw refused();
  checkObjectTags(tags);
  return tags;
}

/** Of the header and of PutObjectTagging. */
export function checkObjectTags(tags: readonly Tag[]): void {
  if (tags.length > s3Limits.TagsPerObject) {
    throw new S3Error('BadRequest', 400, `Object tags cannot be greater than ${s3Limits.TagsPerObject}`);
  }
  checkTags(tags, 'object');
}

const tagForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** What S3 says of a key that begins with `aws:`. */
const reservedKey = {
  bucket: 'System tags cannot be added/updated by requester',
  newBucket:
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
  object: 'Your TagKey cannot be prefixed with aws:',
} as const;

/** Throws what S3 answers for keys and values that it does not take. */
function checkTags(tags: readonly Tag[], holder: keyof typeof reservedKey): void {
  const invalid = (message: string, key: string): S3Error =>
    new S3Error('InvalidTag', 400, message, { members: { TagKey: key } });
  const bad = refusedKey(tags, 'exact');
  if (bad?.why === 'repeated') throw invalid('Cannot provide multiple Tags with the same key', bad.key);
  if (bad !== undefined) {
    // Of a new bucket S3 does not name the key.
    const members = holder === 'newBucket' ? {} : { TagKey: bad.key };
    throw new S3Error('InvalidTag', 400, reservedKey[holder], { members });
  }
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > 128 || !tagForm.test(Key)) {
      throw invalid('The TagKey you have provided is invalid', Key.slice(0, 256));
    }
    if (Value.length > 256 || !tagForm.test(Value)) {
      throw new S3Error('InvalidTag', 400, 'The TagValue you have provided is invalid', {
        members: { TagKey: Key, TagValue: Value.slice(0, 512) },
      });
    }
  }
}

/** Throws what S3 answers for tags that it does not give to a bucket. */
export function checkBucketTags(tags: readonly Tag[], holder: 'bucket' | 'newBucket'): void {
  if (tags.length > s3Limits.TagsPerBucket) {
    throw new S3Error('BadRequest', 400, `Bucket tag count cannot be greater than ${s3Limits.TagsPerBucket}`);
  }
  checkTags(tags, holder);
}
