/** What S3 answers to a copy whose source breaks the model, in its own words. */
import type { AwsError } from '#kernel/aws-error';
import { S3Error } from '../errors.ts';
import { readCopySource } from './copy-source.ts';

const copies: ReadonlySet<string> = new Set(['CopyObject', 'UploadPartCopy']);

/** As the model has the source: a bucket and a key. What fits it is read by the operation itself. */
const modelled = /\/?.+\/.+/;

/** `undefined` where it is not the source that is wrong. */
export function invalidCopy(operation: string, input: object): AwsError | undefined {
  const { CopySource: source } = input as { readonly CopySource?: unknown };
  if (!copies.has(operation) || typeof source !== 'string' || modelled.test(source)) return undefined;
  try {
    readCopySource(source);
  } catch (error) {
    if (error instanceof S3Error) return error;
    throw error;
  }
  return undefined;
}
