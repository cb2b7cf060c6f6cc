import { expect, test } from 'vitest';
import type { Timers } from '#kernel/timers';
import { Pace, type PaceLimits } from './pace.ts';

/** Ticks of 100 ms, when they are asked for. */
function paced(limits: PaceLimits) {
  let tick = (): void => undefined;
  let slow = 0;
  const timers: Pick<Timers, 'every'> = {
    every(_ms, run) {
      tick = run;
      return () => {
        tick = () => undefined;
      };
    },
  };
  const pace = new Pace(limits, timers as Timers, () => {
    slow += 1;
  });
  return {
    pace,
    ticks(count: number): number {
      for (let at = 0; at < count; at++) tick();
      return slow;
    },
  };
}

const idle = { idleMsMax: 2000 };

test('only the time in which we wait counts', () => {
  const { pace, ticks } = paced(idle);
  expect(ticks(1000)).toBe(0);
  pace.waits();
  expect(ticks(20)).toBe(0);
  pace.rests();
  expect(ticks(1000)).toBe(0);
  pace.waits();
  expect(ticks(20)).toBe(0);
  expect(ticks(1000)).toBe(1);
});

test('each byte ends a silence', () => {
  const { pace, ticks } = paced(idle);
  pace.waits();
  for (let at = 0; at < 50; at++) {
    expect(ticks(20)).toBe(0);
    pace.moved(1);
  }
});

test('a byte at a time is not enough, where a window says so', () => {
  const { pace, ticks } = paced({ ...idle, window: { ms: 10_000, bytesMin: 100 } });
  pace.waits();
  for (let at = 0; at < 11; at++) {
    pace.moved(10);
    expect(ticks(10)).toBe(0);
  }
  for (let at = 0; at < 20; at++) {
    pace.moved(1);
    ticks(10);
  }
  expect(ticks(0)).toBe(1);
});

test('after its end it says nothing', () => {
  const { pace, ticks } = paced(idle);
  pace.waits();
  pace.end();
  expect(ticks(1000)).toBe(0);
});
