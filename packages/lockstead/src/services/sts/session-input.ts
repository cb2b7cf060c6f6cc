/**
 * Policies and tags that come with a request for credentials: checked, and packed into what the session carries.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
import { deflateRawSync } from 'node:zlib';
import { parsePolicy } from '@lockstead/policy';
import type { SessionPolicy, Tag } from '#service/session';
import { InvalidParameterValue, MalformedPolicyDocument, PackedPolicyTooLarge } from './errors.ts';

/** Session policies and tags are packed together; AWS does not say how large the packed form may be, only what share of it is used. */
const packedBytesMax = 2560;

interface PolicyInput {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

/** `undefined` where none is passed: then the session is not limited by any. */
export function sessionPolicies(input: PolicyInput): readonly SessionPolicy[] | undefined {
  const policies: SessionPolicy[] = [];
  if (input.Policy !== undefined) {
    const outcome = parsePolicy(input.Policy, 'session');
    if (!outcome.ok) throw new MalformedPolicyDocument(outcome.problems[0]?.awsMessage ?? 'Syntax errors in policy.');
    policies.push({ text: input.Policy });
  }
  for (const { arn } of input.PolicyArns ?? []) if (arn !== undefined) policies.push({ arn });
  return policies.length === 0 ? undefined : policies;
}

interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

export function sessionTags(input: readonly TagInput[] | undefined): readonly Tag[] {
  const tags: Tag[] = [];
  const seen = new Set<string>();
  for (const { Key = '', Value = '' } of input ?? []) {
    if (seen.has(Key.toLowerCase())) {
      throw new InvalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    if (Key.toLowerCase().startsWith('aws:')) {
      throw new InvalidParameterValue('Tag keys beginning with "aws:" are reserved for system use.');
    }
    seen.add(Key.toLowerCase());
    tags.push({ Key, Value });
  }
  return tags;
}

/** How much of the room for policies and tags is used, in percent; `undefined` where neither was passed. */
export function packedPolicySize(
  policies: readonly SessionPolicy[] | undefined,
  tags: readonly Tag[],
): number | undefined {
  if (policies === undefined && tags.length === 0) return undefined;
  const packed = deflateRawSync(JSON.stringify([policies ?? [], tags])).byteLength;
  const percent = Math.max(1, Math.ceil((packed * 100) / packedBytesMax));
  if (percent > 100) {
    throw new PackedPolicyTooLarge(`Packed policy consumes ${percent}% of allotted space, please use smaller policy.`);
  }
  return percent;
}
