import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { Secret } from '#kernel/secret';
import type { Transaction } from '../port.ts';
import { type ContractCase, entry, home, keys, user, users } from './fixture.ts';

/** Enough for two nodes' worth of transactions to meet in every order. */
const rounds = 20;

class Refused extends Error {}

export const contractConcurrency: readonly ContractCase[] = [
  {
    name: 'lost update: of fifty that add one, none is lost',
    async run({ store }) {
      await store.transact((tx) => tx.in(users, home).insert(user('alice')));
      const addOne = async (tx: Transaction): Promise<void> => {
        const alice = await tx.in(users, home).get('alice');
        ok(alice !== undefined);
        await tx.in(users, home).update({ ...alice, visits: alice.visits + 1 });
      };
      await Promise.all(Array.from({ length: 50 }, () => store.transact(addOne)));
      deepEqual(await store.in(users, home).entry('alice'), { record: user('alice', { visits: 50 }), rev: 51 });
    },
  },
  {
    name: 'write skew: of two who may go only while the other stays, one stays',
    async run({ store }) {
      for (let round = 0; round < rounds; round++) {
        const onCall = ['alice', 'bob'].map((name) => user(name, { visits: 1 }));
        await store.transact(async (tx) => {
          for (const one of onCall) await tx.in(users, home).put(one);
        });
        const leave = (name: string) => async (tx: Transaction) => {
          const present = (await tx.in(users, home).list()).filter(({ record }) => record.visits === 1);
          if (present.length > 1) await tx.in(users, home).update(user(name));
        };
        await Promise.all([store.transact(leave('alice')), store.transact(leave('bob'))]);
        const left = (await store.in(users, home).list()).filter(({ record }) => record.visits === 1);
        equal(left.length, 1, `round ${round}`);
      }
    },
  },
  {
    name: 'phantom: of two concurrent third access keys, one is refused or both are',
    async run({ store }) {
      for (let round = 0; round < rounds; round++) {
        const name = `user${round}`;
        const create = (id: string) => async (tx: Transaction) => {
          if ((await tx.in(keys, home).list({ index: 'user', key: name })).length >= 2) throw new Refused();
          await tx.in(keys, home).insert({ id: `${name}-${id}`, user: name, secret: new Secret('s') });
        };
        await store.transact(create('1'));
        const outcomes = await Promise.allSettled(['2', '3', '4'].map((id) => store.transact(create(id))));
        equal(await store.in(keys, home).count({ index: 'user', key: name }), 2, `round ${round}`);
        equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
        for (const outcome of outcomes) ok(outcome.status === 'fulfilled' || outcome.reason instanceof Refused);
      }
    },
  },
  {
    name: 'a unique key is taken once, however many reach for it',
    async run({ store }) {
      for (let round = 0; round < rounds; round++) {
        const email = `${round}@example.com`;
        const outcomes = await Promise.allSettled(
          ['a', 'b', 'c'].map((name) =>
            store.transact((tx) => tx.in(users, home).insert(user(`${name}${round}`, { email }))),
          ),
        );
        equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1, `round ${round}`);
        equal(await store.in(users, home).count({ index: 'email', key: email }), 1);
        for (const outcome of outcomes) ok(outcome.status === 'fulfilled' || outcome.reason.name === 'Conflict');
      }
    },
  },
  {
    name: 'a transaction reads what it wrote',
    async run({ store }) {
      await store.transact(async (tx) => {
        const inHome = tx.in(users, home);
        await inHome.insert(user('alice', { groups: ['g'] }));
        equal((await inHome.entry('alice'))?.rev, 1);
        deepEqual(await inHome.get('alice'), user('alice', { groups: ['g'] }));
        equal((await inHome.list()).length, 1);
        equal((await inHome.list({ index: 'group', key: 'g' })).length, 1);
        equal(await inHome.count(), 1);
        await inHome.delete('alice');
        equal(await inHome.count({ index: 'group', key: 'g' }), 0);
        await tx.append('log', home, entry('e1', 1, ['a=b']));
        equal((await tx.journal('log', home, { limit: 10, label: 'a=b' })).entries.length, 1);
      });
    },
  },
  {
    name: 'nobody sees what is not committed',
    async run({ store }) {
      await store.transact((tx) => tx.in(users, home).insert(user('alice')));
      const seen: Promise<unknown>[] = [];
      await store.transact(async (tx) => {
        await tx.in(users, home).update(user('alice', { visits: 7 }));
        await tx.in(users, home).insert(user('bob'));
        await tx.append('log', home, entry('e1', 1));
        seen.push(
          store.in(users, home).get('alice'),
          store.in(users, home).count(),
          store.journal('log', home, { limit: 1 }),
          store.changes(0, 100).then((changes) => changes.length),
        );
        // Only for this test: a transaction awaits nothing else.
        await Promise.all(seen);
      });
      deepEqual(await Promise.all(seen), [user('alice'), 1, { entries: [] }, 1]);
      equal((await store.in(users, home).get('alice'))?.visits, 7);
    },
  },
  {
    name: 'one that throws leaves no trace, those beside it stay, and its error comes back as it is',
    async run({ store, reopen }) {
      const write = (name: string) => async (tx: Transaction) => {
        await tx.in(users, home).insert(user(name, { groups: ['g'], email: `${name}@example.com` }));
        await tx.append('log', home, entry(name, 1));
        await tx.append(`log of ${name}`, home, entry(name, 1));
        return name;
      };
      const refused = new Refused();
      const outcomes = await Promise.allSettled([
        store.transact(write('alice')),
        store.transact(async (tx) => {
          await write('bob')(tx);
          throw refused;
        }),
        store.transact(write('carol')),
      ]);
      deepEqual(
        outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason)),
        ['alice', refused, 'carol'],
      );
      await store.transact((tx) => tx.append('log of bob', home, entry('later', 2)));
      const again = await reopen();
      const found = await again.in(users, home).list({ index: 'group', key: 'g' });
      deepEqual(
        found.map(({ record }) => record.name),
        ['alice', 'carol'],
      );
      deepEqual(new Set((await again.changes(0, 100)).map(({ id }) => id)), new Set(['alice', 'carol']));
      const journal = await again.journal('log', home, { limit: 10 });
      deepEqual(journal.entries.map(({ id }) => id).sort(), ['alice', 'carol']);
      deepEqual(
        (await again.journal('log of bob', home, { limit: 10 })).entries.map(({ id }) => id),
        ['later'],
      );
    },
  },
  {
    name: 'a transaction that is over takes nothing more',
    async run({ store }) {
      let kept: Transaction | undefined;
      await store.transact(async (tx) => {
        kept = tx;
      });
      ok(kept !== undefined);
      const over = kept;
      await rejects(async () => await over.in(users, home).insert(user('late')));
      await rejects(async () => await over.append('log', home, entry('late', 1)));
      await rejects(async () => await over.in(users, home).get('late'));
      equal(await store.in(users, home).count(), 0);
    },
  },
  {
    name: 'close lets what is under way come to its end and takes no more',
    async run({ store, reopen }) {
      const under = Array.from({ length: 30 }, (_, at) =>
        store.transact((tx) => tx.in(users, home).insert(user(`u${at}`))),
      );
      const again = await reopen();
      await Promise.all(under);
      equal(await again.in(users, home).count(), 30);
      await rejects(store.transact((tx) => tx.in(users, home).insert(user('late'))));
    },
  },
];
