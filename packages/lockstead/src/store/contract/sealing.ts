import { equal, ok, rejects } from 'node:assert/strict';
import { Secret } from '#kernel/secret';
import type { Change, Collection } from '../port.ts';
import { type ContractCase, home, keys, user, users } from './fixture.ts';

const clear = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

export const contractSealing: readonly ContractCase[] = [
  {
    name: 'a sealed member comes back, and stands nowhere in clear: not in the feed, not in what is stored',
    async run({ store, reopen, stored }) {
      const told: Change[] = [];
      store.onCommit((changes) => told.push(...changes));
      await store.transact((tx) => tx.in(keys, home).insert({ id: 'AKIA1', user: 'alice', secret: new Secret(clear) }));
      await store.transact((tx) => tx.in(keys, home).put({ id: 'AKIA1', user: 'bob', secret: new Secret(clear) }));
      await store.transact(async (tx) => {
        equal((await tx.in(keys, home).get('AKIA1'))?.secret.reveal(), clear);
      });
      const feed = JSON.stringify([told, await store.changes(0, 10)]);
      ok(feed.includes('AKIA1') && feed.includes('sealed'));
      for (const form of [clear, Buffer.from(clear).toString('base64'), Buffer.from(clear).toString('hex')]) {
        ok(!feed.includes(form));
        ok(!(await stored()).includes(form));
      }
      ok((await stored()).includes('AKIA1'));
      const again = await reopen();
      const key = await again.in(keys, home).get('AKIA1');
      ok(key !== undefined && key.secret instanceof Secret);
      equal(key.secret.reveal(), clear);
      equal((await again.in(keys, home).list({ index: 'user', key: 'bob' }))[0]?.record.secret.reveal(), clear);
    },
  },
  {
    name: 'a Secret in a member that is not listed fails, however deep, and leaves nothing',
    async run({ store, stored }) {
      interface Careless {
        readonly id: string;
        readonly nested: { readonly list: readonly unknown[] };
      }
      const careless: Collection<Careless> = { name: 'fixture.careless', level: 'account', id: ({ id }) => id };
      await rejects(
        store.transact(async (tx) => {
          await tx.in(users, home).insert(user('alice'));
          await tx.in(careless, home).insert({ id: 'x', nested: { list: [{ token: new Secret(clear) }] } });
        }),
        /Secret/,
      );
      equal(await store.in(users, home).get('alice'), undefined);
      ok(!(await stored()).includes(clear));
      // The words alone are not secret.
      await store.transact((tx) => tx.in(careless, home).insert({ id: 'y', nested: { list: ['[secret]'] } }));
    },
  },
  {
    name: 'what is listed as sealed and is not a Secret fails',
    async run({ store }) {
      const record = { id: 'AKIA1', user: 'alice', secret: 'in clear' as unknown as Secret };
      await rejects(
        store.transact((tx) => tx.in(keys, home).insert(record)),
        /secret/,
      );
      equal(await store.in(keys, home).count(), 0);
    },
  },
];
