/** Journals read forward: what trails and detectors stand on. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { instant } from '#kernel/clock';
import type { FollowedEntry, Seq, Store } from '../port.ts';
import { type ContractCase, elsewhere, entry, home, homeRegion } from './fixture.ts';

/** All that follows, in stretches of so many. */
async function followed(
  store: Store,
  journal = 'log',
  after: Seq = 0,
  limit = 1000,
): Promise<{ readonly entries: readonly FollowedEntry[]; readonly through: Seq }> {
  const entries: FollowedEntry[] = [];
  let through = after;
  for (;;) {
    const stretch = await store.follow(journal, through, limit);
    entries.push(...stretch.entries);
    if (stretch.through === through) return { entries, through };
    ok(stretch.through > through);
    ok(stretch.entries.length <= limit);
    through = stretch.through;
  }
}

function idsOf({ entries }: { readonly entries: readonly FollowedEntry[] }): readonly string[] {
  return entries.map(({ id }) => id);
}

export const contractFollowing: readonly ContractCase[] = [
  {
    name: 'a journal read forward tells the entries of all scopes whole, in the order of their commits, not of their times',
    async run({ store, reopen }) {
      const whole = entry('b', 5, ['EventName=CreateUser']);
      await store.transact(async (tx) => {
        await tx.append('log', home, entry('a', 20));
        await tx.append('log', homeRegion, whole);
      });
      await store.transact((tx) => tx.append('log', elsewhere, entry('c', 10)));
      const again = await reopen();
      const all = await followed(again);
      deepEqual(idsOf(all), ['a', 'b', 'c']);
      deepEqual(all.entries[1], { ...whole, scope: homeRegion });
      deepEqual(await again.follow('log', all.through, 10), { entries: [], through: all.through });
      deepEqual(idsOf(await followed(again, 'log', 0, 1)), ['a', 'b', 'c']);
      equal(await again.journalEnd(), all.through);
    },
  },
  {
    name: 'entries of other journals are passed over, however many lie between',
    async run({ store }) {
      for (let round = 0; round < 3; round++) {
        await store.transact(async (tx) => {
          for (let n = 0; n < 50; n++) await tx.append('other', home, entry(`o${round}-${n}`, n));
          await tx.append('log', home, entry(`e${round}`, round));
        });
      }
      deepEqual(idsOf(await followed(store, 'log', 0, 20)), ['e0', 'e1', 'e2']);
      equal((await followed(store, 'other', 0, 20)).entries.length, 150);
      deepEqual((await store.follow('nothing', 0, 1000)).entries, []);
    },
  },
  {
    name: 'what is rolled back is not told, and what is appended while one follows is told once, whatever order it commits in',
    async run({ store }) {
      const writers = 100;
      let writing = true;
      const seen: string[] = [];
      const follow = async (): Promise<void> => {
        let through: Seq = 0;
        for (;;) {
          const last = !writing;
          const stretch = await store.follow('log', through, 7);
          seen.push(...idsOf(stretch));
          if (stretch.through === through && last) return;
          if (stretch.through === through) await store.transact(async () => undefined);
          through = stretch.through;
        }
      };
      const following = follow();
      await Promise.allSettled(
        Array.from({ length: writers }, (_, at) =>
          store.transact(async (tx) => {
            for (let n = 0; n <= at % 4; n++)
              await tx.append('log', at % 2 === 0 ? home : elsewhere, entry(`${at}-${n}`, n));
            if (at % 10 === 0) throw new Error('no');
          }),
        ),
      );
      writing = false;
      await following;
      const kept = Array.from({ length: writers }, (_, at) =>
        at % 10 === 0 ? [] : Array.from({ length: 1 + (at % 4) }, (__, n) => `${at}-${n}`),
      ).flat();
      deepEqual(seen.toSorted(), kept.toSorted());
      deepEqual(seen, idsOf(await followed(store)));
    },
  },
  {
    name: 'no place comes twice, whatever is dropped and however often it is opened',
    async run({ store, reopen }) {
      await store.transact(async (tx) => {
        for (const id of ['a', 'b', 'c']) await tx.append('log', home, entry(id, 1));
      });
      const { through } = await followed(store);
      equal(await store.transact((tx) => tx.trim('log', { olderThan: instant(2), limit: 10 })), 3);
      const again = await reopen();
      deepEqual(await again.follow('log', through, 10), { entries: [], through });
      ok((await again.journalEnd()) >= through);
      await again.transact((tx) => tx.append('log', home, entry('d', 3)));
      deepEqual(idsOf(await followed(again, 'log', through)), ['d']);
      const end = (await followed(again, 'log', through)).through;
      await again.transact((tx) => tx.clear());
      const last = await reopen();
      await last.transact((tx) => tx.append('log', home, entry('e', 4)));
      deepEqual(idsOf(await followed(last, 'log', end)), ['e']);
    },
  },
];
