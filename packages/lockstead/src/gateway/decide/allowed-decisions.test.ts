import { expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId, Region, RequestId } from '#kernel/ids';
import { AllowedDecisions } from './allowed-decisions.ts';

const account = '111122223333' as AccountId;
const at = instant(1_800_000_000_000);
const id = (n: number): RequestId => `request-${n}` as RequestId;

/** One request, with a client that says so much of itself. */
function allowed(n: number, userAgent = '', tag = '') {
  const context = {
    requestId: id(n),
    at,
    region: 'us-east-1' as Region,
    session: { principal: { kind: 'root', account, arn: `arn:aws:iam::${account}:root` } } as const,
    account,
    transport: { secure: false, userAgent },
    clock: simulatedClock(at),
    entropy: seededEntropy('allowed'),
  };
  const pair = { action: 'iam:TagUser', resource: '', owner: account, context: { 'aws:RequestTag/a': tag } };
  const sources = { context, layers: { tags: [] }, membership: undefined, resourceMembership: undefined, pair };
  return { subject: { context, service: 'iam', operation: 'TagUser', ignored: [] }, sources: [sources] };
}

test('the last 10,000, whatever came before, and however often round', () => {
  const decisions = new AllowedDecisions();
  for (let n = 0; n < 25_000; n++) decisions.add(allowed(n));
  expect(decisions.find(id(14_999))).toBeUndefined();
  expect(decisions.find(id(15_000))?.subject.context.requestId).toBe(id(15_000));
  expect(decisions.find(id(24_999))).toBeDefined();
  decisions.clear();
  expect(decisions.find(id(24_999))).toBeUndefined();
  decisions.add(allowed(1));
  expect(decisions.find(id(1))).toBeDefined();
});

test('clients that say much leave room for fewer, the newest', () => {
  const decisions = new AllowedDecisions(1000);
  const isHeld = (n: number): boolean => decisions.find(id(n)) !== undefined;
  for (let n = 0; n < 20; n++) decisions.add(allowed(n, 'x'.repeat(60), 'y'.repeat(40)));
  expect([isHeld(9), isHeld(10), isHeld(19)]).toEqual([false, true, true]);
  for (let n = 20; n < 40; n++) decisions.add(allowed(n));
  expect([isHeld(10), isHeld(39)]).toEqual([true, true]);
  decisions.add(allowed(40, 'x'.repeat(500)));
  expect([isHeld(14), isHeld(15), isHeld(39), isHeld(40)]).toEqual([false, true, true, true]);
  decisions.add(allowed(41, 'x'.repeat(5000)));
  expect([isHeld(40), isHeld(41)]).toEqual([false, false]);
  decisions.add(allowed(42));
  expect(isHeld(42)).toBe(true);
});

test('the bound holds over many rounds of long and short ones', () => {
  const decisions = new AllowedDecisions(50_000);
  for (let n = 0; n < 30_000; n++) decisions.add(allowed(n, n % 3 === 0 ? 'x'.repeat(n % 100) : ''));
  expect(decisions.find(id(29_999))).toBeDefined();
  expect(decisions.find(id(20_000))).toBeUndefined();
});
