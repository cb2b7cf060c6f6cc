/** The record behind an ARN, among those that services show as resources. */

import type { Arn } from '#kernel/arn';
import { parseAccountId, parseRegion } from '#kernel/ids';
import { turns } from '#kernel/turns';
import type { Reader } from '#store/port';
import { accountScope, partitionScope, regionScope, type Scope } from '#store/scope';
import type { Resource } from './resource.ts';

export interface FoundRecord {
  readonly resource: Resource<object>;
  readonly record: object;
  readonly scope: Scope;
}

const pageRecords = 500;

/** Most ARNs do not tell under which id their records stand: those are read page by page, with turns for others. */
export async function findRecord(
  resources: readonly Resource[],
  reader: Reader,
  text: string,
  scopeOf: (level: Scope['level']) => Scope | undefined,
): Promise<FoundRecord | undefined> {
  for (const resource of resources as readonly Resource<object>[]) {
    const found = await (resource.locate === undefined
      ? searched(resource, reader, text, scopeOf(resource.collection.level))
      : located(resource, reader, text));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function located(resource: Resource<object>, reader: Reader, text: string): Promise<FoundRecord | undefined> {
  const place = await resource.locate?.(reader, text);
  if (place === undefined) return undefined;
  const record = await reader.in(resource.collection, place.scope).get(place.id);
  return record === undefined ? undefined : { resource, record, scope: place.scope };
}

async function searched(
  resource: Resource<object>,
  reader: Reader,
  text: string,
  scope: Scope | undefined,
): Promise<FoundRecord | undefined> {
  if (scope === undefined) return undefined;
  const collection = reader.in(resource.collection, scope);
  for (let after: string | undefined; ; ) {
    const page = await collection.list({ limit: pageRecords, ...(after === undefined ? {} : { after }) });
    const found = page.find(({ record }) => resource.arn(record, scope) === text);
    if (found !== undefined) return { resource, record: found.record, scope };
    after = page.at(-1)?.place;
    if (page.length < pageRecords) return undefined;
    await turns.take();
  }
}

/** Where records of this level stand, of an ARN; `undefined` where it lacks the account or the Region. */
export function scopeOfArn(
  { account, region }: Pick<Arn, 'account' | 'region'>,
  level: Scope['level'],
): Scope | undefined {
  if (level === 'partition') return partitionScope;
  const [owner, where] = [parseAccountId(account), parseRegion(region)];
  if (owner === undefined) return undefined;
  if (level === 'account') return accountScope(owner);
  return where === undefined ? undefined : regionScope(owner, where);
}
