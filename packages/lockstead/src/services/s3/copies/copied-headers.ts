/**
 * What a copy says of itself: as its source, or as the request has it. Storage class, redirect, ACL, lock and encryption never come from the source.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/copy-object.html
 */
import { invalidRequest } from '../errors.ts';
import { type PutHeaders, type ReadHeaders, readPutHeaders } from '../objects/put-headers.ts';
import type { ObjectEncryption, ObjectRecord } from '../state.ts';

export interface CopyDirectives {
  readonly MetadataDirective?: string | undefined;
  readonly TaggingDirective?: string | undefined;
}

/** Whether the copy gets its source's tags. */
export function copiesTags({ TaggingDirective: directive }: CopyDirectives): boolean {
  return directive !== 'REPLACE';
}

/** Throws what S3 answers for headers that it does not take, also for those that a directive makes of no effect. */
export function copiedHeaders(input: PutHeaders & CopyDirectives, source: ObjectRecord): ReadHeaders {
  const asked = readPutHeaders(input);
  const { WebsiteRedirectLocation: redirect } = input;
  const { WebsiteRedirectLocation: _, ...kept } = source.system;
  const replaces = input.MetadataDirective === 'REPLACE';
  const metadata = replaces ? asked.metadata : source.metadata;
  const tags = copiesTags(input) ? source.tags : asked.tags;
  return {
    system: replaces
      ? asked.system
      : { ...kept, ...(redirect === undefined ? {} : { WebsiteRedirectLocation: redirect }) },
    ...(metadata === undefined ? {} : { metadata }),
    ...(tags === undefined ? {} : { tags }),
    ...(asked.storageClass === undefined ? {} : { storageClass: asked.storageClass }),
  };
}

export interface OntoItself extends CopyDirectives {
  readonly StorageClass?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
}

/** Throws for a copy of a current object onto itself that changes nothing. What counts is what the request says, as far as it says anything. */
export function checkChangesSomething(
  input: OntoItself,
  source: ObjectRecord,
  encryption: ObjectEncryption['kind'],
): void {
  const { MetadataDirective, StorageClass, WebsiteRedirectLocation, ServerSideEncryption, SSECustomerAlgorithm } =
    input;
  const changes =
    MetadataDirective === 'REPLACE' ||
    StorageClass !== undefined ||
    WebsiteRedirectLocation !== undefined ||
    ServerSideEncryption !== undefined ||
    SSECustomerAlgorithm !== undefined ||
    encryption !== source.encryption.kind;
  if (changes) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}
