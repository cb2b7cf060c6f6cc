import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

/** Rounds of an event loop by hand. */
function rounds() {
  let due: (() => void)[] = [];
  return {
    soon: (run: () => void): void => void due.push(run),
    async next(): Promise<void> {
      const now = due;
      due = [];
      for (const run of now) run();
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

test('in each round one that waits goes on, in the order in which they came', async () => {
  const loop = rounds();
  const turns = new Turns(loop);
  const done: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let piece = 1; piece <= 2; piece += 1) {
      await turns.take();
      done.push(`${name}${piece}`);
    }
  };
  const all = Promise.all([work('a'), work('b'), work('c')]);
  const seen: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    await loop.next();
    seen.push(done.join(' '));
  }
  await all;
  expect(seen).toEqual(['a1', 'a1 b1', 'a1 b1 c1', 'a1 b1 c1 a2', 'a1 b1 c1 a2 b2', 'a1 b1 c1 a2 b2 c2']);
});

test('nobody goes on in the round in which it asked', async () => {
  const loop = rounds();
  const turns = new Turns(loop);
  let went = false;
  const work = turns.take().then(() => {
    went = true;
  });
  await Promise.resolve();
  expect(went).toBe(false);
  await loop.next();
  await work;
  expect(went).toBe(true);
});
