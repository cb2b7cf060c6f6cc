import { expect, test } from 'vitest';
import { Gathering, Room, Turns } from './turns.ts';

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

test('no more gather at one time than there are places; the others wait in line with what one turn gave them', async () => {
  const loop = rounds();
  const line = new Turns(loop);
  const room = new Room(2);
  const gathering = new Set<string>();
  const began: string[] = [];
  let most = 0;
  const gather = async (name: string): Promise<void> => {
    using work = new Gathering(room, line);
    for (let piece = 0; piece < 3; piece += 1) {
      await work.turn();
      if (piece === 0) began.push(name);
      gathering.add(name);
      most = Math.max(most, gathering.size);
    }
    gathering.delete(name);
  };
  const all = Promise.all(['a', 'b', 'c', 'd', 'e'].map(gather));
  for (let round = 0; round < 30; round += 1) await loop.next();
  await all;
  expect({ most, began }).toEqual({ most: 2, began: ['a', 'b', 'c', 'd', 'e'] });
});

test('a place is given back by work that fails, and by work that never took a turn none is', async () => {
  const loop = rounds();
  const line = new Turns(loop);
  const room = new Room(1);
  const fails = async (): Promise<void> => {
    using work = new Gathering(room, line);
    await work.turn();
    throw new Error('failed half done');
  };
  {
    using idle = new Gathering(room, line);
    expect(idle).toBeInstanceOf(Gathering);
  }
  const first = expect(fails()).rejects.toThrow('failed half done');
  const second = expect(fails()).rejects.toThrow('failed half done');
  for (let round = 0; round < 10; round += 1) await loop.next();
  await Promise.all([first, second]);
});
