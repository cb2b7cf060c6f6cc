/**
 * ListPolicies: managed policies, the account's own and AWS's: by scope, path and use.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html
 */

import { present } from '#kernel/invariant';
import type { RequestContext } from '#service/request-context';
import { policyArn } from '../arns.ts';
import { awsManagedPolicy, awsManagedPolicyArns } from '../aws-managed/index.ts';
import type { IamInput, IamRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { policySummary } from '../policy-shapes.ts';
import { policyUsage } from '../policy-usage.ts';
import { type IamReader, iamState, type ManagedPolicyRecord } from '../state.ts';

interface Found {
  readonly arn: string;
  readonly policy: ManagedPolicyRecord;
}

export const listPolicies: IamRead<'ListPolicies'> = {
  name: 'ListPolicies',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { Scope = 'All', PathPrefix = '/', OnlyAttached = false, PolicyUsageFilter } = input;
    const found = await policiesOf(state, context, Scope);
    const used = await Promise.all(found.map((one) => isUsed(state, one.arn, OnlyAttached, PolicyUsageFilter)));
    const wanted = found.filter(({ policy }, index) => used[index] === true && policy.path.startsWith(PathPrefix));
    const filters = [Scope, PathPrefix, String(OnlyAttached), PolicyUsageFilter];
    const { items, ...rest } = pageOf(wanted, place, input, context, 'ListPolicies', filters);
    const shown = items.map(async ({ arn, policy }) => policySummary(arn, policy, await policyUsage(state, arn)));
    return { Policies: await Promise.all(shown), ...rest };
  },
};

async function policiesOf(
  state: IamReader,
  { account }: RequestContext,
  scope: IamInput<'ListPolicies'>['Scope'],
): Promise<readonly Found[]> {
  const own = scope === 'AWS' ? [] : (await state.policies.list()).map(({ record }) => record);
  const awsOwn = scope === 'Local' ? [] : awsManagedPolicyArns();
  return [
    ...own.map((policy) => ({ arn: policyArn(account, policy), policy })),
    ...awsOwn.map((arn) => ({ arn, policy: present(awsManagedPolicy(arn), `${arn} is bundled`) })),
  ];
}

/** AWS DIFFERS? Where a kind of use is named, only policies in that use are listed, with OnlyAttached or without. */
async function isUsed(
  state: IamReader,
  arn: string,
  onlyAttached: boolean,
  usage: IamInput<'ListPolicies'>['PolicyUsageFilter'],
): Promise<boolean> {
  if (!onlyAttached && usage === undefined) return true;
  const { attachments, boundaries } = await policyUsage(state, arn);
  if (usage === 'PermissionsBoundary') return boundaries > 0;
  return attachments > 0;
}

/** The account's own first. */
function place({ arn, policy }: Found): string {
  return `${arn.startsWith('arn:aws:iam::aws:') ? 1 : 0}${policy.path}${policy.name}`;
}
