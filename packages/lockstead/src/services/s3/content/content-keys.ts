/**
 * The keys of frames. Each content has its own, derived from the object's key and the content's id and bound to where it belongs: bytes that are
 * moved to another object or put under another id do not open.
 */
import { createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { FrameKeys } from './frames.ts';

/** 32 bytes each: of the installation, of KMS, or the customer's own. Two where the bytes are encrypted twice. */
export type ObjectKeys = readonly KeyObject[];

/** Where a content belongs. */
export interface ContentPlace {
  readonly bucket: string;
  readonly key: string;
}

const purpose = 'lockstead s3 frames v1';

export function frameKeys(objectKeys: ObjectKeys, contentId: string, { bucket, key }: ContentPlace): FrameKeys {
  const salt = Buffer.from(contentId, 'hex');
  const where = createHash('sha256').update(`${bucket}/${key}`).digest('hex');
  // The layers differ in their number: one key given twice makes two.
  return objectKeys.map((objectKey, layer) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', objectKey, salt, `${purpose} ${layer} ${where}`, 32))),
  );
}
