import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { type AccountId, newAccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import type { Collection, CollectionWriter, Store, Transaction } from '#store/port';
import type { Scope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { iamLimits } from '../limits.ts';
import { type GroupRecord, iamState, nameKey } from '../state/state.ts';
import { AccountQuotas } from './account-quotas.ts';

const clock = simulatedClock(instant(1.8e12));
const entropy = systemEntropy();
const rootKey = RootKey.generate(entropy).derive('store');
const store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
afterAll(() => store.close());

const max = iamLimits.GroupsPerAccount;
let account: AccountId;
beforeEach(() => {
  account = newAccountId(entropy);
});

const group = (name: string): GroupRecord => ({ name, path: '/', id: `AGPA${name}`, createdAt: clock.now() });

function add(quotas: AccountQuotas, name: string): Promise<void> {
  return store.transact(async (tx) => {
    await quotas.check(tx, account, 'GroupsPerAccount');
    await iamState(tx, account).groups.insert(group(name));
  });
}

async function fill(quotas: readonly AccountQuotas[], count: number): Promise<void> {
  for (let n = 0; n < count; n++) await add(quotas[n % quotas.length] as AccountQuotas, `group-${n}`);
}

const full = `Cannot exceed quota for GroupsPerAccount: ${max}`;

describe('an account gets exactly as many groups as the quota says', () => {
  test('where two nodes make them one after another, in turn', async () => {
    const both = [new AccountQuotas(store), new AccountQuotas(store)];
    await fill(both, max);
    for (const quotas of both) await expect(add(quotas, 'one-more')).rejects.toThrow(full);
    await store.transact((tx) => iamState(tx, account).groups.delete(nameKey('group-7')));
    await add(both[0] as AccountQuotas, 'instead');
    await expect(add(both[1] as AccountQuotas, 'one-more')).rejects.toThrow(full);
  });

  test('where many are made at once', async () => {
    const quotas = new AccountQuotas(store);
    await fill([quotas], max - 5);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => add(quotas, `late-${n}`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  test('where a node makes them that has not heard of the others for too long', async () => {
    const deaf = new AccountQuotas({ ...facade(store), onCommit: () => () => undefined, staleMs: () => 2000 });
    await add(deaf, 'first');
    await store.transact(async (tx) => {
      for (let n = 0; n < max - 2; n++) await iamState(tx, account).groups.insert(group(`group-${n}`));
    });
    await add(deaf, 'last');
    await expect(add(deaf, 'one-more')).rejects.toThrow(full);
  });
});

test('far from a quota of the account nothing is counted twice', async () => {
  let counts = 0;
  const quotas = new AccountQuotas(store);
  const counting = (tx: Transaction): Transaction => ({
    ...tx,
    in: <T extends object>(collection: Collection<T>, scope: Scope): CollectionWriter<T> => {
      counts += 1;
      return tx.in(collection, scope);
    },
  });
  for (let n = 0; n < 20; n++) {
    await store.transact(async (tx) => {
      await quotas.check(counting(tx), account, 'GroupsPerAccount');
      await iamState(tx, account).groups.insert(group(`group-${n}`));
    });
  }
  expect(counts).toBe(1);
});

function facade(real: Store): Store {
  return {
    in: (collection, scope) => real.in(collection, scope),
    journal: (name, scope, query) => real.journal(name, scope, query),
    transact: (run, options) => real.transact(run, options),
    changes: (after, limit) => real.changes(after, limit),
    head: () => real.head(),
    follow: (journal, after, limit) => real.follow(journal, after, limit),
    journalEnd: () => real.journalEnd(),
    forget: (through) => real.forget(through),
    onCommit: (listener) => real.onCommit(listener),
    onMissed: (listener) => real.onMissed(listener),
    staleMs: () => real.staleMs(),
    close: () => real.close(),
  };
}
