/**
 * ListPolicies: managed policies, the account's own and AWS's: by scope, path and use.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html
 */
import { present } from '#kernel/invariant';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { policyArn } from '../entities/arns.ts';
import type { IamInput, IamRead } from '../operation.ts';
import { pageThrough, recordsOf, type Source } from '../paging.ts';
import { awsManagedPolicy, awsManagedPolicyArns } from '../policies/aws-managed/index.ts';
import { policySummary } from '../policies/policy-shapes.ts';
import { policyUsage } from '../policies/policy-usage.ts';
import { isIndexed } from '../state/path-index.ts';
import { type IamReader, iamState, type ManagedPolicyRecord } from '../state/state.ts';

interface Found {
  readonly arn: string;
  readonly policy: ManagedPolicyRecord;
}

export const listPolicies: IamRead<'ListPolicies'> = {
  name: 'ListPolicies',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const state = iamState(reader, account);
    const { Scope = 'All', PathPrefix = '/', OnlyAttached = false, PolicyUsageFilter } = input;
    // The account's own come first.
    const sources = [
      ...(Scope === 'AWS' ? [] : [await ownPolicies(reader, context, PathPrefix)]),
      ...(Scope === 'Local' ? [] : [awsPolicies]),
    ];
    const { items, ...rest } = await pageThrough(
      sources,
      input,
      context,
      'ListPolicies',
      [Scope, PathPrefix, String(OnlyAttached), PolicyUsageFilter],
      async ({ arn, policy }) => {
        if (!policy.path.startsWith(PathPrefix)) return undefined;
        if (!(await isUsed(state, arn, OnlyAttached, PolicyUsageFilter))) return undefined;
        return policySummary(arn, policy, await policyUsage(state, arn));
      },
    );
    return { Policies: [...items], ...rest };
  },
};

/** In the order of path and name, of which the index has only those under the prefix. */
async function ownPolicies(reader: Reader, { account }: RequestContext, prefix: string): Promise<Source<Found>> {
  const listing = (await isIndexed(reader)) ? { index: 'path', prefix } : {};
  const records = recordsOf('0', iamState(reader, account).policies, listing);
  return {
    tag: records.tag,
    async rows(after, limit) {
      const rows = await records.rows(after, limit);
      return rows.map(({ place, record: policy }) => ({ place, record: { arn: policyArn(account, policy), policy } }));
    },
  };
}

/** AWS's own, sorted by ARN. */
const awsPolicies: Source<Found> = {
  tag: '1',
  async rows(after, limit) {
    const arns = awsManagedPolicyArns();
    const from = after === undefined ? 0 : firstAfter(arns, after);
    return arns.slice(from, from + limit).map((arn) => {
      return { place: arn, record: { arn, policy: present(awsManagedPolicy(arn), `${arn} is bundled`) } };
    });
  },
};

function firstAfter(sorted: readonly string[], place: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') > place) high = middle;
    else low = middle + 1;
  }
  return low;
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
