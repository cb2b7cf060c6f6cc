/**
 * UploadPart. Each part is encrypted by itself while it comes, with the keys of its upload.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
 */
import { newChecksum } from '@lockstead/wire';
import { abandonContent, type StagedContent, stageContent } from '../content/stage-content.ts';
import { encryptionMembers } from '../encryption/object-keys.ts';
import { checksumMember } from '../objects/answer-object.ts';
import { sentChecksum } from '../objects/checksums.ts';
import type { S3Write } from '../operation.ts';
import type { ObjectParts } from '../parts.ts';
import { findUpload } from '../uploads/find-upload.ts';
import { inlinePartBytesMax, keepPart } from '../uploads/keep-part.ts';
import { partKeys } from '../uploads/part-keys.ts';
import { checkPartChecksum, partAlgorithm } from '../uploads/upload-checksum.ts';
import { checkPartNumber, checkPartSize } from '../uploads/upload-errors.ts';

interface Made {
  readonly content: StagedContent;
  /** The checksum that the answer tells. */
  readonly told: object;
}

export function uploadPart({ blobs, encrypter }: ObjectParts): S3Write<'UploadPart', Made> {
  return {
    name: 'UploadPart',
    effect: 'write',
    authentication: 'anonymousAllowed',
    eventCategory: 'data',

    async prepare(input, context) {
      const { upload } = await findUpload(context.reader, context, input);
      checkPartNumber(input.PartNumber);
      const sent = sentChecksum(input);
      checkPartChecksum(upload, sent);
      const algorithm = partAlgorithm(upload);
      const also = sent === undefined || sent === algorithm ? undefined : newChecksum(sent);
      const content = await stageContent(input.Body, {
        blobs,
        entropy: context.entropy,
        keys: await partKeys(encrypter, context, upload, input),
        place: upload,
        algorithm,
        ...(also === undefined ? {} : { also }),
        inlineMax: inlinePartBytesMax,
        count: checkPartSize,
      });
      return {
        content,
        told: also === undefined ? {} : { [checksumMember(also.algorithm)]: also.digest().toString('base64') },
      };
    },

    abandon: ({ content }) => abandonContent(blobs, content),

    async handle(input, context, { content, told }) {
      const { upload, part } = await keepPart(context, blobs, input, content);
      // Of an upload that named no algorithm only what was sent is told.
      const isOwn = upload.checksum !== undefined || sentChecksum(input) === partAlgorithm(upload);
      return {
        ETag: `"${part.etag}"`,
        ...encryptionMembers(upload.encryption),
        ...(isOwn ? { [checksumMember(partAlgorithm(upload))]: part.checksum } : told),
      };
    },
  };
}
