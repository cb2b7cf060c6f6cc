/**
 * What lists cost: how many records a page looks at, and whether others get their turn meanwhile. Counted in records and in rounds of the
 * event loop, never in time. That pages meet every record is held against a plain filter.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId, Region, RequestId } from '#kernel/ids';
import { systemTimers } from '#kernel/timers';
import type { ReadContext } from '#service/operation';
import type { Collection, CollectionReader, Reader, Store } from '#store/port';
import { accountScope, type Scope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { getAccountAuthorizationDetails } from './operations/get-account-authorization-details.ts';
import { getAccountSummary } from './operations/get-account-summary.ts';
import { getGroup } from './operations/get-group.ts';
import { listEntitiesForPolicy } from './operations/list-entities-for-policy.ts';
import { listPolicies } from './operations/list-policies.ts';
import { listRoles } from './operations/list-roles.ts';
import { listUsers } from './operations/list-users.ts';
import { listVirtualMFADevices } from './operations/list-virtual-mfa-devices.ts';
import type { CredentialUses } from './provides/credential-uses.ts';
import { indexStep, startIndexed } from './state/path-index.ts';
import { iamCollections, iamState, type UserRecord } from './state/state.ts';

const clock = simulatedClock(instant(1.8e12));
const account = '111122223333' as AccountId;
const trustPolicy = '{"Version":"2012-10-17","Statement":[]}';

function openStore(): Promise<Store> {
  return openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 7), clock, timers: systemTimers });
}

const user = (name: string, path = '/', boundary?: string): UserRecord => ({
  name,
  path,
  id: `AIDA${name}`,
  createdAt: clock.now(),
  tags: [],
  ...(boundary === undefined ? {} : { boundary }),
});

/** The store as it is, with a count of the records that were read. */
function counting(store: Store): { readonly reader: Reader; readonly looked: () => number } {
  let looked = 0;
  const reader: Reader = {
    in<T extends object>(collection: Collection<T>, scope: Scope): CollectionReader<T> {
      const records = store.in(collection, scope);
      return {
        async get(id) {
          looked += 1;
          return await records.get(id);
        },
        async entry(id) {
          looked += 1;
          return await records.entry(id);
        },
        async list(listing) {
          const rows = await records.list(listing);
          looked += rows.length;
          return rows;
        },
        count: (of) => records.count(of),
      };
    },
    journal: (name, scope, query) => store.journal(name, scope, query),
  };
  return { reader, looked: () => looked };
}

function contextOf(reader: Reader): ReadContext {
  return {
    requestId: 'r' as RequestId,
    at: clock.now(),
    region: 'us-east-1' as Region,
    session: { principal: { kind: 'root', account, arn: `arn:aws:iam::${account}:root` } },
    account,
    transport: { secure: true },
    clock,
    entropy: seededEntropy('lists'),
    reader,
    invoke: () => Promise.reject(new Error('nobody is called')),
    outcomes: { denialOf: () => undefined, allows: () => true },
  };
}

interface Paged {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/** All pages of an operation. */
async function pagesOf<Output extends Paged>(
  read: (marker: { Marker?: string }) => Promise<Output>,
): Promise<Output[]> {
  const pages: Output[] = [];
  let marker: { Marker?: string } = {};
  do {
    const page = await read(marker);
    pages.push(page);
    marker = page.Marker === undefined ? {} : { Marker: page.Marker };
    expect(page.IsTruncated).toBe(page.Marker !== undefined);
  } while (marker.Marker !== undefined && pages.length < 200);
  return pages;
}

async function roundsOf(work: () => Promise<unknown>): Promise<number> {
  let rounds = 0;
  let going = true;
  const count = (): void => {
    rounds += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  await work();
  going = false;
  return rounds;
}

describe('a big account', () => {
  const count = 3000;
  const limit = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const own = `arn:aws:iam::${account}:policy/own`;
  let store: Store;
  beforeAll(async () => {
    store = await openStore();
    await store.transact((tx) => startIndexed(tx));
    const policy = { path: '/', createdAt: clock.now(), updatedAt: clock.now(), defaultVersion: 'v1', tags: [] };
    const version = { id: 'v1', text: trustPolicy, createdAt: clock.now() };
    for (let from = 0; from < count; from += 500) {
      await store.transact(async (tx) => {
        const state = iamState(tx, account);
        for (let n = from; n < from + 500; n += 1) {
          const name = `u${String(n).padStart(4, '0')}`;
          await state.users.insert(
            user(name, n === 2900 ? '/rare/place/' : `/p${n % 7}/`, n % 2 === 0 ? limit : undefined),
          );
          await state.roles.insert({ ...user(name), id: `AROA${name}`, trustPolicy, maxSessionSeconds: 3600 });
          await state.attachments.insert({ kind: 'user', name, policyArn: own });
          await state.memberships.insert({ userId: `AIDA${name}`, groupId: 'AGPAall' });
        }
      });
    }
    await store.transact(async (tx) => {
      const state = iamState(tx, account);
      await state.groups.insert({ name: 'all', path: '/', id: 'AGPAall', createdAt: clock.now() });
      await state.policies.insert({ ...policy, name: 'own', id: 'ANPAown', lastVersion: 1, versions: [version] });
    });
  });
  afterAll(() => store.close());

  test.each([
    ['/rare/place/', 1],
    ['/rare/', 1],
    ['/p3/', 10],
  ])('users under %s are found by looking at those alone', async (PathPrefix, MaxItems) => {
    const { reader, looked } = counting(store);
    const { Users = [] } = await listUsers.handle({ PathPrefix, MaxItems }, contextOf(reader));
    expect(Users).toHaveLength(MaxItems);
    expect(looked()).toBeLessThanOrEqual(MaxItems + 2);
  });

  test('a filter that the index does not know ends a page early, and the next pages go on', async () => {
    const { reader, looked } = counting(store);
    const first = await listUsers.handle({ PathPrefix: '/rar', MaxItems: 1 }, contextOf(reader));
    expect(first.Users).toEqual([]);
    expect(first.IsTruncated).toBe(true);
    expect(looked()).toBeLessThanOrEqual(2200);
    const pages = await pagesOf((marker) =>
      listUsers.handle({ PathPrefix: '/rar', MaxItems: 1, ...marker }, contextOf(store)),
    );
    expect(pages.flatMap(({ Users = [] }) => Users.map(({ UserName }) => UserName))).toEqual(['u2900']);
  });

  const noUse = { lastUse: async () => undefined } as unknown as CredentialUses;
  const context = (): ReadContext => contextOf(store);
  test.each<readonly [string, number, () => Promise<unknown>]>([
    ['ListUsers', 1000, () => listUsers.handle({ MaxItems: 1000 }, context())],
    ['ListUsers of a rare path', 2000, () => listUsers.handle({ PathPrefix: '/rar', MaxItems: 1 }, context())],
    ['ListRoles', 1000, () => listRoles.handle({ MaxItems: 1000 }, context())],
    ['GetGroup', 1000, () => getGroup.handle({ GroupName: 'all', MaxItems: 1000 }, context())],
    ['ListEntitiesForPolicy', 1000, () => listEntitiesForPolicy.handle({ PolicyArn: own, MaxItems: 1000 }, context())],
    ['ListPolicies', 1000, () => listPolicies.handle({ OnlyAttached: true, MaxItems: 1000 }, context())],
    [
      // Whose page ends when there is enough text in it.
      'GetAccountAuthorizationDetails',
      500,
      () => getAccountAuthorizationDetails(noUse).handle({ MaxItems: 1000 }, context()),
    ],
  ])('%s gives others a turn after every hundred records', async (_name, records, read) => {
    expect(await roundsOf(read)).toBeGreaterThanOrEqual(records / 100 - 1);
  });

  test('a page of the details of an account looks at its own items alone', async () => {
    const { reader, looked } = counting(store);
    const page = await getAccountAuthorizationDetails(noUse).handle({ MaxItems: 5 }, contextOf(reader));
    expect(page.UserDetailList).toHaveLength(5);
    expect(looked()).toBeLessThan(60);
  });

  test('the pages of the details of an account meet everything once, and AWS policies that are in use', async () => {
    const read = getAccountAuthorizationDetails(noUse);
    const pages = await pagesOf((marker) => read.handle({ MaxItems: 700, ...marker }, context()));
    expect(
      new Set(pages.flatMap(({ UserDetailList = [] }) => UserDetailList.map(({ UserName }) => UserName))).size,
    ).toBe(count);
    expect(pages.flatMap(({ RoleDetailList = [] }) => RoleDetailList)).toHaveLength(count);
    expect(pages.flatMap(({ Policies = [] }) => Policies.map(({ Arn }) => Arn))).toEqual([own, limit]);
  });

  test('those who have a policy, and those whose boundary it is, are met once each', async () => {
    const all = async (input: object): Promise<string[]> => {
      const pages = await pagesOf((marker) =>
        listEntitiesForPolicy.handle({ PolicyArn: own, MaxItems: 999, ...input, ...marker }, context()),
      );
      return pages.flatMap(({ PolicyUsers = [] }) => PolicyUsers.map(({ UserName = '' }) => UserName));
    };
    expect(new Set(await all({})).size).toBe(count);
    expect(await all({})).toHaveLength(count);
    expect(await all({ PathPrefix: '/rare/' })).toEqual(['u2900']);
    expect(await all({ PolicyArn: limit })).toHaveLength(count / 2);
    expect(await all({ PolicyArn: limit, PolicyUsageFilter: 'PermissionsPolicy' })).toEqual([]);
    expect(await all({ EntityFilter: 'Role' })).toEqual([]);
  });
});

/** Few names and levels, so that prefixes meet. */
const segment = fc.constantFrom('a', 'b', 'ab', 'A');
const path = fc.array(segment, { maxLength: 11 }).map((parts) => `/${parts.map((part) => `${part}/`).join('')}`);
const prefix = fc.oneof(
  path,
  fc.tuple(path, segment).map(([before, part]) => before + part),
);

test('pages under a path are what a filter over all finds, in the order of names', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(path, { maxLength: 30 }),
      prefix,
      fc.integer({ min: 1, max: 5 }),
      async (paths, PathPrefix, MaxItems) => {
        await using opened = await withStore();
        const { store } = opened;
        await store.transact(async (tx) => {
          await startIndexed(tx);
          for (const [n, own] of paths.entries()) await iamState(tx, account).users.insert(user(`u${n}`, own));
        });
        const pages = await pagesOf((marker) =>
          listUsers.handle({ PathPrefix, MaxItems, ...marker }, contextOf(store)),
        );
        const wanted = paths.flatMap((own, n) => (own.startsWith(PathPrefix) ? [`u${n}`] : [])).toSorted();
        expect(pages.flatMap(({ Users = [] }) => Users.map(({ UserName }) => UserName))).toEqual(wanted);
        for (const page of pages) expect(page.Users?.length).toBeLessThanOrEqual(MaxItems);
      },
    ),
    { numRuns: 40 },
  );
});

async function withStore(): Promise<AsyncDisposable & { readonly store: Store }> {
  const store = await openStore();
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

test('what was written before there were these indexes is found at once, and indexed in steps', async () => {
  await using opened = await withStore();
  const { store } = opened;
  // As an earlier version wrote them: without the index of paths, of versions and of assignments.
  const { path: _path, ...before } = iamCollections.users.indexes ?? {};
  const older = { ...iamCollections.users, indexes: before };
  await store.transact(async (tx) => {
    await iamState(tx, account).accounts.insert({ account, email: 'root@a.test', createdAt: clock.now() });
    for (let n = 0; n < 120; n += 1)
      await tx.in(older, accountScope(account)).insert(user(`u${n}`, n < 3 ? '/a/' : '/b/'));
  });
  const names = async (): Promise<unknown> =>
    (await listUsers.handle({ PathPrefix: '/a/' }, contextOf(store))).Users?.map(({ UserName }) => UserName);
  expect(await names()).toEqual(['u0', 'u1', 'u2']);

  let steps = 1;
  while (await store.transact((tx) => indexStep(tx))) steps += 1;
  expect(steps).toBeGreaterThan(3);
  expect(await names()).toEqual(['u0', 'u1', 'u2']);
  const { reader, looked } = counting(store);
  await listUsers.handle({ PathPrefix: '/a/', MaxItems: 1 }, contextOf(reader));
  expect(looked()).toBeLessThanOrEqual(3);
});

test('an account of before is counted, and its devices listed, with the indexes and without', async () => {
  for (const indexed of [false, true]) {
    await using opened = await withStore();
    const { store } = opened;
    await store.transact(async (tx) => {
      if (indexed) await startIndexed(tx);
      const state = iamState(tx, account);
      await state.accounts.insert({ account, email: 'root@a.test', createdAt: clock.now() });
      const times = { createdAt: clock.now(), updatedAt: clock.now() };
      const version = { text: trustPolicy, createdAt: clock.now() };
      for (const name of ['p', 'q']) {
        await state.policies.insert({
          ...times,
          name,
          path: '/',
          id: `ANPA${name}`,
          defaultVersion: 'v2',
          lastVersion: 2,
          versions: [
            { ...version, id: 'v1' },
            { ...version, id: 'v2' },
          ],
          tags: [],
        });
      }
    });
    const { SummaryMap } = await getAccountSummary.handle({}, contextOf(store));
    expect(SummaryMap).toMatchObject({ Policies: 2, PolicyVersionsInUse: 4 });
    const assigned = await listVirtualMFADevices.handle({ AssignmentStatus: 'Assigned' }, contextOf(store));
    expect(assigned.VirtualMFADevices).toEqual([]);
  }
});
