import { parseArn, partition } from '#kernel/arn';

/** `arn:aws:s3:::BUCKET` */
export function bucketArn(bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}

/** `arn:aws:s3:::BUCKET/KEY`, the key as it is. */
export function objectArn(bucket: string, key: string): string {
  return `${bucketArn(bucket)}/${key}`;
}

/** Of `arn:aws:s3:::BUCKET` and `arn:aws:s3:::BUCKET/KEY`; `undefined` for any other text. */
export function bucketOfArn(text: string): { readonly bucket: string; readonly key?: string } | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 's3' || arn.account !== '' || arn.region !== '') return undefined;
  const slash = arn.resource.indexOf('/');
  if (slash === -1) return { bucket: arn.resource };
  return { bucket: arn.resource.slice(0, slash), key: arn.resource.slice(slash + 1) };
}
