/** The resources that there are, as far as services show them. */
import type { AccountId, Region } from '#kernel/ids';
import type { Resource } from '#service/resource';
import type { ServiceDefinition } from '#service/service';
import type { Reader } from '#store/port';
import { accountScope, partitionScope, regionScope, type Scope } from '#store/scope';

export interface KnownResource {
  readonly arn: string;
  /** The policy that sits on it, as text. */
  readonly policy?: string | undefined;
}

/** Of one service, by the prefix of its ARNs; at most `limit` of each kind. */
export type KnownResources = (service: string, limit: number) => Promise<readonly KnownResource[]>;

export function knownResources(
  definitionOf: (service: string) => Pick<ServiceDefinition, 'resources'> | undefined,
  reader: Reader,
  account: AccountId,
  region: Region,
): KnownResources {
  return async (service, limit) => {
    const found: KnownResource[] = [];
    for (const resource of (definitionOf(service)?.resources ?? []) as readonly Resource<object>[]) {
      const scope = scopeFor(resource.collection.level, account, region);
      for (const { record } of await reader.in(resource.collection, scope).list({ limit }))
        found.push({ arn: resource.arn(record, scope), policy: resource.policy?.(record) });
    }
    return found;
  };
}

/** Where records of a collection of this level stand, as seen from an account and a region. */
export function scopeFor(level: Scope['level'], account: AccountId, region: Region): Scope {
  if (level === 'partition') return partitionScope;
  if (level === 'account') return accountScope(account);
  return regionScope(account, region);
}
