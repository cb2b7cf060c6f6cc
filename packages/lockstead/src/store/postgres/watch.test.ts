import { beforeEach, expect, test } from 'vitest';
import { systemTimers, type Timers } from '#kernel/timers';
import type { Backend } from './link.ts';
import { Watch } from './watch.ts';

let nowMs: number;
let tick: () => void;
let atWork: () => Promise<readonly Backend[]>;
let found: number;
let watch: Watch;

const timers: Timers = {
  ...systemTimers,
  monotonicMs: () => nowMs,
  every(_, run) {
    tick = run;
    return () => undefined;
  },
};

beforeEach(() => {
  nowMs = 0;
  found = 0;
  atWork = () => Promise.resolve([]);
  watch = new Watch({ timers, atWork: () => atWork(), found: () => void found++ });
});

class Statement {
  readonly backend: Backend;
  answer: () => void = () => undefined;
  readonly over: Promise<string>;

  constructor(backend: Backend = { pid: 7, startedAt: 70 }) {
    this.backend = backend;
    const answered = new Promise<string>((resolve) => {
      this.answer = () => resolve('answered');
      this.destroy = () => resolve('given up');
    });
    this.over = watch.over(this, () => answered);
  }

  destroy: () => void = () => undefined;
}

/** Time goes by, and the watch looks. */
async function after(ms: number): Promise<void> {
  nowMs += ms;
  tick();
  await new Promise((resolve) => setImmediate(resolve));
}

test('a statement that is answered soon asks nothing of anybody', async () => {
  let asked = 0;
  atWork = async () => {
    asked += 1;
    return [];
  };
  const statement = new Statement();
  await after(1400);
  statement.answer();
  expect(await statement.over).toBe('answered');
  await after(5000);
  expect(asked).toBe(0);
});

test('one that the server works on may take as long as it likes', async () => {
  const statement = new Statement();
  atWork = () => Promise.resolve([statement.backend]);
  for (let n = 0; n < 20; n++) await after(1600);
  statement.answer();
  expect([await statement.over, found]).toEqual(['answered', 0]);
});

test.each<{ what: string; working: readonly Backend[] }>([
  { what: 'nothing', working: [] },
  { what: 'others', working: [{ pid: 8, startedAt: 80 }] },
  { what: 'a later process of the same number', working: [{ pid: 7, startedAt: 71 }] },
])('one is given up where the server works on $what', async ({ working }) => {
  const statement = new Statement();
  atWork = () => Promise.resolve(working);
  await after(1600);
  expect([await statement.over, found]).toEqual(['given up', 1]);
});

test('an answer that comes while somebody asks is an answer', async () => {
  const statement = new Statement();
  atWork = async () => {
    statement.answer();
    await statement.over;
    return [];
  };
  await after(1600);
  expect([await statement.over, found]).toEqual(['answered', 0]);
});

test('a server that answers no questions is given some more time, then given up', async () => {
  const statement = new Statement();
  atWork = () => Promise.reject(new Error('no answer'));
  await after(1600);
  await after(1600);
  expect(found).toBe(0);
  await after(1600);
  expect([await statement.over, found]).toEqual(['given up', 1]);
});
