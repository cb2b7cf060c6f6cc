import { deepEqual, equal, ok } from 'node:assert/strict';
import type { RequestId } from '#kernel/ids';
import type { Change } from '../port.ts';
import { partitionScope } from '../scope.ts';
import { type ContractCase, cursors, elsewhere, entry, home, user, users } from './fixture.ts';

const requestId = '5b6b5bd7-0000-4000-8000-000000000000' as RequestId;

export const contractFeed: readonly ContractCase[] = [
  {
    name: 'the feed tells each change with what was and what is, in order',
    async run({ store, clock, reopen }) {
      const at = clock.now();
      await store.transact(
        async (tx) => {
          await tx.in(users, home).insert(user('alice'));
          await tx.in(users, home).update(user('alice', { visits: 1 }));
        },
        { requestId },
      );
      await store.transact((tx) => tx.in(users, home).delete('alice'));
      const again = await reopen();
      const changes = await again.changes(0, 10);
      const common = { at, scope: home, collection: 'fixture.user', id: 'alice' };
      deepEqual(
        changes.map(({ seq, ...change }) => change),
        [
          { ...common, requestId, rev: 1, after: user('alice') },
          { ...common, requestId, rev: 2, before: user('alice'), after: user('alice', { visits: 1 }) },
          { ...common, requestId: undefined, rev: 3, before: user('alice', { visits: 1 }) },
        ],
      );
      const seqs = changes.map(({ seq }) => seq);
      deepEqual(
        seqs,
        seqs.toSorted((a, b) => a - b),
      );
      equal(new Set(seqs).size, 3);
      equal(await again.head(), seqs[2]);
      deepEqual(await again.changes(seqs[0] ?? 0, 1), [changes[1]]);
      deepEqual(await again.changes(seqs[2] ?? 0, 10), []);
    },
  },
  {
    name: 'a collection that is not in the feed is not told of',
    async run({ store }) {
      const told: Change[] = [];
      store.onCommit((changes) => told.push(...changes));
      await store.transact((tx) => tx.in(cursors, partitionScope).put({ name: 'c', at: 1 }));
      deepEqual(await store.changes(0, 10), []);
      deepEqual(told, []);
    },
  },
  {
    name: 'the feed skips nothing, whatever order transactions commit in',
    async run({ store }) {
      const writers = 120;
      let writing = true;
      const seen: Change[] = [];
      const poll = async (): Promise<void> => {
        for (;;) {
          const last = !writing;
          const batch = await store.changes(seen.at(-1)?.seq ?? 0, 7);
          seen.push(...batch);
          if (batch.length === 0 && last) return;
          if (batch.length === 0) await store.transact(async () => undefined);
        }
      };
      const polled = poll();
      await Promise.all(
        Array.from({ length: writers }, (_, at) =>
          store.transact(async (tx) => {
            for (let n = 0; n <= at % 5; n++) await tx.in(users, home).put(user(`u${at}-${n}`));
          }),
        ),
      );
      writing = false;
      await polled;
      const all = await store.changes(0, 10_000);
      equal(all.length, (writers / 5) * 15);
      deepEqual(seen, all);
    },
  },
  {
    name: 'listeners hear of a commit before its transaction resolves, and never again after they stop',
    async run({ store }) {
      const told: string[] = [];
      const stop = store.onCommit((changes) => told.push(...changes.map(({ id }) => id)));
      await store.transact((tx) => tx.in(users, home).insert(user('alice'))).then(() => told.push('resolved'));
      deepEqual(told, ['alice', 'resolved']);
      await store
        .transact(async (tx) => {
          await tx.in(users, home).insert(user('bob'));
          throw new Error('no');
        })
        .catch(() => undefined);
      stop();
      await store.transact((tx) => tx.in(users, home).insert(user('carol')));
      deepEqual(told, ['alice', 'resolved']);
    },
  },
  {
    name: 'what a listener hears is what the feed tells',
    async run({ store }) {
      const told: Change[] = [];
      store.onCommit((changes) => told.push(...changes));
      await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          store.transact((tx) => tx.in(users, home).put(user(`u${at % 7}`, { visits: at })), { requestId }),
        ),
      );
      const bySeq = told.toSorted((a, b) => a.seq - b.seq);
      deepEqual(await store.changes(0, 100), bySeq);
    },
  },
  {
    name: 'forgotten changes are gone, the others stay, and no seq comes twice',
    async run({ store, reopen }) {
      for (const name of ['a', 'b', 'c']) await store.transact((tx) => tx.in(users, home).insert(user(name)));
      const [, second, third] = await store.changes(0, 10);
      ok(second !== undefined && third !== undefined);
      await store.forget(second.seq);
      deepEqual(await store.changes(0, 10), [third]);
      await store.forget(third.seq);
      deepEqual(await store.changes(0, 10), []);
      equal(await store.head(), third.seq);
      const again = await reopen();
      equal(await again.head(), third.seq);
      await again.transact((tx) => tx.in(users, home).insert(user('d')));
      const [fourth] = await again.changes(third.seq, 10);
      equal(fourth?.id, 'd');
      equal((await again.in(users, home).list()).length, 4);
    },
  },
  {
    name: 'clear takes everything, tells of each record, and what follows in its transaction stays',
    async run({ store, reopen }) {
      await store.transact(async (tx) => {
        await tx.in(users, home).insert(user('alice', { groups: ['g'], email: 'a@example.com' }));
        await tx.in(users, elsewhere).insert(user('bob'));
        await tx.append('log', home, entry('e1', 1));
      });
      const told: Change[] = [];
      store.onCommit((changes) => told.push(...changes));
      await store.transact(async (tx) => {
        await tx.clear();
        await tx.in(users, home).insert(user('carol', { email: 'a@example.com' }));
        await tx.append('log', home, entry('e2', 2));
      });
      const expected = [
        ['alice', 2],
        ['bob', 2],
        ['carol', 1],
      ];
      deepEqual(told.map(({ id, rev }) => [id, rev]).sort(), expected);
      const again = await reopen();
      deepEqual((await again.changes(0, 10)).map(({ id, rev }) => [id, rev]).sort(), expected);
      deepEqual(
        (await again.in(users, home).list()).map(({ record }) => record.name),
        ['carol'],
      );
      equal(await again.in(users, elsewhere).count(), 0);
      equal(await again.in(users, home).count({ index: 'group', key: 'g' }), 0);
      deepEqual(
        (await again.journal('log', home, { limit: 9 })).entries.map(({ id }) => id),
        ['e2'],
      );
    },
  },
];
