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
import { readRange } from './range.ts';

export interface ReadAsked {
  readonly Range?: string | undefined;
  readonly PartNumber?: number | undefined;
  readonly ChecksumMode?: string | undefined;
}

export interface AskedBytes {
  /** Absent: all of them. */
  readonly range?: ByteRange;
  /** Whether the object's own checksum is of what is answered. */
  readonly isWhole: boolean;
  /** Of a part: how many there are, and its own checksum where it has one. */
  readonly members: object;
}

/** Throws where the object has no such bytes or no such part, and where both are asked for. */
export async function askedBytes(
  reader: Reader,
  { object, place }: { readonly object: ObjectRecord; readonly place: BucketPlace },
  asked: ReadAsked,
): Promise<AskedBytes> {
  const { Range, PartNumber } = asked;
  if (PartNumber === undefined) {
    const range = readRange(Range, object.bytes);
    // A range may ask for all bytes.
    const isWhole = range === undefined || range.end - range.start + 1 === object.bytes;
    return { ...(range === undefined ? {} : { range }), isWhole, members: {} };
  }
  if (Range !== undefined) throw uploadErrors.partNumberAndRange();
  checkPartNumber(PartNumber);
  const { content, bytes, checksum } = object;
  if (!('uploadId' in content)) {
    if (PartNumber !== 1) throw uploadErrors.noSuchPart(PartNumber, 1);
    return { ...ofBytes({ start: 0, end: bytes - 1 }), isWhole: true, members: {} };
  }
  const part = await partOf(uploadState(reader, place), content, PartNumber);
  if (part === undefined) throw uploadErrors.noSuchPart(PartNumber, content.parts);
  const isTold = asked.ChecksumMode === 'ENABLED' && checksum !== undefined && part.checksum !== undefined;
  return {
    ...ofBytes(part.range),
    isWhole: false,
    members: {
      PartsCount: content.parts,
      ...(isTold ? { [checksumMember(checksum.algorithm)]: part.checksum, ChecksumType: checksum.type } : {}),
    },
  };
}

/** Nothing has no range. */
function ofBytes(range: ByteRange): { range?: ByteRange } {
  return range.end < range.start ? {} : { range };
}
