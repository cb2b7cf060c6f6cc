/**
 * Condition keys of every request to S3: how it was signed, and whose the bucket is.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 */
import { elapsed } from '#kernel/clock';
import type { RequestContext } from '#service/request-context';
import type { ConditionKeys } from '../../tags/condition-keys.ts';

const authTypes = { header: 'REST-HEADER', presigned: 'REST-QUERY-STRING', post: 'POST' } as const;

export function callKeys(
  { signature, transport, at }: RequestContext,
  resourceAccount: string | undefined,
): ConditionKeys {
  const version = /^TLSv(\d+\.\d+)$/.exec(transport.tls?.version ?? '')?.[1];
  return {
    ...(resourceAccount === undefined ? {} : { 's3:ResourceAccount': resourceAccount }),
    ...(version === undefined ? {} : { 's3:TlsVersion': version }),
    ...(signature === undefined
      ? {}
      : {
          's3:signatureversion': signature.algorithm,
          's3:authType': authTypes[signature.mode],
          's3:signatureAge': String(Math.max(0, elapsed(signature.signedAt, at))),
          ...(signature.contentSha256 === undefined ? {} : { 's3:x-amz-content-sha256': signature.contentSha256 }),
        }),
  };
}

/** Keys whose value is a header or parameter as it was sent; what was not sent has no key. */
export function sentKeys(sent: Readonly<Record<string, unknown>>): ConditionKeys {
  const keys: Record<string, string> = {};
  for (const [key, value] of Object.entries(sent)) {
    if (value !== undefined && value !== null) keys[key] = value instanceof Date ? value.toISOString() : String(value);
  }
  return keys;
}
