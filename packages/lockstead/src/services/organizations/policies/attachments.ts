/**
 * What is attached to a root, OU or account. AWS's policy of a type is on everything where the type is enabled; only where it was taken away is
 * there a record. So enabling a type costs the same in an organization of ten accounts and of ten thousand.
 */

import { type AwsPolicy, awsPolicyOfType } from '#organization/aws-policies';
import type { PolicyType } from '#organization/policy-types';
import { policyTypeNotEnabled } from '../errors.ts';
import {
  attachmentKey,
  attachmentTarget,
  type OrganizationRecord,
  type OrganizationsReader,
  type OrganizationsWriter,
  type PolicyRecord,
} from '../state.ts';

/** The generation in which a type is enabled; undefined where it is not. */
export function generationOf({ policyTypes }: OrganizationRecord, type: PolicyType): number | undefined {
  return policyTypes.find((enabled) => enabled.type === type)?.generation;
}

export function requireGeneration(organization: OrganizationRecord, type: PolicyType): number {
  const generation = generationOf(organization, type);
  if (generation === undefined) throw policyTypeNotEnabled();
  return generation;
}

/** AWS's policy of the type, where it is on the target. */
export async function defaultOn(
  state: OrganizationsReader,
  type: PolicyType,
  generation: number,
  target: string,
): Promise<AwsPolicy | undefined> {
  const policy = awsPolicyOfType(type);
  if (policy === undefined) return undefined;
  const detached = await state.defaultDetachments.get(attachmentTarget({ generation, target }));
  return detached === undefined ? policy : undefined;
}

/** Ids of the organization's own policies of one generation on a target; quotas keep them few. */
export async function ownOn(
  state: OrganizationsReader,
  generation: number,
  target: string,
): Promise<readonly string[]> {
  const rows = await state.attachments.list({ index: 'target', key: attachmentTarget({ generation, target }) });
  return rows.map(({ record }) => record.policy);
}

/** All policies of a type on a target, AWS's first; none where the type is not enabled. */
export async function attachedTo(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  type: PolicyType,
  target: string,
): Promise<readonly (AwsPolicy | PolicyRecord)[]> {
  const generation = generationOf(organization, type);
  if (generation === undefined) return [];
  const all: (AwsPolicy | PolicyRecord)[] = [];
  const byDefault = await defaultOn(state, type, generation, target);
  if (byDefault !== undefined) all.push(byDefault);
  for (const id of await ownOn(state, generation, target)) {
    const policy = await state.policies.get(id);
    if (policy !== undefined) all.push(policy);
  }
  return all;
}

/** For an OU or account that goes. */
export async function detachAll(
  state: OrganizationsWriter,
  { policyTypes }: OrganizationRecord,
  target: string,
): Promise<void> {
  for (const { generation } of policyTypes) {
    for (const policy of await ownOn(state, generation, target)) {
      await state.attachments.delete(attachmentKey({ generation, target, policy }));
    }
    await state.defaultDetachments.delete(attachmentTarget({ generation, target }));
  }
}
