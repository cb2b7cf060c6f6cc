/** Managed policies as the API shows them. */
import { toDate } from '#kernel/clock';
import type { ManagedPolicyRecord, PolicyVersion } from '../state/state.ts';
import type * as iam from '../structures.ts';
import { encodeDocument } from './policy-document.ts';
import type { PolicyUsage } from './policy-usage.ts';

/** In lists: without description and tags. */
export function policySummary(arn: string, policy: ManagedPolicyRecord, usage: PolicyUsage): iam.Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: usage.attachments,
    PermissionsBoundaryUsageCount: usage.boundaries,
    IsAttachable: true,
    CreateDate: toDate(policy.createdAt),
    UpdateDate: toDate(policy.updatedAt),
  };
}

/** In GetPolicy: a policy without tags has an empty list of them. */
export function policyShape(arn: string, policy: ManagedPolicyRecord, usage: PolicyUsage): iam.Policy {
  return {
    ...policySummary(arn, policy, usage),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    Tags: [...policy.tags],
  };
}

/** In lists: without the document. */
export function versionSummary(policy: ManagedPolicyRecord, version: PolicyVersion): iam.PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: toDate(version.createdAt),
  };
}

export function versionShape(policy: ManagedPolicyRecord, version: PolicyVersion): iam.PolicyVersion {
  return { Document: encodeDocument(version.text), ...versionSummary(policy, version) };
}

export function versionNumber({ id }: PolicyVersion): number {
  return Number(id.slice(1));
}
