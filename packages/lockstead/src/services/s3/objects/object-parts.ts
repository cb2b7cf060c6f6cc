/**
 * The parts of an object that was uploaded in parts, as GetObjectAttributes shows them. They are listed where the object's checksum is one of
 * its parts'; of all others it is told how many there are.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributesParts.html
 */
import type { Reader } from '#store/port';
import { countOf } from '../lists/listings.ts';
import type { BucketPlace, ObjectRecord } from '../state.ts';
import { partMarkerOf } from '../uploads/part-marker.ts';
import { partsAfter } from '../uploads/part-tables.ts';
import { uploadState } from '../uploads/upload-state.ts';
import { checksumMember } from './answer-object.ts';

export interface PartsPage {
  readonly MaxParts?: number | undefined;
  readonly PartNumberMarker?: string | undefined;
}

/** `ObjectParts` of GetObjectAttributes; `undefined` for an object of one piece. */
export async function objectParts(
  reader: Reader,
  { object, place }: { readonly object: ObjectRecord; readonly place: BucketPlace },
  page: PartsPage,
): Promise<object | undefined> {
  const { content, checksum } = object;
  const limit = countOf('max-parts', page.MaxParts);
  const after = partMarkerOf(page.PartNumberMarker);
  if (!('uploadId' in content)) return undefined;
  const total = { TotalPartsCount: content.parts };
  if (checksum?.type !== 'COMPOSITE') return total;
  const found = await partsAfter(uploadState(reader, place), content, { after, limit: limit + 1 });
  const parts = found.slice(0, limit).map(({ number, bytes, checksum: value }) => ({
    PartNumber: number,
    Size: bytes,
    [checksumMember(checksum.algorithm)]: value,
  }));
  return {
    ...total,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(parts.at(-1)?.PartNumber ?? 0),
    MaxParts: limit,
    IsTruncated: limit > 0 && found.length > limit,
    ...(parts.length === 0 ? {} : { Parts: parts }),
  };
}
