/**
 * What of the inventory bears tags in an account and a Region, as other services show it (`defineResource`). Resources of services with one endpoint for all
 * Regions are in us-east-1.
 * AWS: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html
 */
import { type Arn, parseArn } from '#kernel/arn';
import type { AccountId, Region } from '#kernel/ids';
import type { Resource } from '#service/resource';
import type { Tag } from '#service/session';
import type { Reader } from '#store/port';
import { accountScope, regionScope, type Scope } from '#store/scope';
import type { Source } from '../paging/pages.ts';

export interface TaggedResource {
  readonly arn: string;
  /** `kms:key`, as type filters name it. */
  readonly type: string;
  readonly tags: readonly Tag[];
}

/** AWS's API does not show them, though they bear tags. */
const notShown: ReadonlySet<string> = new Set(['AWS::IAM::User', 'AWS::IAM::Role']);
const globalRegion = 'us-east-1';
/** One character for each kind of resource. */
const sourceTags = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export type Inventory = readonly Resource[];

/** One source a kind of resource, in an order that does not change. What has no tags is undefined. */
export function taggedSources(
  inventory: Inventory,
  reader: Reader,
  account: AccountId,
  region: Region,
): readonly Source<TaggedResource | undefined>[] {
  return shownOf(inventory).map((resource, index) => {
    const { level } = resource.collection;
    const scope = level === 'account' ? accountScope(account) : regionScope(account, region);
    return {
      tag: sourceTags.charAt(index),
      async rows(after, limit) {
        const listed = await reader
          .in(resource.collection, scope)
          .list({ limit, ...(after === undefined ? {} : { after }) });
        return listed.map(({ place, record }) => ({ place, record: taggedOf(resource, record, scope, region) }));
      },
    };
  });
}

function shownOf(inventory: Inventory): readonly Resource<object>[] {
  const shown = (inventory as readonly Resource<object>[]).filter(
    ({ cfnType, tags, collection }) => tags !== undefined && !notShown.has(cfnType) && collection.level !== 'partition',
  );
  return shown.toSorted((left, right) => (left.cfnType < right.cfnType ? -1 : 1));
}

function taggedOf(
  resource: Resource<object>,
  record: object,
  scope: Scope,
  region: Region,
): TaggedResource | undefined {
  const tags = resource.tags?.(record) ?? [];
  const arn = resource.arn(record, scope);
  const parsed = parseArn(arn);
  if (tags.length === 0 || parsed === undefined) return undefined;
  // A bucket's ARN names no Region, and its record stands in its own.
  const home = parsed.region === '' && scope.level === 'account' ? globalRegion : parsed.region || region;
  return home === region ? { arn, type: typeOf(parsed), tags } : undefined;
}

function typeOf({ service, resource }: Arn): string {
  const [kind = ''] = /^[^/:]+(?=[/:])/.exec(resource) ?? [];
  return `${service}:${kind === '' ? 'bucket' : kind}`;
}
