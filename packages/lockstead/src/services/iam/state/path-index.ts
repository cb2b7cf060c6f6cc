/**
 * Lists under a path prefix, found by an index instead of by looking at everything: each user, group, role and instance profile stands in
 * it under the paths that its own begins with, in the order of names. A data directory of before these indexes is indexed once, in small
 * steps of the agenda; until that is done, lists look at everything as they did.
 */
import { schedule } from '#events/agenda';
import type { AgendaItem } from '#service/agenda';
import type { Collection, Listing, Reader, Transaction } from '#store/port';
import { accountScope, partitionScope } from '#store/scope';
import { pathKeys } from './path-keys.ts';
import { iamCollections } from './state.ts';

/** How a list finds what stands under a path. */
export interface UnderPath {
  readonly listing: Pick<Listing, 'index' | 'key'>;
  /** What the index leaves to look at: a prefix may end within a name of the path. */
  readonly keep?: (record: { readonly path: string }) => boolean;
}

/** For users, groups, roles and instance profiles. */
export async function underPath(reader: Reader, prefix: string): Promise<UnderPath> {
  if (prefix === '/') return { listing: {} };
  const keep = ({ path }: { readonly path: string }): boolean => path.startsWith(prefix);
  const key = pathKeys(prefix).at(-1);
  if (key === undefined || !(await isIndexed(reader))) return { listing: {}, keep };
  return { listing: { index: 'path', key }, ...(key === prefix ? {} : { keep }) };
}

/** Grows with each index that is added to a collection which had records before. */
const version = 1;
const indexed = ['users', 'groups', 'roles', 'instanceProfiles', 'policies', 'mfaDevices'] as const;
const recordsAStep = 50;

interface IndexState {
  readonly name: 'indexes';
  /** The version that all records are indexed by. */
  readonly version: number;
  /** How far the indexing for the next one is: of this account, this collection, after this place. */
  readonly account?: string;
  readonly collection?: number;
  readonly after?: string;
}

const indexStates: Collection<IndexState> = {
  name: 'iam.indexState',
  level: 'partition',
  id: ({ name }) => name,
  feed: false,
};

/** False while the records of an older data directory are still being indexed. */
export async function isIndexed(reader: Reader): Promise<boolean> {
  return (await reader.in(indexStates, partitionScope).get('indexes'))?.version === version;
}

/** Where there is nothing yet, all that comes is indexed as it comes. */
export async function startIndexed(tx: Transaction): Promise<void> {
  await tx.in(indexStates, partitionScope).put({ name: 'indexes', version });
}

/** At each start; a step of what is left to do, and at once the next. */
export const indexRecords: AgendaItem = {
  async handle(due, { tx, now }) {
    const next = await indexStep(tx);
    if (next) await schedule(tx, { ...due, at: now });
  },
};

/** True where there is more to do. */
export async function indexStep(tx: Transaction): Promise<boolean> {
  const states = tx.in(indexStates, partitionScope);
  const state = (await states.get('indexes')) ?? { name: 'indexes', version: 0 };
  if (state.version === version) return false;
  const next = await indexSome(tx, state);
  await states.put(next ?? { name: 'indexes', version });
  return next !== undefined;
}

/** `undefined` when all is done. */
async function indexSome(tx: Transaction, state: IndexState): Promise<IndexState | undefined> {
  const accounts = tx.in(iamCollections.accounts, partitionScope);
  const account = state.account ?? (await accounts.list({ limit: 1 }))[0]?.record.account;
  if (account === undefined) return undefined;
  const at = state.collection ?? 0;
  const name = indexed[at];
  const owner = await accounts.entry(account);
  if (name === undefined || owner === undefined) {
    const later = (await accounts.list()).find(({ record }) => record.account > account);
    return later === undefined ? undefined : { name: 'indexes', version: 0, account: later.record.account };
  }
  const collection = iamCollections[name] as Collection<object>;
  const records = tx.in(collection, accountScope(owner.record.account));
  const { after } = state;
  const rows = await records.list({ limit: recordsAStep, ...(after === undefined ? {} : { after }) });
  // Written as it is: the store writes the rows of its indexes with it.
  for (const { record } of rows) await records.update(record);
  const last = rows.length < recordsAStep ? undefined : rows.at(-1)?.place;
  const here = { name: 'indexes', version: 0, account } as const;
  return last === undefined ? { ...here, collection: at + 1 } : { ...here, collection: at, after: last };
}
