/**
 * What a copy reads: any object of this installation that its caller may read, in whatever Region it lies.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/copy-object.html
 */
import type { Readable } from 'node:stream';
import type { ReadContext } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { type FoundBucket, findBucket, placeOfBucket } from '../buckets/find-bucket.ts';
import type { ByteRange } from '../content/open-content.ts';
import type { ObjectEncrypter } from '../encryption/object-keys.ts';
import { readCustomerKey } from '../encryption/sse-c.ts';
import { invalidRequest } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import { type FoundObject, findObject, findVersion } from '../objects/find-object.ts';
import { allOf, openBytes } from '../objects/object-bytes.ts';
import type { ObjectParts } from '../parts.ts';
import { isDeleteMarker, type ObjectRecord } from '../state.ts';
import { type CopySource, readCopySource } from './copy-source.ts';
import { checkSourceConditions, type SourceConditions } from './source-conditions.ts';

export interface CopyAsked extends SourceConditions {
  readonly CopySource: string;
  readonly ExpectedSourceBucketOwner?: string | undefined;
  readonly CopySourceSSECustomerAlgorithm?: string | undefined;
  readonly CopySourceSSECustomerKey?: string | undefined;
  readonly CopySourceSSECustomerKeyMD5?: string | undefined;
}

/** A request is signed for the Region of the bucket that it writes to. What it reads is asked for where it lies. */
async function atSource<C extends RequestContext>(reader: Reader, context: C, { Bucket }: CopySource): Promise<C> {
  const place = await placeOfBucket(reader, Bucket);
  return place === undefined ? context : { ...context, region: place.region };
}

export interface AskedSource {
  readonly source: CopySource;
  readonly found: FoundBucket;
}

/** As authorization sees it. Throws `NoSuchBucket`, and what the header itself is refused for. */
export async function askedSource(reader: Reader, context: RequestContext, asked: CopyAsked): Promise<AskedSource> {
  const source = readCopySource(asked.CopySource);
  const there = await atSource(reader, context, source);
  return { source, found: await findBucket(reader, there, { ...source, ...ownerOf(asked) }, asked) };
}

function ownerOf({ ExpectedSourceBucketOwner: expected }: CopyAsked): { ExpectedBucketOwner?: string } {
  return expected === undefined ? {} : { ExpectedBucketOwner: expected };
}

/** Throws where it is not there, or where the conditions on it do not hold. */
export async function findSource(context: ReadContext, asked: CopyAsked): Promise<FoundObject> {
  const { source, found } = await askedSource(context.reader, context, asked);
  const version = await findVersion(context.reader, found, source);
  if (source.VersionId !== undefined && version !== undefined && isDeleteMarker(version)) {
    throw invalidRequest('The source of a copy request may not specifically refer to a delete marker by version id.');
  }
  const there = await atSource(context.reader, context, source);
  const object = await findObject(there, { ...source, ...ownerOf(asked) }, 'GET');
  checkSourceConditions(asked, object.object, context.at);
  return object;
}

/** Throws for more bytes than one request copies. */
export function checkCopySize(bytes: number): void {
  if (bytes <= s3Limits.CopyBytes) return;
  throw invalidRequest(
    `The specified copy source is larger than the maximum allowable size for a copy source: ${s3Limits.CopyBytes}`,
  );
}

/** The bytes of the source, decrypted while they are read. KMS is asked as the caller, in the Region of the source. */
export async function openSource(
  { blobs, encrypter }: Pick<ObjectParts, 'blobs'> & { readonly encrypter: ObjectEncrypter },
  context: ReadContext,
  { object, place }: FoundObject,
  asked: CopyAsked,
  range?: ByteRange,
): Promise<Readable> {
  const customerKey = readCustomerKey({
    algorithm: asked.CopySourceSSECustomerAlgorithm,
    key: asked.CopySourceSSECustomerKey,
    keyMd5: asked.CopySourceSSECustomerKeyMD5,
  });
  const there = { ...context, region: place.region };
  const keys = await encrypter.open(there, object.encryption, object, customerKey);
  return await openBytes({ reader: context.reader, blobs, place }, object, keys, range ?? allOf(object));
}

/** `x-amz-copy-source-version-id`, of a source that has an id. */
export function sourceVersion({ versionId }: ObjectRecord): { CopySourceVersionId?: string } {
  return versionId === 'null' ? {} : { CopySourceVersionId: versionId };
}
