/** Managed policies by ARN: the account's own from its state, AWS's from the bundled ones. */
import { parseArn } from '#kernel/arn';
import { present } from '#kernel/invariant';
import { policyArn } from './arns.ts';
import { awsManagedPolicies } from './aws-managed/index.ts';
import { InvalidInput, NoSuchEntity } from './errors.ts';
import type { IamReader, ManagedPolicyRecord, PolicyVersion } from './state.ts';
import { nameKey } from './state.ts';

/** Throws InvalidInput for what is no policy's ARN, NoSuchEntity where there is none. */
export async function findManagedPolicy(state: IamReader, account: string, arn: string): Promise<ManagedPolicyRecord> {
  checkPolicyArn(arn);
  const policy = await lookupManagedPolicy(state, account, arn);
  if (policy === undefined) throw NoSuchEntity.policy(arn);
  return policy;
}

/** Throws InvalidInput for what cannot be a policy's ARN. */
export function checkPolicyArn(arn: string): void {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('policy/')) {
    throw new InvalidInput(`ARN ${arn} is not valid.`);
  }
}

export async function lookupManagedPolicy(
  state: IamReader,
  account: string,
  arn: string,
): Promise<ManagedPolicyRecord | undefined> {
  const bundled = awsManagedPolicies.get(arn);
  if (bundled !== undefined) return bundled;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const policy = await state.policies.get(nameKey(name));
  return policy !== undefined && policyArn(account, policy) === arn ? policy : undefined;
}

export function defaultVersion(policy: ManagedPolicyRecord): PolicyVersion {
  return present(
    policy.versions.find(({ id }) => id === policy.defaultVersion),
    `policy ${policy.name} has its default version`,
  );
}

export function isAwsManaged(arn: string): boolean {
  return arn.startsWith('arn:aws:iam::aws:policy/');
}
