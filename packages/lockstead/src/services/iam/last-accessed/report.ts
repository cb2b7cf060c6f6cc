/**
 * What a report says: of each service that the policies grant anything of, who accessed it last. It is of the moment when it is made.
 *
 * AWS DIFFERS? AWS has a list of actions that it tracks. Here every action counts that the policies grant, and those that nobody used are left out.
 */
import type { Document } from '@lockstead/policy';
import type { ServiceReference } from '@lockstead/policy/reference';
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Gathering } from '#kernel/turns';
import type { Reader } from '#store/port';
import { ServiceAccess } from '../policies/service-access.ts';
import { grantedServices } from './granted-services.ts';
import type { ActionLastAccessed, EntityLastAccessed, Granularity, LastAccess, ServiceLastAccessed } from './state.ts';
import type { Subject } from './subject.ts';
import { lastUses } from './uses.ts';

export interface Report {
  readonly services: readonly ServiceLastAccessed[];
  readonly entities: readonly EntityLastAccessed[];
}

/** One service while the report is gathered. */
class Gathered {
  entities = 0;
  last: LastAccess | undefined;
  readonly actions = new Map<string, LastAccess>();
}

export interface ReportOf {
  readonly reader: Reader;
  readonly account: AccountId;
  readonly granularity: Granularity;
  /** Earlier uses do not count. */
  readonly since: Instant;
}

/** The ledger must have been flushed: what it still holds in memory is not seen. */
export async function makeReport(
  { documents, members }: Subject,
  { reader, account, granularity, since }: ReportOf,
  work: Gathering,
): Promise<Report> {
  const reference = await import('@lockstead/policy/reference');
  const access = new ServiceAccess(reference, work);
  const services = await grantedServices(documents, reference, access, work);
  const gathered = new Map(services.map(({ prefix }) => [prefix, new Gathered()]));
  const entities: EntityLastAccessed[] = [];
  for (const { createdAt, ...member } of members) {
    // What an earlier user or role of the same name did is not this one's.
    const from = Math.max(since, createdAt) as Instant;
    const uses = new Map<string, Instant>();
    for (const [action, { at, region }] of await lastUses(reader, account, member.arn, from, work)) {
      const colon = action.indexOf(':');
      const prefix = action.slice(0, colon);
      const service = gathered.get(prefix);
      if (service === undefined) continue;
      const use: LastAccess = { at, entity: member.arn, region };
      if (!uses.has(prefix)) service.entities += 1;
      if (at > (uses.get(prefix) ?? 0)) uses.set(prefix, at);
      service.last = laterOf(service.last, use);
      const name = action.slice(colon + 1);
      if (granularity === 'ACTION_LEVEL') service.actions.set(name, laterOf(service.actions.get(name), use));
    }
    entities.push({ ...member, uses: Object.fromEntries(uses) });
  }
  const shown: ServiceLastAccessed[] = [];
  for (const service of services) {
    const found = gathered.get(service.prefix) ?? new Gathered();
    const actions = await grantedOf(found.actions, service, documents, access);
    shown.push({
      namespace: service.prefix,
      name: service.name,
      entities: found.entities,
      ...(found.last === undefined ? {} : { last: found.last }),
      ...(actions.length === 0 ? {} : { actions }),
    });
  }
  return { services: shown, entities };
}

function laterOf(known: LastAccess | undefined, use: LastAccess): LastAccess {
  return known === undefined || use.at > known.at ? use : known;
}

/** Of the actions that were used, those that the policies grant: the others were asked for by virtue of something else. */
async function grantedOf(
  used: ReadonlyMap<string, LastAccess>,
  service: ServiceReference,
  documents: readonly Document[],
  access: ServiceAccess,
): Promise<readonly ActionLastAccessed[]> {
  if (used.size === 0) return [];
  const granted = new Set<string>();
  for (const document of documents) {
    for (const name of await access.actionsGranted(document, service)) granted.add(name.toLowerCase());
    if (granted.size === service.actions.size) break;
  }
  return [...used]
    .filter(([name]) => granted.has(name.toLowerCase()))
    .map(([name, use]): ActionLastAccessed => ({ name, ...use }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
