/**
 * DeleteObject: the object goes, or a delete marker takes its place; with a version, that version goes for good.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { checkVersionId } from '../objects/find-object.ts';
import { deleteCurrent, deleteVersion } from '../objects/versions.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { s3State } from '../state.ts';

export function deleteObject({ blobs }: ObjectParts): S3Write<'DeleteObject'> {
  return {
    name: 'DeleteObject',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async handle(input, context) {
      const { tx, at, entropy } = context;
      const { Key: key, VersionId: versionId } = input;
      const { bucket, place } = await findBucket(tx, context, input);
      checkVersionId(versionId);
      const change = { tx, state: s3State(tx, place), blobs, entropy, at, bucket, key };
      const deleted = versionId === undefined ? await deleteCurrent(change) : await deleteVersion(change, versionId);
      return {
        ...(deleted.isMarker === undefined ? {} : { DeleteMarker: true }),
        ...(deleted.versionId === undefined ? {} : { VersionId: deleted.versionId }),
      };
    },
  };
}
