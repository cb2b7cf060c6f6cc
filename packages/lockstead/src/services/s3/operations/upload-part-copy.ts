/**
 * UploadPartCopy: a part whose bytes are those of an object that is there, or of a range of it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
 */
import { toDate } from '#kernel/clock';
import { abandonContent, type StagedContent, stageContent } from '../content/stage-content.ts';
import { readCopyRange } from '../copies/copy-range.ts';
import { checkCopySize, findSource, openSource, sourceVersion } from '../copies/find-source.ts';
import { encryptionMembers } from '../encryption/object-keys.ts';
import { checksumMember } from '../objects/answer-object.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import type { ObjectRecord } from '../state.ts';
import { findUpload } from '../uploads/find-upload.ts';
import { inlinePartBytesMax, keepPart } from '../uploads/keep-part.ts';
import { partKeys } from '../uploads/part-keys.ts';
import { partAlgorithm } from '../uploads/upload-checksum.ts';
import { checkPartNumber } from '../uploads/upload-errors.ts';

interface Made {
  readonly content: StagedContent;
  readonly source: ObjectRecord;
}

export function uploadPartCopy({ blobs, encrypter }: ObjectParts): S3Write<'UploadPartCopy', Made> {
  return {
    name: 'UploadPartCopy',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async prepare(input, context) {
      const { upload } = await findUpload(context.reader, context, input);
      checkPartNumber(input.PartNumber);
      const from = await findSource(context, input);
      const { object: source } = from;
      const range = readCopyRange(input.CopySourceRange, source.bytes);
      checkCopySize(range === undefined ? source.bytes : range.end - range.start + 1);
      const keys = await partKeys(encrypter, context, upload, input);
      const body = await openSource({ blobs, encrypter }, context, from, input, range);
      const content = await stageContent(body, {
        blobs,
        entropy: context.entropy,
        keys,
        place: upload,
        algorithm: partAlgorithm(upload),
        inlineMax: inlinePartBytesMax,
      });
      return { content, source };
    },

    abandon: ({ content }) => abandonContent(blobs, content),

    async handle(input, context, { content, source }) {
      const { upload, part } = await keepPart(context, blobs, input, content);
      const { checksum } = upload;
      return {
        CopyPartResult: {
          ETag: `"${part.etag}"`,
          LastModified: toDate(part.modifiedAt),
          ...(checksum === undefined ? {} : { [checksumMember(checksum.algorithm)]: part.checksum }),
        },
        ...encryptionMembers(upload.encryption),
        ...sourceVersion(source),
      };
    },
  };
}
