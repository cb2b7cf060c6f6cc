/** A part whose bytes are staged takes its place in the upload: the last one that comes under a number counts. */
import type { WriteContext } from '#service/operation';
import type { Blobs } from '#store/blobs/port';
import { keepContent, releaseContent, type StagedContent } from '../content/stage-content.ts';
import { etagOf } from '../objects/etag.ts';
import { wholeSeconds } from '../objects/versions.ts';
import { type FoundUpload, findUpload, type UploadAsked } from './find-upload.ts';
import { type PartRecord, partId, uploadState } from './upload-state.ts';

/**
 * Up to so many bytes of a part lie in its record. Fewer than of an object: lists of parts read a thousand of them, and only the last part of an
 * upload may be small.
 */
export const inlinePartBytesMax = 1024;

export interface KeptPart extends FoundUpload {
  readonly part: PartRecord;
}

/** Throws `NoSuchUpload` where the upload was completed or aborted meanwhile. */
export async function keepPart(
  context: WriteContext,
  blobs: Blobs,
  asked: UploadAsked & { readonly PartNumber: number },
  staged: StagedContent,
): Promise<KeptPart> {
  const { tx, at, entropy } = context;
  const found = await findUpload(tx, context, asked);
  const { upload, place } = found;
  const { uploadId, encryption } = upload;
  const state = uploadState(tx, place);
  const replaced = await state.parts.get(partId(uploadId, asked.PartNumber));
  if (replaced !== undefined) await releaseContent(tx, blobs, replaced.content);
  const part: PartRecord = {
    uploadId,
    number: asked.PartNumber,
    modifiedAt: wholeSeconds(at),
    bytes: staged.bytes,
    etag: etagOf(encryption, staged.md5, entropy),
    checksum: staged.checksum.digest().toString('base64'),
    content: await keepContent(tx, blobs, staged),
  };
  await state.parts.put(part);
  await state.uploads.update({ ...upload, changes: upload.changes + 1 });
  return { ...found, part };
}
