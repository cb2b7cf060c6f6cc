import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { instant } from '#kernel/clock';
import type { JournalEntry, JournalQuery, Store } from '../port.ts';
import type { Scope } from '../scope.ts';
import { type ContractCase, drawn, elsewhere, entry, home, homeRegion } from './fixture.ts';

async function append(store: Store, ...entries: readonly JournalEntry[]): Promise<void> {
  await store.transact(async (tx) => {
    for (const one of entries) await tx.append('log', home, one);
  });
}

async function ids(store: Store, query: Partial<JournalQuery> = {}): Promise<readonly string[]> {
  return (await store.journal('log', home, { limit: 1000, ...query })).entries.map(({ id }) => id);
}

export const contractJournals: readonly ContractCase[] = [
  {
    name: 'entries come back whole, newest first, those of one moment in the order of their coming',
    async run({ store, reopen }) {
      const whole = entry('b', 20, ['EventName=CreateUser', 'Username=alice']);
      await append(store, entry('a', 10), whole, entry('c', 20), entry('late', 15));
      const again = await reopen();
      deepEqual(await ids(again), ['c', 'b', 'late', 'a']);
      const [, second] = (await again.journal('log', home, { limit: 2 })).entries;
      ok(second !== undefined);
      const { place, ...back } = second;
      deepEqual(back, whole);
      equal(typeof place, 'string');
      deepEqual(await ids(again, { limit: 0 }), []);
    },
  },
  {
    name: 'a label is found whole: not its beginning, not its end, not its case',
    async run({ store }) {
      await append(
        store,
        entry('a', 1, ['EventName=CreateUser', 'ReadOnly=false']),
        entry('b', 2, ['EventName=CreateUserX']),
        entry('c', 3, ['XEventName=CreateUser']),
        entry('d', 4, ['EventName=createuser']),
        entry('e', 5, ['EventName=Create%']),
        entry('f', 6),
        entry('g', 7, ['ReadOnly=false', 'EventName=CreateUser']),
      );
      deepEqual(await ids(store, { label: 'EventName=CreateUser' }), ['g', 'a']);
      deepEqual(await ids(store, { label: 'ReadOnly=false' }), ['g', 'a']);
      deepEqual(await ids(store, { label: 'EventName=Create%' }), ['e']);
      deepEqual(await ids(store, { label: 'EventName=' }), []);
      await rejects(append(store, entry('h', 8, ['two\nlines'])));
    },
  },
  {
    name: 'a label may hold anything but a line break, and is found by the same text',
    async run({ store }) {
      const odd = ['n=\0', 'n=a\0b', "n='", 'n=\\', 'n=%', 'n=_', 'n=😀', 'n=x\ud800', 'n=?', 'n=$1'];
      await append(store, ...odd.map((label, at) => entry(`e${at}`, at, ['other=x', label])));
      for (const [at, label] of odd.entries()) deepEqual(await ids(store, { label }), [`e${at}`], label);
    },
  },
  {
    name: 'from and to are both within',
    async run({ store }) {
      await append(store, ...[1, 2, 3, 4, 5].map((at) => entry(`e${at}`, at)));
      deepEqual(await ids(store, { from: instant(2), to: instant(4) }), ['e4', 'e3', 'e2']);
      deepEqual(await ids(store, { from: instant(6) }), []);
      deepEqual(await ids(store, { to: instant(1) }), ['e1']);
    },
  },
  {
    name: 'journals and scopes see nothing of each other',
    async run({ store }) {
      await store.transact(async (tx) => {
        await tx.append('log', home, entry('home', 1));
        await tx.append('log', elsewhere, entry('elsewhere', 1));
        await tx.append('log', homeRegion, entry('region', 1));
        await tx.append('other', home, entry('other', 1));
      });
      deepEqual(await ids(store), ['home']);
      deepEqual(
        (await store.journal('log', homeRegion, { limit: 9 })).entries.map(({ id }) => id),
        ['region'],
      );
      deepEqual((await store.journal('none', home, { limit: 9 })).entries, []);
    },
  },
  {
    name: 'pages meet every entry once, also those of one moment, while newer ones come',
    async run({ store }) {
      const times = drawn(1, 300, 40);
      await append(store, ...times.map((at, n) => entry(`e${n}`, at, n % 3 === 0 ? ['third=yes'] : ['third=no'])));
      for (const query of [{}, { label: 'third=yes' }, { from: instant(10), to: instant(30), label: 'third=no' }]) {
        const all = await ids(store, query);
        const paged: string[] = [];
        let before: string | undefined;
        for (;;) {
          const page = await store.journal('log', home, {
            ...query,
            limit: 7,
            ...(before === undefined ? {} : { before }),
          });
          paged.push(...page.entries.map(({ id }) => id));
          before = page.entries.at(-1)?.place;
          if (page.entries.length < 7) break;
          await append(store, entry(`new${paged.length}`, 1000, ['third=yes', 'third=no']));
        }
        const expected = all.filter((id) => !id.startsWith('new'));
        deepEqual(
          paged.filter((id) => !id.startsWith('new')),
          expected,
        );
      }
      await rejects(ids(store, { before: 'nonsense' }), { name: 'NotAPlace' });
    },
  },
  {
    name: 'a search finds what is rare among many',
    async run({ store }) {
      const many = Array.from({ length: 5000 }, (_, n) =>
        entry(`e${n}`, n, [n === 17 ? 'rare=yes' : 'rare=no', `n=${n}`]),
      );
      await append(store, ...many);
      deepEqual(await ids(store, { label: 'rare=yes' }), ['e17']);
      deepEqual(await ids(store, { label: 'n=0' }), ['e0']);
      deepEqual(await ids(store, { label: 'n=4999' }), ['e4999']);
      deepEqual(await ids(store, { label: 'rare=perhaps' }), []);
      equal((await ids(store, { label: 'rare=no', limit: 3000 })).length, 3000);
    },
  },
  {
    name: 'a search that may look at so many entries ends there and says where it goes on; following it, each is met once',
    async run({ store }) {
      const count = 6000;
      const rare = (n: number): boolean => n === 3 || n === 4000 || n === 5999;
      const times = drawn(7, count, 50);
      await append(store, ...times.map((at, n) => entry(`e${n}`, at, [rare(n) ? 'rare=yes' : 'rare=no'])));
      const lookedAtMax = 700;
      const all = await ids(store, { label: 'rare=yes' });
      equal(all.length, 3);
      const found: string[] = [];
      let pages = 0;
      let before: string | undefined;
      do {
        const query = { label: 'rare=yes', limit: 10, lookedAtMax, ...(before === undefined ? {} : { before }) };
        const page = await store.journal('log', home, query);
        found.push(...page.entries.map(({ id }) => id));
        before = page.goesOnAt;
        pages += 1;
      } while (before !== undefined && pages < 100);
      deepEqual(found, all);
      // Each page looks at a bounded part: not all in one, and not one entry in each.
      ok(pages >= 3 && pages <= 1 + count / lookedAtMax, `${pages} pages`);
    },
  },
  {
    name: 'a page that is full, or comes to the end, does not say that it ended early',
    async run({ store }) {
      await append(store, ...Array.from({ length: 900 }, (_, n) => entry(`e${n}`, n, ['some=yes'])));
      const full = await store.journal('log', home, { label: 'some=yes', limit: 5, lookedAtMax: 600 });
      deepEqual([full.entries.length, full.goesOnAt], [5, undefined]);
      const end = await store.journal('log', home, { label: 'none=yes', limit: 5, lookedAtMax: 100_000 });
      deepEqual([end.entries.length, end.goesOnAt], [0, undefined]);
      const whole = await store.journal('log', home, { limit: 900, lookedAtMax: 1 });
      deepEqual([whole.entries.length, whole.goesOnAt], [900, undefined]);
    },
  },
  {
    name: 'trim drops what is old and what is too many, in all scopes, at most as many as it may',
    async run({ store }) {
      await store.transact(async (tx) => {
        for (let at = 1; at <= 10; at++) await tx.append('log', at % 2 === 0 ? home : elsewhere, entry(`e${at}`, at));
        await tx.append('other', home, entry('untouched', 1));
      });
      const left = async (): Promise<readonly string[]> => [
        ...(await ids(store)),
        ...(await store.journal('log', elsewhere, { limit: 100 })).entries.map(({ id }) => id),
      ];
      const trim = (bounds: { olderThan?: number; entriesMax?: number; limit: number }): Promise<number> => {
        const { olderThan, ...rest } = bounds;
        return store.transact((tx) =>
          tx.trim('log', { ...rest, ...(olderThan === undefined ? {} : { olderThan: instant(olderThan) }) }),
        );
      };
      equal(await trim({ olderThan: 1, limit: 100 }), 0);
      equal(await trim({ olderThan: 4, limit: 2 }), 2);
      equal(await trim({ olderThan: 4, limit: 2 }), 1);
      deepEqual(await left(), ['e10', 'e8', 'e6', 'e4', 'e9', 'e7', 'e5']);
      equal(await trim({ entriesMax: 7, limit: 100 }), 0);
      equal(await trim({ entriesMax: 4, limit: 2 }), 2);
      equal(await trim({ entriesMax: 4, limit: 2 }), 1);
      deepEqual(await left(), ['e10', 'e8', 'e9', 'e7']);
      await store.transact((tx) => tx.append('log', home, entry('e11', 11)));
      equal(await trim({ olderThan: 8, entriesMax: 2, limit: 100 }), 3);
      equal((await left()).length, 2);
      deepEqual((await store.journal('other', home, { limit: 9 })).entries.length, 1);
    },
  },
  {
    name: 'what is too many goes from the account that holds the most, in the scope where it holds the most',
    async run({ store }) {
      const fill = (scope: Scope, from: number, count: number): Promise<void> =>
        store.transact(async (tx) => {
          for (let at = from; at < from + count; at++) await tx.append('log', scope, entry(`e${at}`, at));
        });
      const held = async (scope: Scope): Promise<readonly string[]> =>
        (await store.journal('log', scope, { limit: 1000 })).entries.map(({ id }) => id);
      const names = (from: number, count: number): readonly string[] =>
        Array.from({ length: count }, (_, n) => `e${from + n}`).reverse();
      const trim = (): Promise<number> => store.transact((tx) => tx.trim('log', { entriesMax: 100, limit: 1000 }));
      await fill(elsewhere, 0, 30);
      await fill(homeRegion, 100, 20);
      await fill(home, 200, 200);
      equal(await trim(), 150);
      deepEqual([await held(elsewhere), await held(homeRegion)], [names(0, 30), names(100, 20)]);
      deepEqual(await held(home), names(350, 50));
      // It may write on for as long as it likes.
      await fill(home, 400, 300);
      equal(await trim(), 300);
      deepEqual([await held(elsewhere), await held(homeRegion)], [names(0, 30), names(100, 20)]);
      deepEqual(await held(home), names(650, 50));
      // The other has become the larger one.
      await fill(elsewhere, 1000, 100);
      equal(await trim(), 100);
      deepEqual([await held(homeRegion), (await held(home)).length], [names(100, 20), 30]);
      deepEqual(await held(elsewhere), names(1050, 50));
    },
  },
];
