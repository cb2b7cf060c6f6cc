import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { Conflict, type Listing, type Store } from '../port.ts';
import { partitionScope } from '../scope.ts';
import { type ContractCase, cursors, drawn, elsewhere, home, homeRegion, type User, user, users } from './fixture.ts';

async function insertAll(store: Store, ...records: readonly User[]): Promise<void> {
  await store.transact(async (tx) => {
    for (const record of records) await tx.in(users, home).insert(record);
  });
}

async function names(store: Store, listing?: Listing): Promise<readonly string[]> {
  return (await store.in(users, home).list(listing)).map(({ record }) => record.name);
}

/** All pages, `limit` at a time. */
async function paged(store: Store, listing: Listing, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await store.in(users, home).list({ ...listing, limit, ...(after === undefined ? {} : { after }) });
    found.push(...page.map(({ record }) => record.name));
    after = page.at(-1)?.place;
    if (page.length < limit) return found;
  }
}

export const contractDocuments: readonly ContractCase[] = [
  {
    name: 'a record comes back as it was, its revision growing by one',
    async run({ store, reopen }) {
      await insertAll(store, user('alice', { groups: ['a'], email: 'a@example.com' }));
      await store.transact((tx) => tx.in(users, home).update(user('alice', { visits: 1 })));
      await store.transact((tx) => tx.in(users, home).put(user('alice', { visits: 2 })));
      await store.transact((tx) => tx.in(users, home).put(user('bob')));
      const again = await reopen();
      deepEqual(await again.in(users, home).entry('alice'), { record: user('alice', { visits: 2 }), rev: 3 });
      deepEqual(await again.in(users, home).entry('bob'), { record: user('bob'), rev: 1 });
      equal(await again.in(users, home).get('carol'), undefined);
    },
  },
  {
    name: 'insert meets a record, update meets none or another revision: a Conflict, and nothing changed',
    async run({ store }) {
      await insertAll(store, user('alice'));
      await rejects(insertAll(store, user('alice', { visits: 9 })), Conflict);
      await rejects(
        store.transact((tx) => tx.in(users, home).update(user('bob'))),
        Conflict,
      );
      await rejects(
        store.transact((tx) => tx.in(users, home).update(user('alice', { visits: 9 }), 2)),
        Conflict,
      );
      deepEqual(await store.in(users, home).entry('alice'), { record: user('alice'), rev: 1 });
      await store.transact((tx) => tx.in(users, home).update(user('alice', { visits: 1 }), 1));
      equal((await store.in(users, home).entry('alice'))?.rev, 2);
    },
  },
  {
    name: 'a Conflict that is caught leaves the transaction as it was',
    async run({ store }) {
      await insertAll(store, user('alice', { email: 'a@example.com' }));
      await store.transact(async (tx) => {
        const inHome = tx.in(users, home);
        await inHome.insert(user('bob'));
        await rejects(inHome.insert(user('carol', { groups: ['g'], email: 'a@example.com' })), Conflict);
        await rejects(inHome.insert(user('alice')), Conflict);
        await inHome.insert(user('dave'));
      });
      deepEqual(await names(store), ['alice', 'bob', 'dave']);
      deepEqual(await names(store, { index: 'group', key: 'g' }), []);
    },
  },
  {
    name: 'a deleted record is gone from all indexes, and its id is free',
    async run({ store }) {
      await insertAll(store, user('alice', { groups: ['a', 'b'], email: 'a@example.com' }));
      equal(await store.transact((tx) => tx.in(users, home).delete('alice')), true);
      equal(await store.transact((tx) => tx.in(users, home).delete('alice')), false);
      deepEqual(await names(store, { index: 'group' }), []);
      equal(await store.in(users, home).count({ index: 'group', key: 'a' }), 0);
      await insertAll(store, user('alice', { email: 'a@example.com' }));
      equal((await store.in(users, home).entry('alice'))?.rev, 1);
    },
  },
  {
    name: 'a unique key stands once in a scope, and may be taken when it is given up',
    async run({ store }) {
      const email = 'a@example.com';
      await insertAll(store, user('alice', { email }));
      await rejects(insertAll(store, user('bob', { email })), Conflict);
      await store.transact((tx) => tx.in(users, elsewhere).insert(user('bob', { email })));
      await store.transact((tx) => tx.in(users, home).update(user('alice', { email, visits: 1 })));
      await store.transact((tx) => tx.in(users, home).update(user('alice')));
      await insertAll(store, user('bob', { email }));
      deepEqual(await names(store, { index: 'email', key: email }), ['bob']);
    },
  },
  {
    name: 'indexes follow every change; a record stands once under a key that its function names twice',
    async run({ store }) {
      await insertAll(store, user('alice', { groups: ['dev', 'ops', 'dev'] }), user('bob', { groups: ['dev'] }));
      deepEqual(await names(store, { index: 'group', key: 'dev' }), ['alice', 'bob']);
      equal(await store.in(users, home).count({ index: 'group', key: 'dev' }), 2);
      await store.transact((tx) => tx.in(users, home).update(user('alice', { groups: ['ops', 'sec'] })));
      deepEqual(await names(store, { index: 'group', key: 'dev' }), ['bob']);
      deepEqual(await names(store, { index: 'group' }), ['bob', 'alice', 'alice']);
      deepEqual(await names(store, { index: 'group', prefix: 's' }), ['alice']);
      equal(await store.in(users, home).count(), 2);
      equal(await store.in(users, home).count({ index: 'group' }), 3);
      equal(await store.in(users, elsewhere).count({ index: 'group' }), 0);
      await rejects(store.in(users, home).list({ index: 'nothing' }));
      await rejects(store.in(users, home).count({ index: 'nothing' }));
      await rejects(store.in(users, home).count({ index: 'nothing', key: 'x' }));
    },
  },
  {
    name: 'lists are in the order of UTF-8 bytes, prefixes are taken literally',
    async run({ store }) {
      const all = ['a', 'a%', 'a_', 'ab', 'a\u{10ffff}', 'a\u{10ffff}b', 'b', 'B', 'é', '\ud7ff', '\ue000', '😀', '%'];
      await insertAll(store, ...all.map((name) => user(name)));
      const sorted = all.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      deepEqual(await names(store), sorted);
      for (const prefix of ['', 'a', 'a_', 'a%', 'a\u{10ffff}', '\ud7ff', '\u{10ffff}', 'é', 'zz']) {
        const expected = sorted.filter((name) => name.startsWith(prefix));
        deepEqual(await names(store, { prefix }), expected, `prefix ${prefix}`);
        deepEqual(await paged(store, { prefix }, 2), expected, `pages of prefix ${prefix}`);
        for (const from of sorted) {
          const onwards = expected.filter((name) => Buffer.compare(Buffer.from(name), Buffer.from(from)) >= 0);
          deepEqual(await names(store, { prefix, from }), onwards, `prefix ${prefix} from ${from}`);
          deepEqual(await paged(store, { prefix, from }, 2), onwards, `pages of prefix ${prefix} from ${from}`);
        }
      }
    },
  },
  {
    name: 'pages meet every record once, by id, by index and by key, whatever is added or removed behind them',
    async run({ store }) {
      const all = Array.from({ length: 23 }, (_, at) => user(`u${at}`, { groups: [`g${at % 3}`, 'all'] }));
      await insertAll(store, ...all);
      for (const listing of [{}, { index: 'group' }, { index: 'group', key: 'all' }, { index: 'group', prefix: 'g' }]) {
        for (const limit of [1, 4, 23, 100]) {
          deepEqual(
            await paged(store, listing, limit),
            await names(store, listing),
            JSON.stringify({ listing, limit }),
          );
        }
      }
      const [first] = await store.in(users, home).list({ limit: 1 });
      ok(first !== undefined);
      await store.transact((tx) => tx.in(users, home).delete(first.record.name));
      await insertAll(store, user('aaa'));
      const rest = await store.in(users, home).list({ after: first.place });
      equal(rest.length, 22);
    },
  },
  {
    name: 'a place from elsewhere is refused',
    async run({ store }) {
      await insertAll(store, user('alice', { groups: ['g'] }));
      const [byIndex] = await store.in(users, home).list({ index: 'group' });
      ok(byIndex !== undefined);
      await rejects(store.in(users, home).list({ after: byIndex.place }), { name: 'NotAPlace' });
      await rejects(store.in(users, home).list({ after: 'nonsense' }), { name: 'NotAPlace' });
    },
  },
  {
    name: 'scopes see nothing of each other, and a collection lives in its level only',
    async run({ store }) {
      await insertAll(store, user('alice', { groups: ['g'] }));
      equal(await store.in(users, elsewhere).get('alice'), undefined);
      deepEqual(await store.in(users, elsewhere).list(), []);
      deepEqual(await store.in(users, elsewhere).list({ index: 'group' }), []);
      equal(await store.in(users, elsewhere).count(), 0);
      equal(await store.transact((tx) => tx.in(users, elsewhere).delete('alice')), false);
      for (const scope of [partitionScope, homeRegion]) {
        await rejects(async () => await store.in(users, scope).get('alice'));
        await rejects(store.transact((tx) => tx.in(users, scope).put(user('alice'))));
      }
      await rejects(async () => await store.in(cursors, home).get('x'));
    },
  },
  {
    name: 'a record without an id is refused',
    async run({ store }) {
      await rejects(insertAll(store, user('')));
      equal(await store.in(users, home).count(), 0);
    },
  },
  {
    name: 'no id and no key holds a NUL: writes are refused, reads find nothing',
    async run({ store }) {
      await insertAll(store, user('alice', { groups: ['g'] }));
      await rejects(insertAll(store, user('al\0ice')), /NUL/);
      await rejects(insertAll(store, user('bob', { groups: ['g\0'] })), /NUL/);
      equal(await store.in(users, home).get('alice\0'), undefined);
      deepEqual(await names(store, { prefix: 'alice\0' }), []);
      deepEqual(await names(store, { index: 'group', key: 'g\0' }), []);
      equal(await store.in(users, home).count({ index: 'group', key: 'g\0' }), 0);
      equal(await store.transact((tx) => tx.in(users, home).delete('alice\0')), false);
      await store.transact((tx) =>
        tx
          .in(users, home)
          .put(user('alice', { email: 'in \0 a member' }))
          .catch(() => undefined),
      );
      equal(await store.in(users, home).count(), 1);
    },
  },
  {
    name: 'any other text comes back, in ids, keys, members and entries',
    async run({ store }) {
      const odd = [
        '\u0001',
        "it's",
        '"',
        '\\',
        '%_',
        '\n',
        '\u2028',
        '{x}',
        '?',
        '$1',
        '😀',
        '__proto__',
        'constructor',
      ];
      await insertAll(store, ...odd.map((text) => user(text, { groups: [text], email: text })));
      for (const text of odd) {
        deepEqual(await store.in(users, home).get(text), user(text, { groups: [text], email: text }));
        deepEqual(await names(store, { index: 'group', key: text }), [text]);
        deepEqual(await names(store, { index: 'group', prefix: text }), [text]);
      }
    },
  },
  {
    name: 'two thousand drawn steps end in the state that a map of records ends in',
    async run({ store, reopen }) {
      const model = new Map<string, User>();
      for (let batch = 0; batch < 40; batch++) {
        await store.transact(async (tx) => {
          const inHome = tx.in(users, home);
          for (const draw of drawn(batch, 50, 1000)) {
            const name = `u${draw % 37}`;
            const record = user(name, { visits: draw, groups: [`g${draw % 5}`, `h${draw % 2}`] });
            if (draw % 3 === 0) equal(await inHome.delete(name), model.delete(name));
            else {
              await inHome.put(record);
              model.set(name, record);
            }
          }
        });
      }
      const again = await reopen();
      const expected = [...model.keys()].sort();
      deepEqual(await names(again), expected);
      for (const name of expected) deepEqual(await again.in(users, home).get(name), model.get(name));
      for (const group of ['g0', 'g4', 'h1']) {
        const members = expected.filter((name) => model.get(name)?.groups.includes(group));
        deepEqual(await names(again, { index: 'group', key: group }), members);
        equal(await again.in(users, home).count({ index: 'group', key: group }), members.length);
      }
    },
  },
];
