/** Wrong codes of a device count in the store: for all nodes, and for tries that come at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Instant, later, minutes, systemClock } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { CodeTries } from '#services/iam/api';
import { type Definitions, openDefinitions } from '../support/definitions.ts';

let opened: Definitions;
let one: CodeTries;
let other: CodeTries;
const now = systemClock().wallNow();
const soon = (by: number): Instant => later(now, minutes(by));
const device = (serial: string): Parameters<CodeTries['begin']>[0] => ({
  account: '111122223333' as AccountId,
  serial,
  device: `${serial} 1`,
});

beforeAll(async () => {
  opened = await openDefinitions(systemClock());
  one = new CodeTries(opened.store);
  other = new CodeTries(opened.store);
});
afterAll(() => opened.store.close());

test('five on whichever node, until five minutes after the first', async () => {
  const phone = device('phone');
  for (let n = 0; n < 5; n++) expect(await (n % 2 === 0 ? one : other).begin(phone, soon(n))).toBe(true);
  expect(await one.begin(phone, soon(4))).toBe(false);
  expect(await other.begin(phone, soon(4))).toBe(false);
  expect(await other.begin(phone, soon(5))).toBe(true);
});

test('of twenty at once five are looked at', async () => {
  const watch = device('watch');
  const begun = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : other).begin(watch, now)));
  expect(begun.filter(Boolean)).toHaveLength(5);
});

test('a right code forgives all, one that was used itself alone, and another device of the same name has tries of its own', async () => {
  const key = device('key');
  for (let n = 0; n < 5; n++) await one.begin(key, now);
  await other.noGuess(key);
  expect(await one.begin(key, now)).toBe(true);
  expect(await one.begin(key, now)).toBe(false);
  expect(await one.begin({ ...key, device: 'key 2' }, now)).toBe(true);
  for (let n = 0; n < 4; n++) await one.begin({ ...key, device: 'key 2' }, now);
  await other.right(key);
  expect(await one.begin(key, now)).toBe(true);
});

test('a clock that was set back locks nobody', async () => {
  const clock = device('clock');
  for (let n = 0; n < 5; n++) await one.begin(clock, soon(60));
  expect(await one.begin(clock, now)).toBe(true);
});
