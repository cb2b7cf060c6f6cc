/** What is fast for what clients mostly send is no less right for the rest: any order, any form of a length, any text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Member, ScalarKind, StructShape } from '../../model/shape.ts';
import { Decoding, serialization } from '../fault.ts';
import { broken, CborCursor, decodeCbor } from './cursor.ts';
import { CborOutput } from './output.ts';
import { readCborStruct } from './reader.ts';

const member = (name: string, kind: ScalarKind): Member => ({
  name,
  required: false,
  traits: {},
  shape: { kind, name: '', traits: {}, format: 'default' },
});
const members = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'].map((name) => member(name, 'string'));
const shape: StructShape = {
  kind: 'struct',
  name: 'Texts',
  traits: {},
  union: false,
  members: () => [...members, member('Count', 'number')],
};

function read(bytes: Uint8Array): unknown {
  const cursor = new CborCursor(bytes);
  const value = readCborStruct(shape)(cursor, new Decoding(() => serialization()));
  if (!cursor.isAtEnd()) throw broken;
  return value;
}

type Entries = readonly (readonly [name: string, value: string])[];

function written(entries: Entries): Uint8Array {
  const out = new CborOutput();
  out.head(5, entries.length);
  for (const [name, value] of entries) {
    out.text(name);
    out.text(value);
  }
  return out.finish();
}

const texts = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', 'a', 'é'),
);

test('members in any order, some of them left out', () => {
  const some = fc.shuffledSubarray(members.map(({ name }) => name));
  fc.assert(
    fc.property(some, fc.infiniteStream(texts), (names, values) => {
      const entries = names.map((name) => [name, values.next().value as string] as const);
      expect(read(written(entries))).toEqual(Object.fromEntries(entries));
    }),
  );
});

test.each([[['One', 'One']], [['Two', 'One', 'Two']], [['Two', 'One', 'One']], [['One', 'Seven', 'One', 'Seven']]])(
  'twice: %j',
  (names) => {
    expect(() => read(written(names.map((name) => [name, 'v'])))).toThrow(broken);
  },
);

test('a length may be said at greater length than it needs', () => {
  const bytes = Buffer.concat([
    Buffer.from([0xb9, 0, 1, 0x79, 0, 3]),
    Buffer.from('One'),
    Buffer.from([0x7a, 0, 0, 0, 2]),
    Buffer.from('ab'),
  ]);
  expect(read(bytes)).toEqual({ One: 'ab' });
});

test('texts alike at both ends are not taken for one another', () => {
  const alike = (middle: string): string => `arn:${middle}:alice`;
  const list = ['1', '2', '1', '3', '2'].map(alike);
  for (const text of list) expect(read(written([['One', text]]))).toEqual({ One: text });
});

test('texts come back, whatever was read before', () => {
  fc.assert(
    fc.property(fc.array(texts), (list) => {
      const out = new CborOutput();
      out.head(4, list.length);
      for (const text of list) out.text(text);
      expect(decodeCbor(out.finish())).toEqual({ ok: true, value: list.map((text) => Buffer.from(text).toString()) });
    }),
  );
});

test('numbers in each form', () => {
  const numbers = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(numbers, (number) => {
      const out = new CborOutput();
      out.head(5, 1);
      out.text('Count');
      out.number(number);
      expect(read(out.finish())).toEqual({ Count: number });
    }),
  );
});

test('what is cut off is no number, text or name', () => {
  const whole = written([
    ['One', 'abc'],
    ['Two', 'a longer text, of more than twenty-four'],
  ]);
  const count = new CborOutput();
  count.head(5, 1);
  count.text('Count');
  count.number(42);
  for (const bytes of [whole, count.finish()]) {
    for (let length = 0; length < bytes.length; length += 1) expect(() => read(bytes.slice(0, length))).toThrow(broken);
  }
});
