/** What a principal may do where its policies are not what they were. The ordinary is shown over the wire, in tests/iam. */
import { afterAll, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import type { Session } from '#service/session';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { iamState, nameKey } from '../state/state.ts';
import { principalPolicies } from './principal-policies.ts';

const clock = simulatedClock(instant(1.8e12));
const rootKey = RootKey.generate(systemEntropy()).derive('store');
const store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
afterAll(() => store.close());

const account = '111122223333' as AccountId;
const boundary = `arn:aws:iam::${account}:policy/limit`;
const session = {
  principal: {
    kind: 'user',
    account,
    arn: `arn:aws:iam::${account}:user/alice`,
    userName: 'alice',
    userId: 'AIDAALICE',
  },
} as Session;

/** Over the wire a boundary holds its policy; a database can have been restored, or edited. */
test('a boundary whose policy is not there allows nothing; one that is there again under its ARN is meant', async () => {
  const made = { createdAt: clock.now(), path: '/', tags: [] };
  await store.transact((tx) =>
    iamState(tx, account).users.insert({ ...made, name: 'alice', id: 'AIDAALICE', boundary }),
  );
  const policies = principalPolicies(store);
  expect((await policies.of(session)).permissionsBoundary).toBe('deleted');
  const text = '{"Version":"2012-10-17","Statement":[]}';
  const versions = [{ id: 'v1', text, createdAt: clock.now() }];
  const policy = {
    ...made,
    name: 'limit',
    id: 'ANPALIMIT',
    updatedAt: clock.now(),
    defaultVersion: 'v1',
    lastVersion: 1,
  };
  await store.transact((tx) => iamState(tx, account).policies.insert({ ...policy, versions }));
  expect((await policies.of(session)).permissionsBoundary).toMatchObject({ arn: boundary });
  await store.transact((tx) => iamState(tx, account).policies.delete(nameKey('limit')));
  expect((await policies.of(session)).permissionsBoundary).toBe('deleted');
});
