import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hours, systemClock } from './clock.ts';

const start = 1_800_000_000_000;

/** A machine whose clocks the test sets. */
function machine() {
  const clocks = { wall: start, monotonic: 5000 };
  const clock = systemClock(hours(0), { wallMs: () => clocks.wall, monotonicMs: () => clocks.monotonic });
  const pass = (ms: number): void => {
    clocks.wall += ms;
    clocks.monotonic += ms;
  };
  return { clock, clocks, pass };
}

test('follows the wall clock, and its offset', () => {
  const { clock, pass } = machine();
  expect(clock.now()).toBe(start);
  pass(1000);
  expect(clock.now()).toBe(start + 1000);
  clock.setOffset(hours(1));
  expect(clock.now()).toBe(start + 1000 + hours(1));
  expect(clock.wallNow()).toBe(start + 1000);
});

test('where the wall clock is set back, time goes on from where it was', () => {
  const { clock, clocks, pass } = machine();
  pass(60_000);
  expect(clock.now()).toBe(start + 60_000);
  clocks.wall -= hours(2);
  expect(clock.now()).toBe(start + 60_000);
  expect(clock.wallNow()).toBe(start + 60_000 - hours(2));
  pass(30_000);
  expect(clock.now()).toBe(start + 90_000);
  // And when it is set right again, it is followed again.
  clocks.wall += hours(2) + 5000;
  expect(clock.now()).toBe(start + 95_000);
});

test('a small correction makes it wait, and not run ahead for good', () => {
  const { clock, clocks, pass } = machine();
  pass(10_000);
  clock.now();
  clocks.wall -= 500;
  pass(200);
  expect(clock.now()).toBe(start + 10_000);
  pass(1000);
  expect(clock.now()).toBe(start + 10_700);
});

test('where the machine slept, the wall clock is right', () => {
  const { clock, clocks } = machine();
  clocks.wall += hours(8);
  expect(clock.now()).toBe(start + hours(8));
});

test('it never goes back, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -1e7, max: 1e7 }), fc.nat(1e6))), (steps) => {
      const { clock, clocks, pass } = machine();
      let before = clock.now();
      for (const [jump, passed] of steps) {
        clocks.wall += jump;
        pass(passed);
        const now = clock.now();
        expect(now).toBeGreaterThanOrEqual(before);
        before = now;
      }
    }),
  );
});
