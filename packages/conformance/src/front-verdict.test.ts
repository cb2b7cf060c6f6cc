import { expect, test } from 'vitest';
import { compareWalks, deniedByName, type Line, leastIsEnough, namesWhatIsMissing } from './front-verdict.ts';

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
  [line({ operation: 'head_object', status: 403, error: { Code: '403', Message: 'Forbidden' } }), 0],
  [line({ operation: 'head_object', status: 200 }), 1],
])('denied by name: %j', (one, faults) => {
  expect(deniedByName([one]).faults).toHaveLength(faults);
});

const denial = (Code: string, Message: string): Line => line({ status: 403, error: { Code, Message } });

test('a least policy that is enough has no faults; one that is not proved, empty, or not enough has', () => {
  const enough = { through: fifteen, least: fifteen, proved: true, statements: 3 };
  expect(leastIsEnough('sqs', enough).faults).toEqual([]);
  expect(leastIsEnough('sqs', { ...enough, proved: false }).faults).toEqual(['it was not proved']);
  expect(leastIsEnough('sqs', { ...enough, statements: 0 }).faults).toEqual(['it has no statements']);
  const least = [denial('AccessDenied', 'no'), ...fifteen.slice(1)];
  expect(leastIsEnough('sqs', { ...enough, least }).faults).toHaveLength(1);
});

const arn = 'arn:aws:sqs:us-east-1:123456789012:walk';
const says = (action: string, resource: string): string =>
  `User: x is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows it`;

test.each<readonly [string, readonly Line[], number]>([
  ['action and resource are named', [line(), denial('AccessDeniedException', says('sqs:SendMessage', arn))], 0],
  ['in capitals of the service', [denial('AuthorizationError', says('SQS:SendMessage', arn))], 0],
  ['EC2 has a code of its own', [denial('UnauthorizedOperation', says('sqs:SendMessage', arn))], 0],
  ['another action', [denial('AccessDenied', says('sqs:SendMessageLater', arn))], 1],
  [
    'another resource',
    [denial('AccessDenied', says('sqs:SendMessage', 'arn:aws:sqs:us-east-1:123456789012:other'))],
    1,
  ],
  ['another error', [denial('Throttling', says('sqs:SendMessage', arn))], 1],
  ['nothing is denied', [line()], 1],
])('without a statement: %s', (_, lines, faults) => {
  expect(namesWhatIsMissing('sqs', { Action: ['sqs:SendMessage'], Resource: [arn] }, lines)).toHaveLength(faults);
});

test('a pattern fits what it stands for', () => {
  const statement = { Action: ['sqs:SendMessage'], Resource: ['arn:aws:sqs:us-east-1:123456789012:w*'] };
  expect(namesWhatIsMissing('sqs', statement, [denial('AccessDenied', says('sqs:SendMessage', arn))])).toEqual([]);
});
