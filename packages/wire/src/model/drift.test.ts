import { expect, test } from 'vitest';
import { compareConstraints, compareModels, isEmptyDrift } from './drift.ts';
import { modelOfSchemas } from './service-model.ts';
import { serviceById } from './service-table.ts';

const entry = serviceById('iam');
if (entry === undefined) throw new Error('no IAM');

const struct = (name: string, members: readonly string[], required: number): readonly unknown[] => [
  3,
  'n',
  name,
  0,
  members,
  members.map(() => 0),
  required,
];
const operation = (name: string, input: unknown): readonly unknown[] => [9, 'n', name, 0, () => input, 'unit'];

const before = modelOfSchemas(entry, [
  operation('GetUser', struct('GetUserRequest', ['UserName', 'Old'], 0)),
  operation('Gone', 'unit'),
  [-3, 'n', 'Bad', { error: 'client' }, [], []],
]);
const after = modelOfSchemas(entry, [
  operation('GetUser', struct('GetUserRequest', ['UserName', 'New'], 1)),
  operation('Fresh', 'unit'),
  [-3, 'n', 'Bad', { error: 'server' }, [], []],
]);

test('operations, members and errors that came and went', () => {
  expect(compareModels(before, after)).toEqual({
    operations: { added: ['Fresh'], removed: ['Gone'] },
    errors: { added: ['Bad (Bad, 500)'], removed: ['Bad (Bad, 400)'] },
    members: {
      added: ['GetUserRequest.New', 'GetUserRequest.UserName!'],
      removed: ['GetUserRequest.Old', 'GetUserRequest.UserName'],
    },
  });
  expect(isEmptyDrift(compareModels(before, before))).toBe(true);
  expect(isEmptyDrift(compareModels(before, after))).toBe(false);
});

test('constraints that changed', () => {
  const table = (shapes: object): never =>
    ({ botocore: '1', source: 's', sha256: 'x', operations: {}, shapes }) as never;
  const old = table({ a: { min: 1, max: 64 }, b: { enum: ['x', 'y'] }, c: { pattern: 'p' } });
  const fresh = table({ a: { min: 1, max: 128 }, b: { enum: ['y', 'z'] }, d: {} });
  expect(compareConstraints(old, fresh)).toEqual([
    'd: added',
    'c: removed',
    'a: max 64 -> 128',
    'b: value z added',
    'b: value x removed',
  ]);
  expect(compareConstraints(old, old)).toEqual([]);
});
