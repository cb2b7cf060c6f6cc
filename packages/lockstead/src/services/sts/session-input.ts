/**
 * Policies and tags that come with a request for credentials: checked, and packed into what the session carries.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
import { deflateRawSync } from 'node:zlib';
import { parsePolicy } from '@lockstead/policy';
import { parseArn } from '#kernel/arn';
import type { AccountId } from '#kernel/ids';
import type { SessionPolicy, Tag } from '#service/session';
import { managedPolicyExists } from '#services/iam/api';
import type { Reader } from '#store/port';
import { refusedKey } from '../tags/tag-list.ts';
import { InvalidParameterValue, MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError } from './errors.ts';
import { stsLimits } from './limits.ts';

interface PolicyInput {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

/** `undefined` where none is passed: then the session is not limited by any. Managed policies must be of `account`, or AWS's own. */
export async function sessionPolicies(
  input: PolicyInput,
  reader: Reader,
  account: AccountId,
): Promise<readonly SessionPolicy[] | undefined> {
  const arns = (input.PolicyArns ?? []).flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  if (arns.length > stsLimits.sessionPolicyArnsMax) {
    throw ValidationError.tooLong('policyArns', stsLimits.sessionPolicyArnsMax);
  }
  // AWS DIFFERS? Its reference limits the plain text of all session policies; its model no longer limits AssumeRole's inline one.
  const length = arns.reduce((sum, arn) => sum + arn.length, input.Policy?.length ?? 0);
  if (length > stsLimits.sessionPolicyLengthMax) {
    throw ValidationError.tooLong('policy', stsLimits.sessionPolicyLengthMax);
  }
  const policies: SessionPolicy[] = [];
  if (input.Policy !== undefined) {
    const outcome = parsePolicy(input.Policy, 'session');
    if (!outcome.ok) throw new MalformedPolicyDocument(outcome.problems[0]?.awsMessage ?? 'Syntax errors in policy.');
    policies.push({ text: input.Policy });
  }
  for (const arn of arns) {
    await checkManagedPolicy(reader, account, arn);
    policies.push({ arn });
  }
  return policies.length === 0 ? undefined : policies;
}

async function checkManagedPolicy(reader: Reader, account: AccountId, arn: string): Promise<void> {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('policy/')) {
    throw new ValidationError(`ARN ${arn} is not valid.`);
  }
  // AWS DIFFERS? That the policy must exist in the role's account is documented, the sentence is not.
  if (!(await managedPolicyExists(reader, account, arn))) {
    throw new InvalidParameterValue(`Policy ${arn} does not exist or is not attachable.`);
  }
}

/** Throws `InvalidParameterValue` for keys that repeat, also in another case, and for AWS's own. */
export function sessionTags(tags: readonly Tag[] = []): readonly Tag[] {
  const refused = refusedKey(tags, 'anyCase');
  if (refused?.why === 'repeated') {
    throw new InvalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (refused?.why === 'reserved') {
    // AWS DIFFERS? The prefix is documented as reserved; the sentence is the one of IAM's family.
    throw new InvalidParameterValue('Tag keys beginning with "aws:" are reserved for system use.');
  }
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}

/**
 * How much of the room for policies and tags is used, in percent; `undefined` where neither was passed. Throws `PackedPolicyTooLarge` where it is
 * more than there is. Tags that a chain of roles passes on count as those that are passed now.
 */
export function packedPolicySize(
  policies: readonly SessionPolicy[] | undefined,
  tags: readonly Tag[],
): number | undefined {
  if (policies === undefined && tags.length === 0) return undefined;
  const packed = packedPolicies(policies ?? []) + packedTags(tags);
  const percent = Math.max(1, Math.ceil((packed * 100) / stsLimits.packedBytesMax));
  if (percent > 100) throw PackedPolicyTooLarge.by(policies === undefined ? 'tags' : 'policies', percent);
  return percent;
}

/** A policy is compressed; tags are not, since their shares add up. */
function packedPolicies(policies: readonly SessionPolicy[]): number {
  return policies.reduce(
    (sum, policy) => sum + ('arn' in policy ? stsLimits.packedBytesOfArn : deflateRawSync(policy.text).byteLength),
    0,
  );
}

function packedTags(tags: readonly Tag[]): number {
  const bytes = tags.map(({ Key, Value }) => Buffer.byteLength(Key) + Buffer.byteLength(Value));
  return bytes.reduce((sum, length) => sum + length + stsLimits.packedBytesOfTag, 0);
}
