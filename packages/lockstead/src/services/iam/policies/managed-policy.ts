/** Managed policies by ARN: the account's own from its state, AWS's from the bundled ones. */
import { parseArn } from '#kernel/arn';
import { present } from '#kernel/invariant';
import type { WriteContext } from '#service/operation';
import { policyArn } from '../entities/arns.ts';
import { AccessDenied, InvalidInput, NoSuchEntity, ValidationError } from '../errors.ts';
import type { IamReader, ManagedPolicyRecord, PolicyVersion } from '../state/state.ts';
import { nameKey } from '../state/state.ts';
import { awsManagedPolicy, isAwsManaged } from './aws-managed/index.ts';

/** Throws as `checkPolicyArn` does, and NoSuchEntity where there is none. */
export async function findManagedPolicy(state: IamReader, account: string, arn: string): Promise<ManagedPolicyRecord> {
  checkPolicyArn(arn);
  const policy = await lookupManagedPolicy(state, account, arn);
  if (policy === undefined) throw NoSuchEntity.policy(arn);
  return policy;
}

/**
 * Throws ValidationError for what is no ARN of this partition's IAM, InvalidInput for the ARN of something else than a policy. AWS has told its
 * users in 2024 what it looks at: partition, service, an empty region, the type of the resource, and that no space follows.
 */
export function checkPolicyArn(arn: string): void {
  const parsed = arn.endsWith(' ') ? undefined : parseArn(arn);
  if (parsed === undefined) throw ValidationError.arn('unreadable');
  if (parsed.partition !== 'aws') throw ValidationError.arn('partition');
  if (parsed.service !== 'iam') throw ValidationError.arn('service');
  if (parsed.region !== '') throw ValidationError.arn('region');
  if (!parsed.resource.startsWith('policy/')) throw new InvalidInput(`ARN ${arn} is not valid.`);
}

/** Whether the text is the ARN of a policy, there or not. The path of a user or role may have colons: only its beginning tells what an ARN names. */
export function isPolicyArn(text: string): boolean {
  return parseArn(text)?.resource.startsWith('policy/') === true;
}

/** One of the account's own, or AWS's, by its ARN; `undefined` for any other text. */
export async function lookupManagedPolicy(
  state: IamReader,
  account: string,
  arn: string,
): Promise<ManagedPolicyRecord | undefined> {
  if (isAwsManaged(arn)) return awsManagedPolicy(arn);
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const policy = await state.policies.get(nameKey(name));
  return policy !== undefined && policyArn(account, policy) === arn ? policy : undefined;
}

/** The version that counts. */
export function defaultVersion(policy: ManagedPolicyRecord): PolicyVersion {
  return present(
    policy.versions.find(({ id }) => id === policy.defaultVersion),
    `policy ${policy.name} has its default version`,
  );
}

/** A policy that its owner may change: AWS's own are not. */
export async function findOwnPolicy(
  state: IamReader,
  { account, session }: WriteContext,
  operation: string,
  arn: string,
): Promise<ManagedPolicyRecord> {
  if (isAwsManaged(arn)) throw AccessDenied.onPolicy(session, `iam:${operation}`, arn);
  return await findManagedPolicy(state, account, arn);
}

/** Throws `NoSuchEntity` where the policy has no version of that id (`v1`). */
export function findPolicyVersion(policy: ManagedPolicyRecord, arn: string, id: string): PolicyVersion {
  const version = policy.versions.find((one) => one.id === id);
  if (version === undefined) throw NoSuchEntity.policyVersion(arn, id);
  return version;
}
