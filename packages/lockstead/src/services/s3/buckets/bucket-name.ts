/**
 * Names of buckets. They stand in host names and paths, so nothing of another form is ever looked up.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
import { S3Error } from '../errors.ts';

const form = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const address = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const reservedStarts = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const reservedEnds = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

export function isBucketName(name: string): boolean {
  if (!form.test(name) || name.includes('..') || address.test(name)) return false;
  return !reservedStarts.some((start) => name.startsWith(start)) && !reservedEnds.some((end) => name.endsWith(end));
}

/** Of a bucket that is to be made. */
export function checkBucketName(name: string): void {
  if (isBucketName(name)) return;
  throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { members: { BucketName: name } });
}
