/**
 * ListPolicyVersions: the versions of a managed policy, the newest first. Of AWS's own only the newest is at hand.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html
 */
import type { IamRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { findManagedPolicy } from '../policies/managed-policy.ts';
import { versionNumber, versionSummary } from '../policies/policy-shapes.ts';
import { iamState, type PolicyVersion } from '../state/state.ts';

export const listPolicyVersions: IamRead<'ListPolicyVersions'> = {
  name: 'ListPolicyVersions',
  effect: 'read',

  async handle({ PolicyArn: arn, ...input }, context) {
    const policy = await findManagedPolicy(iamState(context.reader, context.account), context.account, arn);
    const { items, ...rest } = pageOf(policy.versions, newestFirst, input, context, 'ListPolicyVersions', [policy.id]);
    return { Versions: items.map((version) => versionSummary(policy, version)), ...rest };
  },
};

/** Falls as the number grows. */
function newestFirst(version: PolicyVersion): string {
  return String(1e9 - versionNumber(version)).padStart(10, '0');
}
