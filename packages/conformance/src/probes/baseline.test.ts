import { expect, test } from 'vitest';
import { baselineOf, shortfalls } from './baseline.ts';

const before = [
  { service: 'iam', operation: 'GetUser', right: 5, wrong: [] },
  { service: 'iam', operation: 'ListUsers', right: 3, wrong: ['ListUsers: tried: is let through'] },
];
const baseline = baselineOf(before);

test('what was is met by itself', () => {
  expect(baseline['iam']?.right).toBe(8);
  expect(shortfalls(baseline, before, true)).toEqual([]);
});

test('more that is right is no shortfall', () => {
  expect(shortfalls(baseline, [{ service: 'iam', operation: 'ListUsers', right: 4, wrong: [] }], false)).toEqual([]);
});

test('less, new wrong answers, new operations and lost ones are', () => {
  const after = [
    { service: 'iam', operation: 'GetUser', right: 4, wrong: ['GetUser: tried: answers 500'] },
    { service: 'sts', operation: 'AssumeRole', right: 9, wrong: [] },
  ];
  expect(shortfalls(baseline, after, true)).toEqual([
    'iam:GetUser had 5 right, has 4',
    'iam: GetUser: tried: answers 500',
    'sts:AssumeRole is not in the baseline yet (probes.ts --write)',
    'iam:ListUsers was probed once and is not now',
  ]);
});
