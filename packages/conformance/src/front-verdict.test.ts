import { expect, test } from 'vitest';
import { compareWalks, deniedByName, type Line } from './front-verdict.ts';

const line = (more: Partial<Line> = {}): Line => ({
  service: 'sqs',
  operation: 'list_queues',
  status: 200,
  answer: {},
  ...more,
});
const fifteen = Array.from({ length: 15 }, () => line());

test('the same walk has no faults', () => {
  expect(compareWalks(fifteen, fifteen)).toEqual({
    says: '15 of 15 steps of 1 services give the same through the front',
    faults: [],
  });
});

test.each([
  ['another answer', [line({ answer: { a: 1 } }), ...fifteen.slice(1)]],
  ['another status', [line({ status: 400 }), ...fifteen.slice(1)]],
  ['a step less', fifteen.slice(1)],
  ['a step more', [...fifteen, line()]],
])('%s is one', (_, through) => {
  expect(compareWalks(fifteen, through).faults.length).toBeGreaterThan(0);
});

test('a service with too few steps is one', () => {
  expect(compareWalks(fifteen.slice(1), fifteen.slice(1)).faults).toEqual(['sqs has 14 steps, and wants 15']);
});

test.each([
  [line(), 1],
  [line({ error: { Code: 'AccessDenied', Message: 'no' } }), 1],
  [line({ error: { Code: 'Throttling', Message: 'x is not authorized to perform: sqs:ListQueues' } }), 1],
  [
    line({ error: { Code: 'AccessDeniedException', Message: 'User: x is not authorized to perform: sqs:ListQueues' } }),
    0,
  ],
])('denied by name: %j', (one, faults) => {
  expect(deniedByName([one]).faults).toHaveLength(faults);
});
