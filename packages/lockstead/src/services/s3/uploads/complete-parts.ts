/**
 * The parts that a request to complete an upload lists, held against those that came: what the object will consist of. They are read outside of
 * the transaction that makes the object, since there may be thousands; `changes` tells there whether they are still the same.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
import { createHash } from 'node:crypto';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { Gathering } from '#kernel/turns';
import { invalidRequest, malformedXml, S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import { checksumMember } from '../objects/answer-object.ts';
import type { ObjectChecksum, PartsContent } from '../state.ts';
import { TablesDraft } from './part-tables.ts';
import { joinedChecksum, otherAlgorithms, partAlgorithm } from './upload-checksum.ts';
import { type NamedPart, uploadErrors } from './upload-errors.ts';
import { type PartRecord, type PartTable, partsPrefix, type UploadReader, type UploadRecord } from './upload-state.ts';

export interface ListedPart extends NamedPart {
  readonly named: CompletedPart;
}

/** Reads the list. Throws what S3 answers for one that it does not take, before any part is looked at. */
export function readListedParts(
  upload: { readonly Parts?: readonly CompletedPart[] | undefined } | undefined,
  uploadId: string,
): readonly ListedPart[] {
  if (upload === undefined) throw uploadErrors.noParts();
  const { Parts: parts = [] } = upload;
  if (parts.length === 0 || parts.length > s3Limits.PartsPerUpload) throw malformedXml();
  const listed = parts.map((named) => {
    const { PartNumber: number, ETag: etag } = named;
    if (number === undefined || etag === undefined) throw malformedXml();
    return { number, etag: withoutQuotes(etag), named };
  });
  for (const [at, { number }] of listed.entries()) {
    const before = listed[at - 1];
    if (before !== undefined && before.number >= number) throw uploadErrors.invalidPartOrder(uploadId);
  }
  return listed;
}

function withoutQuotes(etag: string): string {
  return etag.trim().replace(/^"(.*)"$/s, '$1');
}

/** An object's ETag, from those of its parts. */
export function etagOfParts(etags: readonly string[]): string {
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${etags.length}`;
}

/** What an upload becomes. */
export interface CompletedParts {
  readonly etag: string;
  readonly bytes: number;
  readonly checksum: ObjectChecksum;
  readonly content: PartsContent;
  readonly tables: readonly PartTable[];
  /** Whether there are parts that were not listed. */
  readonly hasOthers: boolean;
}

const page = 1000;

/** Throws where a part is missing, is another than was listed, or is too small. */
export async function completeParts(
  state: UploadReader,
  upload: UploadRecord,
  listed: readonly ListedPart[],
): Promise<CompletedParts> {
  const { uploadId } = upload;
  const tables = new TablesDraft(uploadId, upload.checksum?.type === 'COMPOSITE');
  const checksum = joinedChecksum(upload);
  let next = 0;
  let hasOthers = false;
  const take = (part: PartRecord): void => {
    const wanted = listed[next];
    if (wanted === undefined || part.number < wanted.number) {
      hasOthers = true;
      return;
    }
    // Parts come in their order: the one that is wanted would have come before.
    if (part.number > wanted.number) throw uploadErrors.invalidPart(wanted, uploadId);
    checkListed(upload, wanted, part);
    next += 1;
    if (next < listed.length && part.bytes < s3Limits.PartBytesMin) throw uploadErrors.tooSmall(wanted, part.bytes);
    tables.add(part.number, part.bytes, part.checksum);
    checksum.add(part.checksum, part.bytes);
  };
  using work = new Gathering();
  let after: string | undefined;
  for (;;) {
    const rows = await state.parts.list({
      prefix: partsPrefix(uploadId),
      limit: page,
      ...(after === undefined ? {} : { after }),
    });
    for (const { record } of rows) take(record);
    after = rows.at(-1)?.place;
    if (rows.length < page) break;
    await work.turn();
  }
  const missing = listed[next];
  if (missing !== undefined) throw uploadErrors.invalidPart(missing, uploadId);
  return {
    ...tables.finish(),
    etag: etagOfParts(listed.map(({ etag }) => etag)),
    checksum: checksum.finish(),
    hasOthers,
  };
}

/** Whether the part that came is the one that the list means. */
function checkListed(upload: UploadRecord, wanted: ListedPart, part: PartRecord): void {
  const { uploadId, checksum } = upload;
  const { named, number } = wanted;
  const own = partAlgorithm(upload);
  const other = otherAlgorithms(own).find((name) => named[checksumMember(name)] !== undefined);
  const said = named[checksumMember(own)];
  if (part.etag !== wanted.etag) throw uploadErrors.invalidPart(wanted, uploadId);
  // Of an upload that named no algorithm nobody was told a checksum of a part.
  if (checksum === undefined) {
    if (other !== undefined || said !== undefined) throw uploadErrors.invalidPart(wanted, uploadId);
    return;
  }
  if (other !== undefined) {
    const message = `The ${other.toLowerCase()} you specified for part ${number} did not match what we received.`;
    throw new S3Error('BadDigest', 400, message);
  }
  if (said === undefined && checksum.type === 'COMPOSITE') {
    throw invalidRequest(
      `The upload was created using a ${own.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  if (said !== undefined && said !== part.checksum) throw uploadErrors.invalidPart(wanted, uploadId);
}
