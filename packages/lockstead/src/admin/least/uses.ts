/** What a principal did since a time, from the usage ledger, and what beside its identity policies decides about each of it. */
import { type AttachedPolicy, type Decision, parsePolicy } from '@lockstead/policy';
import { type UsageRow, usageAccounts, usageRows } from '#events/usage/rows';
import { statedKeyOf } from '#events/usage/stated-keys';
import { parseArn } from '#kernel/arn';
import type { Instant } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { turns } from '#kernel/turns';
import type { Blocked, LeastUse } from '#least/use';
import type { AskedRequest, Proposed } from '#service/what-if';
import type { Reader } from '#store/port';
import { accountScope, partitionScope } from '#store/scope';

const rowsAPage = 500;
/** Each is decided twice. */
const decidedATurn = 25;

/** Rows that were used at that time or later, in the order of the ledger. */
export async function* rowsOf(reader: Reader, principal: string, since: Instant): AsyncGenerator<UsageRow> {
  const account = parseAccountId(parseArn(principal)?.account ?? '');
  if (account === undefined) return;
  let after: string | undefined;
  do {
    const page = await reader
      .in(usageRows, accountScope(account))
      .list({ index: 'principal', key: principal, limit: rowsAPage, ...(after === undefined ? {} : { after }) });
    for (const { record } of page) if (record.lastAt >= since) yield record;
    after = page.length < rowsAPage ? undefined : page.at(-1)?.place;
    await turns.take();
  } while (after !== undefined);
}

export interface KnownPrincipal {
  readonly principal: string;
  readonly actions: number;
  readonly allowed: number;
  readonly denied: number;
  readonly lastAt: Instant;
}

/** Users, roles and root users that did something at that time or later, in order. */
export async function principalsIn(reader: Reader, since: Instant): Promise<readonly KnownPrincipal[]> {
  const found = new Map<string, { actions: Set<string>; allowed: number; denied: number; lastAt: Instant }>();
  for (const { record } of await reader.in(usageAccounts, partitionScope).list()) {
    for await (const row of allRows(reader, record.account)) {
      // A service has no policies of its own.
      if (row.lastAt < since || parseArn(row.principal) === undefined) continue;
      const known = found.get(row.principal) ?? { actions: new Set(), allowed: 0, denied: 0, lastAt: row.lastAt };
      known.actions.add(row.action);
      known.allowed += row.allowed;
      known.denied += row.denied;
      if (row.lastAt > known.lastAt) known.lastAt = row.lastAt;
      found.set(row.principal, known);
    }
  }
  return [...found]
    .map(([principal, { actions, ...counts }]) => ({ principal, actions: actions.size, ...counts }))
    .toSorted((left, right) => (left.principal < right.principal ? -1 : 1));
}

async function* allRows(reader: Reader, account: AccountId): AsyncGenerator<UsageRow> {
  let after: string | undefined;
  do {
    const page = await reader
      .in(usageRows, accountScope(account))
      .list({ limit: rowsAPage, ...(after === undefined ? {} : { after }) });
    for (const { record } of page) yield record;
    after = page.length < rowsAPage ? undefined : page.at(-1)?.place;
    await turns.take();
  } while (after !== undefined);
}

/** A request as the row tells of it, once for each value of its condition key. */
export function askedBy({ action, resource, owner, region, given }: UsageRow): readonly AskedRequest[] {
  const base = { action, resource, resourceAccount: owner };
  const key = statedKeyOf(action);
  const values = key === undefined ? undefined : given?.[key];
  if (key === undefined || values === undefined) return [{ ...base, context: { 'aws:RequestedRegion': region } }];
  return values.map((value) => ({
    ...base,
    context: {
      'aws:RequestedRegion': region,
      ...(value === '' ? {} : { [key]: value }),
      ...(key === 'kms:ViaService' && value !== '' ? calledVia(value) : {}),
    },
  }));
}

/** `sqs.us-east-1.amazonaws.com` used a key for its caller. */
function calledVia(viaService: string): AskedRequest['context'] {
  const service = `${viaService.slice(0, viaService.indexOf('.'))}.amazonaws.com`;
  const one = { 'aws:CalledViaFirst': service, 'aws:CalledViaLast': service };
  return { 'aws:ViaAWSService': 'true', 'aws:CalledVia': [service], ...one };
}

/** All uses, each decided once with no identity policy and once with one that allows all. */
export async function usesOf(rows: AsyncIterable<UsageRow>, proposed: Proposed): Promise<readonly LeastUse[]> {
  const uses: LeastUse[] = [];
  for await (const row of rows) {
    if (uses.length % decidedATurn === decidedATurn - 1) await turns.take();
    uses.push(await useOf(row, proposed));
  }
  return uses.toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}

function orderOf({ action, resource }: LeastUse): string {
  return `${action}\n${resource}`;
}

async function useOf(row: UsageRow, proposed: Proposed): Promise<LeastUse> {
  const { action, resource, allowed, denied, given } = row;
  const key = statedKeyOf(action);
  const values = key === undefined ? undefined : given?.[key];
  const use: LeastUse = {
    action,
    resource,
    allowed,
    denied,
    ...(key === undefined || values === undefined ? {} : { stated: { key, values } }),
  };
  // Resources that are not kept by name cannot be decided about.
  if (resource === '') return use;
  let without: string | undefined;
  for (const asked of askedBy(row)) {
    const open = await proposed.decide(asked, [everything]);
    if (open.effect === 'deny') return { ...use, blocked: blockedBy(open) };
    const shut = await proposed.decide(asked, []);
    if (shut.effect === 'deny') return use;
    without = shut.by.layer;
  }
  return without === undefined ? use : { ...use, without };
}

const everything: AttachedPolicy = {
  name: 'everything',
  document: parsedEverything(),
};

function parsedEverything(): AttachedPolicy['document'] {
  const Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const outcome = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity');
  return present(outcome.ok ? outcome.document : undefined, 'a policy that allows everything');
}

function blockedBy(decision: Extract<Decision, { effect: 'deny' }>): Blocked {
  return decision.kind === 'explicit'
    ? { layer: decision.by.layer, explicit: true, policy: decision.by.arn ?? decision.by.policy }
    : { layer: decision.layer, explicit: false };
}
