import { expect, test } from 'vitest';
import type { ListShape, Member, ScalarShape, Shape, StructShape } from '../model/shape.ts';
import type { ConstraintTable } from '../validate/constraint-table.ts';
import { nestedProbes } from './nested-probes.ts';
import { Sampler } from './sample.ts';
import { unknownMember, withUnknownMember } from './unknown-member.ts';

const text: ScalarShape = { kind: 'string', name: 'Text', traits: {}, format: 'default' };
const member = (name: string, shape: Shape, required = false): Member => ({ name, required, traits: {}, shape });
const struct = (name: string, members: () => readonly Member[]): StructShape => ({
  kind: 'struct',
  name,
  traits: {},
  union: false,
  members,
});
const list = (shape: () => Shape): ListShape => ({
  kind: 'list',
  name: 'List',
  traits: {},
  element: () => member('member', shape()),
});

/** A statement that contains statements, as WAF's do. */
const statement: StructShape = struct('Statement', () => [
  member('Name', text, true),
  member(
    'And',
    list(() => statement),
  ),
]);
const table: ConstraintTable = {
  botocore: '',
  source: '',
  sha256: '',
  operations: { Put: 'Input' },
  shapes: {
    Input: { members: { Statement: 'Statement', Names: 'Names' } },
    Statement: { members: { Name: 'Name', And: 'Statements' } },
    Statements: { member: 'Statement', min: 2 },
    Name: { min: 1, max: 3 },
    Names: { member: 'Name' },
  },
};
const sampler = new Sampler(table);
const members = [
  member('Statement', statement),
  member(
    'Names',
    list(() => text),
  ),
];

test('each place is named as AWS names it, and changed there alone', () => {
  const probes = nestedProbes(sampler, 'Input', members, { Other: 1 }, 'awsJson1_1');
  expect(probes.map(({ what, expect: wanted }) => `${what}: ${wanted}`).slice(0, 10)).toEqual([
    'with an unknown member in statement: ignored',
    'without statement.name: invalid',
    'statement.name at its minimum 1: valid',
    'statement.name below its minimum 1: invalid',
    'statement.name at its maximum 3: valid',
    'statement.name above its maximum 3: invalid',
    'statement.and at its minimum 2: valid',
    'statement.and below its minimum 2: invalid',
    'an element of names at its minimum 1: valid',
    'an element of names below its minimum 1: invalid',
  ]);
  const deep = probes.find(
    ({ path, expect: wanted }) => path === 'statement.and.1.member.name' && wanted === 'invalid',
  );
  expect(deep?.input).toEqual({ Other: 1, Statement: { Name: 'a', And: [{}, { Name: 'a' }] } });
  // Scalars of a list are judged together: it is the list that is named.
  expect(probes.find(({ what }) => what.startsWith('an element of names above'))).toMatchObject({
    path: 'names',
    input: { Other: 1, Names: ['aaaa'] },
  });
});

test('what contains itself ends', () => {
  const probes = nestedProbes(sampler, 'Input', members, {}, 'awsJson1_1');
  expect(Math.max(...probes.map(({ path }) => path.split('.and.').length))).toBe(3);
  expect(probes.length).toBeLessThan(60);
});

test('an unknown member stands at the end of its way and nowhere else', () => {
  const shape = withUnknownMember(
    struct('Input', () => members),
    ['Statement', 'And'],
  );
  const namesOf = (one: Shape | undefined): readonly string[] =>
    one?.kind === 'struct' ? one.members().map(({ name }) => name) : [];
  const outer = shape.members()[0]?.shape;
  const inner = outer?.kind === 'struct' ? outer.members()[1]?.shape : undefined;
  const element = inner?.kind === 'list' ? inner.element().shape : undefined;
  expect(namesOf(shape)).toEqual(['Statement', 'Names']);
  expect(namesOf(outer)).toEqual(['Name', 'And']);
  expect(namesOf(element)).toEqual(['Name', 'And', unknownMember]);
  expect(namesOf(statement)).toEqual(['Name', 'And']);
});
