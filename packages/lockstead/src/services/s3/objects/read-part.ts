/**
 * A read of one part of an object, by its number. An object of one piece has one part.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax (partNumber)
 *
 * AWS DIFFERS? Parts keep the numbers under which they were uploaded, also where some are left out. AWS does not say what it does then.
 */
import type { Reader } from '#store/port';
import type { ByteRange } from '../content/open-content.ts';
import type { BucketPlace, ObjectRecord } from '../state.ts';
import { partOf } from '../uploads/part-tables.ts';
import { checkPartNumber, uploadErrors } from '../uploads/upload-errors.ts';
import { uploadState } from '../uploads/upload-state.ts';
import { checksumMember } from './answer-object.ts';
import { allOf } from './object-bytes.ts';
import { contentRange, readRange } from './range.ts';

export interface ReadAsked {
  readonly Range?: string | undefined;
  readonly PartNumber?: number | undefined;
  readonly ChecksumMode?: string | undefined;
}

export interface AskedBytes {
  /** Which bytes are answered; `end` is before `start` where there are none. */
  readonly range: ByteRange;
  /** Whether the object's own checksum is of what is answered. */
  readonly isWhole: boolean;
  /** `ContentLength`; of less than all `ContentRange`; of a part: how many there are, and its own checksum where it has one. */
  readonly members: object;
}

/** Throws where the object has no such bytes or no such part, and where both are asked for. */
export async function askedBytes(
  reader: Reader,
  { object, place }: { readonly object: ObjectRecord; readonly place: BucketPlace },
  asked: ReadAsked,
): Promise<AskedBytes> {
  const { Range, PartNumber } = asked;
  const { content, bytes, checksum } = object;
  const all = allOf(object);
  if (PartNumber === undefined) {
    const range = readRange(Range, bytes);
    if (range === undefined) return { range: all, isWhole: true, members: { ContentLength: bytes } };
    // A range may ask for all bytes.
    return { range, isWhole: countOf(range) === bytes, members: partially(range, bytes) };
  }
  if (Range !== undefined) throw uploadErrors.partNumberAndRange();
  checkPartNumber(PartNumber);
  if (!('uploadId' in content)) {
    if (PartNumber !== 1) throw uploadErrors.noSuchPart(PartNumber, 1);
    return { range: all, isWhole: true, members: partially(all, bytes) };
  }
  const part = await partOf(uploadState(reader, place), content, PartNumber);
  if (part === undefined) throw uploadErrors.noSuchPart(PartNumber, content.parts);
  const isTold = asked.ChecksumMode === 'ENABLED' && checksum !== undefined && part.checksum !== undefined;
  return {
    range: part.range,
    isWhole: false,
    members: {
      ...partially(part.range, bytes),
      PartsCount: content.parts,
      ...(isTold ? { [checksumMember(checksum.algorithm)]: part.checksum, ChecksumType: checksum.type } : {}),
    },
  };
}

function countOf({ start, end }: ByteRange): number {
  return end - start + 1;
}

/** Nothing has no range: the header cannot say it. */
function partially(range: ByteRange, total: number): object {
  const count = countOf(range);
  return { ContentLength: count, ...(count === 0 ? {} : { ContentRange: contentRange(range, total) }) };
}
