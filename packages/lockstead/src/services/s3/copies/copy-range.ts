/**
 * `x-amz-copy-source-range`: exactly `bytes=FIRST-LAST`, and within the source.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
 */
import type { ByteRange } from '../content/open-content.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';

const form = /^bytes=(\d{1,16})-(\d{1,16})$/;

/** `undefined` where the header is absent. Throws what S3 answers for others. */
export function readCopyRange(header: string | undefined, total: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const found = form.exec(header);
  const start = Number(found?.[1]);
  const end = Number(found?.[2]);
  const refused = (message: string) => invalidArgument(message, 'x-amz-copy-source-range', header.slice(0, 256));
  if (found === null || end < start) {
    throw refused(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  }
  if (start >= total) throw invalidRequest('The specified copy range is invalid for the source object size');
  if (end >= total) throw refused(`Range specified is not valid for source object of size: ${total}`);
  return { start, end };
}
