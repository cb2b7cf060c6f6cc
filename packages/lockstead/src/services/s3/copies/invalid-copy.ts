/** What S3 answers to a copy whose headers break the model, in its own words. */
import type { AwsError } from '#kernel/aws-error';
import { S3Error } from '../errors.ts';
import { checkDirectives } from './copied-headers.ts';
import { readCopySource } from './copy-source.ts';

const copies: ReadonlySet<string> = new Set(['CopyObject', 'UploadPartCopy']);

/** As the model has the source: a bucket and a key. What fits it is read by the operation itself. */
const modelled = /\/?.+\/.+/;

/** `undefined` where it is none of these headers that is wrong. */
export function invalidCopy(operation: string, input: object): AwsError | undefined {
  if (!copies.has(operation)) return undefined;
  const { CopySource: source, MetadataDirective, TaggingDirective } = input as Readonly<Record<string, unknown>>;
  try {
    checkDirectives({ MetadataDirective: textOf(MetadataDirective), TaggingDirective: textOf(TaggingDirective) });
    if (typeof source === 'string' && !modelled.test(source)) readCopySource(source);
  } catch (error) {
    if (error instanceof S3Error) return error;
    throw error;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
