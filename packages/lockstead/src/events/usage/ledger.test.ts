import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { systemTimers, type Timers } from '#kernel/timers';
import type { Store } from '#store/port';
import { accountScope, partitionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { UsageLedger, type Use } from './ledger.ts';
import { usageLimits } from './limits.ts';
import { type UsageRow, usageAccounts, usageRows } from './rows.ts';

const start = 1_800_000_000_000;
const account = '111122223333' as AccountId;
const alice = `arn:aws:iam::${account}:user/alice`;

let store: Store;
let due: (() => void)[];
const timers: Timers = {
  ...systemTimers,
  after(ms, run) {
    expect(ms).toBe(usageLimits.flushMs);
    due.push(run);
    return () => undefined;
  },
};
const errors: unknown[] = [];

beforeEach(async () => {
  due = [];
  errors.length = 0;
  const clock = simulatedClock(instant(start));
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 1), clock, timers: systemTimers });
});
afterEach(() => store.close());

function use(resource: string, after = 0, more: Partial<Use> = {}): Use {
  const base = {
    account,
    principal: alice,
    action: 's3:GetObject',
    owner: account,
    region: 'us-east-1',
    allowed: true,
  };
  return { ...base, resource, at: instant(start + after), ...more };
}

async function rows(of: Store = store): Promise<readonly UsageRow[]> {
  return (await of.in(usageRows, accountScope(account)).list()).map(({ record }) => record);
}

test('uses are counted in memory, and written by one timer for all', async () => {
  const ledger = new UsageLedger(store, timers, (error) => errors.push(error));
  for (let n = 0; n < 10; n++) ledger.used(use('arn:a', n));
  ledger.used(use('arn:a', 20, { allowed: false, region: 'eu-west-1' }));
  ledger.used(use('arn:b', 5));
  expect(due.length).toBe(1);
  expect(await rows()).toEqual([]);
  due[0]?.();
  await ledger.flush();
  const written = (await rows()).toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
  const common = { principal: alice, action: 's3:GetObject', owner: account };
  expect(written).toEqual([
    {
      ...common,
      resource: 'arn:a',
      allowed: 10,
      denied: 1,
      firstAt: start,
      lastAt: start + 20,
      lastDeniedAt: start + 20,
      region: 'eu-west-1',
    },
    { ...common, resource: 'arn:b', allowed: 1, denied: 0, firstAt: start + 5, lastAt: start + 5, region: 'us-east-1' },
  ]);
});

test('what two nodes count is added up, and the later time stands', async () => {
  const [one, other] = [new UsageLedger(store, timers, fail), new UsageLedger(store, timers, fail)];
  one.used(use('arn:a', 100, { region: 'eu-west-1' }));
  other.used(use('arn:a', 7));
  other.used(use('arn:a', 9, { allowed: false }));
  await one.flush();
  await other.flush();
  expect(await rows()).toMatchObject([
    { allowed: 2, denied: 1, firstAt: start + 7, lastAt: start + 100, lastDeniedAt: start + 9, region: 'eu-west-1' },
  ]);
});

test('the values of stated condition keys are kept with the row, each once and so many at most', async () => {
  const ledger = new UsageLedger(store, timers, fail, { givenMax: 3 });
  const pass = (service: string): void =>
    ledger.used(use('arn:role', 0, { action: 'iam:PassRole', given: { 'iam:PassedToService': service } }));
  for (const service of ['b', 'a', 'b', '']) pass(service);
  await ledger.flush();
  for (const service of ['a', 'c', 'd']) pass(service);
  await ledger.flush();
  expect(await rows()).toMatchObject([{ allowed: 7, given: { 'iam:PassedToService': ['', 'a', 'b'] } }]);
});

test('which accounts have rows is known', async () => {
  const ledger = new UsageLedger(store, timers, fail);
  const other = '444455556666' as AccountId;
  for (const by of [account, other, account]) ledger.used(use('arn:a', 0, { account: by }));
  await ledger.flush();
  const known = await store.in(usageAccounts, partitionScope).list();
  expect(known.map(({ record }) => record.account)).toEqual([account, other]);
});

test('beyond so many resources of one action only how often is known; other actions and principals have room of their own', async () => {
  const resourcesMax = 100;
  const ledger = new UsageLedger(store, timers, fail, { resourcesMax });
  const over = 50;
  for (let n = 0; n < resourcesMax + over; n++) ledger.used(use(`arn:${n}`, n));
  ledger.used(use('arn:put', 0, { action: 's3:PutObject' }));
  await ledger.flush();
  ledger.used(use('arn:one-more', 5000));
  ledger.used(use('arn:0', 6000));
  await ledger.flush();
  const written = await rows();
  expect(written.length).toBe(resourcesMax + 2);
  expect(written.find(({ resource }) => resource === '')).toMatchObject({ allowed: over + 1, lastAt: start + 5000 });
  expect(written.find(({ resource }) => resource === 'arn:0')).toMatchObject({ allowed: 2 });
  expect(written.find(({ action }) => action === 's3:PutObject')).toMatchObject({ allowed: 1 });
});

test('what could not be written is written with the next, nothing twice', async () => {
  let broken = true;
  const flaky: Store = Object.create(store, {
    transact: { value: (run: never) => (broken ? Promise.reject(new Error('full')) : store.transact(run)) },
  });
  const ledger = new UsageLedger(flaky, timers, (error) => errors.push(error));
  ledger.used(use('arn:a'));
  await expect(ledger.flush()).rejects.toThrow('full');
  ledger.used(use('arn:a', 3));
  ledger.used(use('arn:b', 4));
  broken = false;
  await ledger.flush();
  const written = await rows();
  expect(written.map(({ resource, allowed }) => [resource, allowed]).toSorted()).toEqual([
    ['arn:a', 2],
    ['arn:b', 1],
  ]);
});

test('many different ones are written before the minute is over, and while nothing can be written memory has a bound', async () => {
  let broken = true;
  const flaky: Store = Object.create(store, {
    transact: { value: (run: never) => (broken ? Promise.reject(new Error('full')) : store.transact(run)) },
  });
  const heldMax = 400;
  const ledger = new UsageLedger(flaky, timers, (error) => errors.push(error), { waitingMax: 200, heldMax });
  for (let n = 0; n < heldMax + 100; n++) ledger.used(use(`arn:${n}`, 0, { action: `s3:A${n % 100}` }));
  await expect(ledger.flush()).rejects.toThrow('full');
  expect(errors.length).toBeGreaterThan(0);
  broken = false;
  await ledger.flush();
  expect((await rows()).length).toBeLessThanOrEqual(heldMax);
});

test('after a reset nothing of before is written', async () => {
  const ledger = new UsageLedger(store, timers, fail);
  ledger.used(use('arn:a'));
  const flushing = ledger.flush();
  ledger.clear();
  ledger.used(use('arn:b'));
  await flushing;
  await ledger.flush();
  expect((await rows()).map(({ resource }) => resource)).not.toContain(undefined);
  expect((await rows()).map(({ resource }) => resource)).toContain('arn:b');
});

function fail(error: unknown): never {
  throw error;
}

test('a resource with a NUL, as keys of S3 may have one, keeps nothing from being written', async () => {
  const ledger = new UsageLedger(store, timers, (error) => errors.push(error));
  ledger.used(use('arn:aws:s3:::box/a\0b'));
  ledger.used(use('arn:aws:s3:::box/c'));
  await ledger.flush();
  expect((await rows()).map(({ resource }) => resource).toSorted()).toEqual([
    'arn:aws:s3:::box/a%00b',
    'arn:aws:s3:::box/c',
  ]);
});
