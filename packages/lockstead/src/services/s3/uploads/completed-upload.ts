/** What is made when an upload is completed, and what its answer says. */
import type { RequestContext } from '#service/request-context';
import { encryptionMembers } from '../encryption/object-keys.ts';
import { expirationAnswer } from '../lifecycle/due.ts';
import { checksumAnswer, newVersionAnswer } from '../objects/answer-object.ts';
import type { BucketRecord, ObjectRecord } from '../state.ts';

/** The address of the object, by the way on which the request came. */
export function locationOf({ transport }: RequestContext, bucket: string, key: string): string {
  const { host = 's3.amazonaws.com', secure } = transport;
  const path = encodeURIComponent(key.toWellFormed());
  const origin = `${secure ? 'https' : 'http'}://${host}`;
  return host.startsWith(`${bucket}.`) ? `${origin}/${path}` : `${origin}/${bucket}/${path}`;
}

export function completedAnswer(context: RequestContext, bucket: BucketRecord, object: ObjectRecord): object {
  const { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled } = encryptionMembers(object.encryption);
  return {
    Location: locationOf(context, bucket.name, object.key),
    Bucket: bucket.name,
    Key: object.key,
    ETag: `"${object.etag}"`,
    ...checksumAnswer(object.checksum),
    ...newVersionAnswer(bucket, object),
    ...expirationAnswer(bucket, object),
    ...(ServerSideEncryption === undefined ? {} : { ServerSideEncryption }),
    ...(SSEKMSKeyId === undefined ? {} : { SSEKMSKeyId }),
    ...(BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled }),
  };
}

/**
 * Whether an upload has become the object that stands there. Whoever asks again to complete it with the same parts, since he did not get the
 * answer, gets the same one.
 */
export function isOfUpload(object: ObjectRecord | undefined, uploadId: string): object is ObjectRecord {
  return object !== undefined && 'uploadId' in object.content && object.content.uploadId === uploadId;
}
