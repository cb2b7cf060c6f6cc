/**
 * Bucket policies on their way in and out.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 */
import { type Document, isPublic, parsePolicy } from '@lockstead/policy';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { showPrincipals, storePrincipals } from '../../iam/api.ts';
import { methodNotAllowed, S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import type { BucketPlace, BucketRecord } from '../state.ts';
import { bucketArn } from './bucket-arn.ts';
import { policyFault } from './policy-faults.ts';

function malformed(message: string): S3Error {
  return new S3Error('MalformedPolicy', 400, message);
}

export type KeptPolicy = Required<Pick<BucketRecord, 'policy'>> & Pick<BucketRecord, 'policyById'>;

/** Throws what S3 answers for a text that is no policy of this bucket. Answers what is kept of it. */
export async function policyAsked(
  reader: Reader,
  { account }: RequestContext,
  bucket: string,
  text: string,
): Promise<KeptPolicy> {
  if (Buffer.byteLength(text) > s3Limits.BucketPolicyBytes) {
    throw new S3Error('PolicyTooLarge', 400, `Policy size must be less than ${s3Limits.BucketPolicyBytes / 1024} KB`);
  }
  checkJson(text);
  const parsed = parsePolicy(text, 'resource', { stored: true });
  if (!parsed.ok) throw malformed(policyFault(parsed.problems));
  checkStatements(parsed.document, bucket);
  const outcome = await storePrincipals(reader, account, text);
  if (!outcome.ok) throw malformed('Invalid principal in policy');
  return outcome.document.principals.length === 0 ? { policy: text } : { policy: text, policyById: outcome.document };
}

/** Of a policy that is no JSON, or not there at all. */
export function noJson(): S3Error {
  return malformed("Policies must be valid JSON and the first byte must be '{'");
}

/** Two faults have sentences of S3's own; they come before the grammar. */
function checkJson(text: string): void {
  if (!text.startsWith('{')) throw noJson();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw noJson();
  }
  if (typeof value === 'object' && value !== null && !('Statement' in value)) {
    throw malformed('Missing required field Statement');
  }
}

function compiled(text: string): Document {
  const outcome = parsePolicy(text, 'resource', { stored: true });
  if (!outcome.ok) throw malformed('This policy contains invalid Json');
  return outcome.document;
}

/** Actions are S3's, and resources are the bucket and what lies in it. */
function checkStatements({ statements }: Document, bucket: string): void {
  const arn = bucketArn(bucket);
  for (const statement of statements) {
    const actions = statement.action.patterns;
    if (actions.some((action) => action !== '*' && !action.toLowerCase().startsWith('s3:'))) {
      throw malformed('Policy has invalid action');
    }
    const resources = statement.resource?.patterns ?? [];
    if (resources.some((resource) => !isOf(resource, arn))) throw malformed('Policy has invalid resource');
  }
}

/** Whether a pattern can mean the bucket or something in it: what stands before its first slash fits the bucket's ARN. */
function isOf(resource: string, arn: string): boolean {
  const slash = resource.indexOf('/');
  return fits(slash < 0 ? resource : resource.slice(0, slash), arn);
}

/** `*` and `?`. After a star that fits the rest is tried from one character further on, never from an earlier star. */
function fits(pattern: string, text: string): boolean {
  let [at, inPattern] = [0, 0];
  let star: { readonly inPattern: number; at: number } | undefined;
  while (at < text.length) {
    const sign = pattern[inPattern];
    if (sign === '*') {
      star = { inPattern, at };
      inPattern += 1;
    } else if (sign === '?' || sign === text[at]) {
      at += 1;
      inPattern += 1;
    } else if (star !== undefined) {
      star.at += 1;
      at = star.at;
      inPattern = star.inPattern + 1;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}

/** As GetBucketPolicy answers it: as it was written, unless a user or role in it has another name now, or is gone. */
export async function shownPolicy(reader: Reader, { policy = '', policyById }: BucketRecord): Promise<string> {
  if (policyById === undefined) return policy;
  const shown = await showPrincipals(reader, policyById);
  return shown === JSON.stringify(JSON.parse(policy)) ? policy : shown;
}

export function noSuchBucketPolicy(bucket: string): S3Error {
  return new S3Error('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', {
    members: { BucketName: bucket },
  });
}

/** A bucket's policy where Block Public Access takes it for public; undefined where it is not, or there is none. */
export function publicPolicy({ policy, policyById }: BucketRecord): Document | undefined {
  const text = policyById?.text ?? policy;
  const document = text === undefined ? undefined : compiled(text);
  return document !== undefined && isPublic(document) ? document : undefined;
}

/** Whether Block Public Access takes a bucket's policy for public; false where there is none. */
export function hasPublicPolicy(bucket: BucketRecord): boolean {
  return publicPolicy(bucket) !== undefined;
}

/**
 * Nobody of another account reads or changes the policy of a bucket, whatever the policy itself allows.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export function requireOwnersAccount({ account }: RequestContext, place: BucketPlace, method: string): void {
  if (account !== place.account) throw methodNotAllowed('BUCKETPOLICY', method, {});
}

/** The text that is decided by: users and roles by their ids, so that nobody inherits what another one of that name was given. */
export function decidedBucketPolicy({ policy, policyById }: BucketRecord): string | undefined {
  return policyById?.text ?? policy;
}
