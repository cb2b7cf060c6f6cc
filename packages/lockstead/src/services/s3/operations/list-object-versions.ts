/**
 * ListObjectVersions: all versions and delete markers.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
import { toDate } from '#kernel/clock';
import { findBucket } from '../buckets/find-bucket.ts';
import { type VersionRow, versionSource } from '../lists/bucket-sources.ts';
import { listObjectVersions as list } from '../lists/listings.ts';
import { ownerOf, showObject } from '../lists/show-object.ts';
import type { S3Read } from '../operation.ts';
import { isDeleteMarker, s3State } from '../state.ts';

export const listObjectVersions: S3Read<'ListObjectVersions'> = {
  name: 'ListObjectVersions',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, place } = await findBucket(context.reader, context, input);
    const { rows, members, text } = await list(versionSource(s3State(context.reader, place), bucket.name), input);
    const versions = rows.flatMap((row) => {
      const { version } = row;
      if (isDeleteMarker(version)) return [];
      return [{ ...showObject(version, text(row.key)), ...common(row), Owner: ownerOf(version, place.account) }];
    });
    const markers = rows.flatMap((row) => {
      const { version } = row;
      if (!isDeleteMarker(version)) return [];
      const modified = toDate(version.modifiedAt);
      return [{ Key: text(row.key), LastModified: modified, ...common(row), Owner: ownerOf({}, place.account) }];
    });
    return {
      Name: bucket.name,
      ...members,
      ...(versions.length === 0 ? {} : { Versions: versions }),
      ...(markers.length === 0 ? {} : { DeleteMarkers: markers }),
    };
  },
};

function common({ sub, isLatest }: VersionRow): { VersionId: string; IsLatest: boolean } {
  return { VersionId: sub, IsLatest: isLatest };
}
