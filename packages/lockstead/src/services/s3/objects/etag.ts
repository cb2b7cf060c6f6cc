/**
 * What S3 calls an object's bytes: their MD5 where S3's own key encrypts them, else any 32 digits.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html (ETag)
 */
import type { Entropy } from '#kernel/entropy';
import type { ObjectEncryption } from '../state.ts';

export function etagOf({ kind }: ObjectEncryption, md5: Buffer, entropy: Entropy): string {
  return kind === 'AES256' ? md5.toString('hex') : entropy.bytes(16).toString('hex');
}
