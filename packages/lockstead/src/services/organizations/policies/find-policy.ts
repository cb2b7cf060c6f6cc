/** A policy that a request names: AWS's or the organization's own. */

import { type AwsPolicy, awsPolicyById } from '#organization/aws-policies';
import { notFound } from '../errors.ts';
import type { OrganizationsReader, PolicyRecord } from '../state.ts';

export async function findPolicy(
  state: OrganizationsReader,
  id: string,
): Promise<AwsPolicy | PolicyRecord | undefined> {
  return awsPolicyById(id) ?? (await state.policies.get(id));
}

export async function requirePolicy(state: OrganizationsReader, id: string): Promise<AwsPolicy | PolicyRecord> {
  const policy = await findPolicy(state, id);
  if (policy === undefined) throw notFound.policy();
  return policy;
}

export function isAws(policy: AwsPolicy | PolicyRecord): policy is AwsPolicy {
  return 'isDetachable' in policy;
}
