/**
 * The continuation token of ListObjectsV2: which key or common prefix a page ended with. Versioned, and bound to its bucket, so that a token of
 * another list is refused. It may go on under another prefix or delimiter, as a key may. It is no secret and needs none: whoever makes one up
 * gets what `start-after` would have given.
 */
import { readPageToken, writePageToken } from '../../paging/page-token.ts';

const version = '1';

const boundTo = (bucket: string): readonly string[] => ['s3', 'ListObjectsV2', version, bucket];

/** `place`: a key, or a common prefix, behind which the next page begins. */
export function writeContinuationToken(place: string, bucket: string): string {
  return writePageToken(place, boundTo(bucket));
}

/** Undefined for what was not given out for this bucket. */
export function readContinuationToken(token: string, bucket: string): string | undefined {
  const place = readPageToken(token, boundTo(bucket));
  return place === '' ? undefined : place;
}
