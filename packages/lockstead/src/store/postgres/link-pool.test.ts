import { beforeEach, expect, test } from 'vitest';
import { systemTimers, type Timers } from '#kernel/timers';
import { LinkPool } from './link-pool.ts';

class FakeLink {
  isLost = false;
  readonly n: number;

  constructor(n: number) {
    this.n = n;
  }

  destroy(): void {
    this.isLost = true;
  }

  close(): Promise<void> {
    this.destroy();
    return Promise.resolve();
  }
}

let opened: FakeLink[];
let opening: () => Promise<FakeLink>;
let late: (() => void)[];
let pool: LinkPool<FakeLink>;

const timers: Timers = {
  ...systemTimers,
  after(ms, run) {
    if (ms < 100) return systemTimers.after(ms, run);
    late.push(run);
    return () => late.splice(late.indexOf(run), 1);
  },
};

beforeEach(() => {
  opened = [];
  late = [];
  opening = async () => {
    const link = new FakeLink(opened.length);
    opened.push(link);
    return link;
  };
  pool = new LinkPool({ open: () => opening(), max: 2, timers });
});

test('what comes back is lent again, the last first; what is lost or not usable is not', async () => {
  const [a, b] = [await pool.take(), await pool.take()];
  pool.giveBack(a, true);
  pool.giveBack(b, true);
  expect((await pool.take()).n).toBe(b.n);
  pool.giveBack(b, false);
  expect(b.isLost).toBe(true);
  a.isLost = true;
  expect((await pool.take()).n).toBe(2);
});

test('no more than so many are open; who waits is served in turn, with a new one where the old is gone', async () => {
  const [a, b] = [await pool.take(), await pool.take()];
  const served: number[] = [];
  const waiting = [1, 2].map(() => pool.take().then((link) => served.push(link.n)));
  expect(opened.length).toBe(2);
  pool.giveBack(a, true);
  pool.giveBack(b, false);
  await Promise.all(waiting);
  expect(served).toEqual([0, 2]);
});

test('who waits too long hears of it, and takes nothing from those who come later', async () => {
  const [a] = [await pool.take(), await pool.take()];
  const waiting = pool.take();
  for (const run of [...late]) run();
  await expect(waiting).rejects.toThrow('no connection is free');
  pool.giveBack(a, true);
  expect((await pool.take()).n).toBe(a.n);
});

test('one that does not open leaves its place to who waits', async () => {
  const open = opening;
  await pool.take();
  let fail: (error: Error) => void = () => undefined;
  opening = () =>
    new Promise((_, reject) => {
      fail = reject;
    });
  const failing = pool.take();
  const waiting = pool.take();
  opening = open;
  fail(new Error('refused'));
  await expect(failing).rejects.toThrow('refused');
  expect((await waiting).n).toBe(1);
});

test('under suspicion idle ones go at once, lent ones when they come back', async () => {
  const [a, b] = [await pool.take(), await pool.take()];
  pool.giveBack(a, true);
  pool.suspect();
  expect([a.isLost, b.isLost]).toEqual([true, false]);
  pool.giveBack(b, true);
  expect(b.isLost).toBe(true);
  expect((await pool.take()).n).toBe(2);
});

test('closed: idle ones go, lent ones when they come back, and nobody waits', async () => {
  const [a, b] = [await pool.take(), await pool.take()];
  const waiting = pool.take();
  pool.giveBack(a, true);
  const c = await waiting;
  const refused = pool.take();
  const closed = pool.close();
  await expect(refused).rejects.toThrow('closed');
  pool.giveBack(b, true);
  pool.giveBack(c, true);
  await closed;
  expect(opened.every(({ isLost }) => isLost)).toBe(true);
});
