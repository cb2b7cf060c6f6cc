/**
 * Signature Version 2 of an upload form: an HMAC of its policy under the secret itself. boto3 makes it by default where the Region is an old one,
 * us-east-1 among them, and S3 still takes it there.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { missingField } from '../post/post-errors.ts';
import type { PostFields } from '../post/post-fields.ts';
import type { ClaimOutcome } from '../sigv4/signature-claim.ts';

/** Those of the signature itself, which no policy names. */
export const olderFields: ReadonlySet<string> = new Set(['awsaccesskeyid', 'signature']);

/** A form that has anything of Version 4 is none. */
export function isOlderForm(fields: PostFields): boolean {
  const isNewer = ['x-amz-signature', 'x-amz-credential', 'x-amz-algorithm'].some((name) => fields.has(name));
  return !isNewer && [...olderFields].some((name) => fields.has(name));
}

const required = ['AWSAccessKeyId', 'Policy', 'Signature'];

export function parseOlderClaim(fields: PostFields): ClaimOutcome {
  const missing = required.find((name) => !fields.get(name.toLowerCase()));
  if (missing !== undefined) return { kind: 'malformed', error: missingField(missing) };
  const sessionToken = fields.get('x-amz-security-token');
  return {
    kind: 'claim',
    claim: {
      mode: 'post',
      algorithm: 'AWS',
      accessKeyId: fields.get('awsaccesskeyid') ?? '',
      signature: fields.get('signature') ?? '',
      service: 's3',
      region: '',
      date: '',
      amzDate: '',
      signedAt: 0,
      signedHeaders: [],
      payload: { kind: 'unsigned' },
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
  };
}

export function isOlderSignature(secret: string, policy: string, signature: string): boolean {
  const expected = createHmac('sha1', secret).update(policy).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
