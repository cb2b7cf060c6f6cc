/** The last step of whatever brings the bytes of an object in one piece: its record, in one transaction with the event. */
import type { WriteContext } from '#service/operation';
import type { AclInput } from '../acl/requested-acl.ts';
import { type BucketAsked, findBucket } from '../buckets/find-bucket.ts';
import { keepContent, type StagedContent } from '../content/stage-content.ts';
import type { ObjectParts } from '../parts.ts';
import { keyId } from '../record-ids.ts';
import {
  type BucketRecord,
  type ChecksumName,
  type ObjectChecksum,
  type ObjectEncryption,
  type ObjectRecord,
  s3State,
} from '../state.ts';
import { checkWriteConditions, type WriteConditions } from './conditions.ts';
import { etagOf } from './etag.ts';
import { newObjectAcl } from './new-object-acl.ts';
import { type LockHeaders, newObjectLock } from './object-lock.ts';
import type { ReadHeaders } from './put-headers.ts';
import { writeObject } from './versions.ts';

/** What `prepare` made: nobody sees it, and `abandonContent` undoes it. */
export interface StagedObject {
  readonly content: StagedContent;
  readonly encryption: ObjectEncryption;
  readonly headers: ReadHeaders;
  readonly algorithm: ChecksumName;
}

export interface WrittenObject {
  readonly bucket: BucketRecord;
  readonly object: ObjectRecord;
  readonly checksum: ObjectChecksum;
}

type WriteAsked = BucketAsked & { readonly Key: string } & WriteConditions & LockHeaders & AclInput;

/** All that may have changed since `prepare` is looked at again: bucket, conditions, default lock, ACLs. */
export async function writeStaged(
  { blobs, users }: ObjectParts,
  context: WriteContext,
  input: WriteAsked,
  { content, encryption, headers, algorithm }: StagedObject,
): Promise<WrittenObject> {
  const { tx, at, entropy } = context;
  const { Key: key } = input;
  const found = await findBucket(tx, context, input);
  const { bucket, place } = found;
  const state = s3State(tx, place);
  checkWriteConditions(input, key, await state.objects.get(keyId(bucket.name, key)));
  const checksum: ObjectChecksum = {
    algorithm,
    type: 'FULL_OBJECT',
    value: content.checksum.digest().toString('base64'),
  };
  const object = await writeObject(
    { tx, state, place, blobs, entropy, at, bucket, key },
    {
      bytes: content.bytes,
      etag: etagOf(encryption, content.md5, entropy),
      ...headers,
      ...newObjectLock(input, bucket, at),
      ...(await newObjectAcl({ reader: tx, context, users }, found, key, input)),
      checksum,
      encryption,
      content: await keepContent(tx, blobs, content),
    },
  );
  return { bucket, object, checksum };
}
