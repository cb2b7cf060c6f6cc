import { partition } from '#kernel/arn';

/** `arn:aws:s3:::BUCKET` */
export function bucketArn(bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** `arn:aws:s3:::BUCKET/KEY`, the key as it is. */
export function objectArn(bucket: string, key: string): string {
  return `${bucketArn(bucket)}/${key}`;
}
