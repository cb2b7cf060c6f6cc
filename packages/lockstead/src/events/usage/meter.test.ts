import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { systemTimers } from '#kernel/timers';
import type { Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { Meter, meterLimits, sweepMetered } from './meter.ts';
import { type MeteredRow, meteredRows } from './metered.ts';

const start = Date.parse('2026-12-01T10:00:00Z');
const [one, two] = ['111122223333', '444455556666'] as [AccountId, AccountId];

let store: Store;
let payers: Map<AccountId, AccountId>;
let meter: Meter;
const errors: unknown[] = [];

beforeEach(async () => {
  const clock = simulatedClock(instant(start));
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 1), clock, timers: systemTimers });
  payers = new Map();
  meter = new Meter(
    store,
    systemTimers,
    async (_reader, account) => payers.get(account) ?? account,
    (error) => errors.push(error),
  );
});
afterEach(() => store.close());

const use = (account: AccountId, action: string, at = start, allowed = true, region = 'us-east-1'): void =>
  meter.used({ account, principal: 'p', action, resource: '*', owner: account, region, at: instant(at), allowed });

async function rows(): Promise<readonly MeteredRow[]> {
  return (await store.in(meteredRows, partitionScope).list()).map(({ record }) => record);
}

test('allowed calls are counted by day, account, Region and action; their sums stand beside them', async () => {
  payers.set(two, one);
  use(one, 'kms:Encrypt');
  use(one, 'kms:Encrypt');
  use(two, 'kms:Encrypt');
  use(two, 'kms:Encrypt', start, false);
  use(two, 'kms:Encrypt', start + 86_400_000);
  await meter.flush();
  use(one, 'kms:Encrypt');
  await meter.flush();
  const encrypt = { payer: one, region: 'us-east-1', action: 'kms:Encrypt' };
  expect(await rows()).toEqual([
    { ...encrypt, day: '2026-12-01', account: '*', count: 4 },
    { ...encrypt, day: '2026-12-01', account: one, count: 3 },
    { ...encrypt, day: '2026-12-01', account: two, count: 1 },
    { ...encrypt, day: '2026-12-02', account: '*', count: 1 },
    { ...encrypt, day: '2026-12-02', account: two, count: 1 },
  ]);
});

test('who pays is asked when counts are written', async () => {
  use(two, 'kms:Encrypt');
  await meter.flush();
  payers.set(two, one);
  use(two, 'kms:Encrypt');
  await meter.flush();
  expect((await rows()).filter(({ account }) => account === two).map(({ payer }) => payer)).toEqual([one, two]);
});

test('beyond the rows of a day there is one more, without a name', async () => {
  const most = meterLimits.rowsPerDayMax;
  for (let n = 0; n < most + 50; n += 1) use(one, 's3:GetObject', start, true, `r-${n}`);
  await meter.flush();
  const own = (await rows()).filter(({ account }) => account === one);
  expect(own.length).toBe(most + 1);
  expect(own.find(({ action }) => action === '')).toMatchObject({ region: '', count: 50 });
});

test('what could not be written is written with the next', async () => {
  const broken = new Meter(
    store,
    systemTimers,
    () => Promise.reject(new Error('away')),
    (error) => errors.push(error),
  );
  broken.used({
    account: one,
    principal: 'p',
    action: 'a:B',
    resource: '*',
    owner: one,
    region: 'r',
    at: instant(start),
    allowed: true,
  });
  await expect(broken.flush()).rejects.toThrow('away');
  await expect(broken.flush()).rejects.toThrow('away');
  expect(await rows()).toEqual([]);
});

test('what is forgotten is not written', async () => {
  use(one, 'kms:Encrypt');
  meter.clear();
  await meter.flush();
  expect(await rows()).toEqual([]);
});

test('months that nobody can ask for any more are removed', async () => {
  use(one, 'kms:Encrypt', Date.parse('2025-09-30T23:59:59Z'));
  use(one, 'kms:Encrypt', Date.parse('2025-10-01T00:00:00Z'));
  await meter.flush();
  expect(await store.transact((tx) => sweepMetered(tx, instant(start)))).toBe(false);
  expect(new Set((await rows()).map(({ day }) => day))).toEqual(new Set(['2025-10-01']));
});
