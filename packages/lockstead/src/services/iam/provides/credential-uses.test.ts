import { afterAll, beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { type AccountId, newAccessKeyId, newAccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers, type Timers } from '#kernel/timers';
import type { Session } from '#service/session';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { CredentialUses } from './credential-uses.ts';

const entropy = systemEntropy();
const clock = simulatedClock(instant(1.8e12));
const rootKey = RootKey.generate(entropy);
const store = await openSqliteStore({
  path: ':memory:',
  rootKey: rootKey.derive('store'),
  clock,
  timers: systemTimers,
});
afterAll(() => store.close());

let account: AccountId;
let due: (() => void)[];
/** Timers that go off when the test says so. */
const timers: Timers = {
  ...systemTimers,
  after(_ms, run) {
    due.push(run);
    return () => undefined;
  },
};
beforeEach(() => {
  account = newAccountId(entropy);
  due = [];
});

const fail = (error: unknown): never => {
  throw error;
};

function sessionOf(accessKeyId: Session['accessKeyId']): Session {
  const principal = { kind: 'user', account, arn: 'arn', userName: 'u', userId: 'AIDA' } as const;
  return { principal, ...(accessKeyId === undefined ? {} : { accessKeyId }) };
}

const use = (at: number, service = 'iam') => ({ at: instant(at), service, region: 'us-east-1' });

test('the last use is told at once, written once, and read by whoever comes later', async () => {
  const uses = new CredentialUses(store, timers, fail);
  const key = newAccessKeyId(entropy, 'AKIA', account);
  expect(await uses.lastUse(store, account, key)).toBeUndefined();
  uses.used(sessionOf(key), use(1));
  uses.used(sessionOf(key), use(2, 'sts'));
  expect(due).toHaveLength(1);
  expect(await uses.lastUse(store, account, key)).toMatchObject(use(2, 'sts'));
  const other = new CredentialUses(store, timers, fail);
  expect(await other.lastUse(store, account, key)).toBeUndefined();
  await uses.flush();
  expect(await other.lastUse(store, account, key)).toEqual({ id: key, ...use(2, 'sts') });
});

test('a use of a credential while a batch is written is in the next batch', async () => {
  const uses = new CredentialUses(store, timers, fail);
  const key = newAccessKeyId(entropy, 'AKIA', account);
  uses.used(sessionOf(key), use(1));
  const writing = uses.flush();
  await Promise.resolve();
  uses.used(sessionOf(key), use(2));
  await writing;
  expect(await uses.lastUse(store, account, key)).toMatchObject(use(2));
  await uses.flush();
  expect(await new CredentialUses(store, timers, fail).lastUse(store, account, key)).toMatchObject(use(2));
});

test('a batch of uses that cannot be written is reported, kept, and written with the next', async () => {
  let broken = true;
  const failing: Store = Object.create(store, {
    transact: {
      value: async (run: Parameters<Store['transact']>[0]) => {
        if (broken) throw new Error('disk full');
        return await store.transact(run);
      },
    },
  });
  const failures: unknown[] = [];
  const uses = new CredentialUses(failing, timers, (error) => failures.push(error));
  const key = newAccessKeyId(entropy, 'AKIA', account);
  uses.used(sessionOf(key), use(1));
  due[0]?.();
  await expect.poll(() => failures.length).toBe(1);
  broken = false;
  await uses.flush();
  expect(await new CredentialUses(store, timers, fail).lastUse(store, account, key)).toMatchObject(use(1));
});

test('a thousand credentials waiting are written without waiting longer', async () => {
  const uses = new CredentialUses(store, timers, fail);
  const keys = Array.from({ length: 1000 }, () => newAccessKeyId(entropy, 'AKIA', account));
  for (const key of keys) uses.used(sessionOf(key), use(1));
  const other = new CredentialUses(store, timers, fail);
  await expect.poll(() => other.lastUse(store, account, keys[999] ?? '')).toMatchObject(use(1));
});

test('whose use a request is: a key its own, a role session its role’s, other sessions nobody’s', async () => {
  const uses = new CredentialUses(store, timers, fail);
  const temporary = {
    issuedAt: instant(0),
    expiresAt: instant(1),
    madeBy: 'assumeRole',
    tags: [],
    transitiveTagKeys: [],
  } as const;
  const key = newAccessKeyId(entropy, 'ASIA', account);
  uses.used(
    {
      principal: {
        kind: 'assumedRole',
        account,
        arn: 'a',
        roleArn: 'r',
        roleName: 'r',
        roleId: 'AROA',
        sessionName: 'ss',
      },
      accessKeyId: key,
      temporary,
    },
    use(1),
  );
  uses.used({ ...sessionOf(key), temporary: { ...temporary, madeBy: 'getSessionToken' } }, use(1));
  uses.used({ principal: { kind: 'anonymous' } }, use(1));
  expect(await uses.lastUse(store, account, 'AROA')).toMatchObject(use(1));
  expect(await uses.lastUse(store, account, key)).toBeUndefined();
  // Another account's question about the same id has no answer.
  expect(await uses.lastUse(store, newAccountId(entropy), 'AROA')).toBeUndefined();
});
