/** CBOR straight to an operation's input: closures made at first use, which know what must come next. */
import type { ListShape, MapShape, ScalarShape, Shape, StructShape } from '../../model/shape.ts';
import { type Decoding, serialization } from '../fault.ts';
import { setOwn } from '../own-property.ts';
import { perShape } from '../per-shape.ts';
import { broken, type CborCursor } from './cursor.ts';
import { cborText } from './output.ts';
import { ExpectedBytes } from './same-bytes.ts';

type Read = (cursor: CborCursor, decoding: Decoding) => unknown;

const list = 4;
const map = 5;

/** Throws `broken` for what is no CBOR or has another shape, `Fault` for what the model forbids. */
export const readCborStruct: (shape: StructShape) => Read = perShape(makeStruct);

interface MemberReader {
  readonly name: string;
  /** The name as it is mostly sent. */
  readonly key: ExpectedBytes;
  readonly place: number;
  readonly read: Read;
}

/** Clients write members in the model's order or nearly so: so many are tried before the name is read as text. */
const triedAhead = 4;

function makeStruct(shape: StructShape): Read {
  const members = shape.members().map(
    (member, place): MemberReader => ({
      name: member.name,
      key: new ExpectedBytes(cborText(member.name)),
      place,
      read: readerOf(member.shape),
    }),
  );
  const byName = new Map(members.map((member) => [member.name, member]));
  const { union } = shape;
  return (cursor, decoding) => {
    const input: Record<string, unknown> = {};
    decoding.enter();
    const count = cursor.startContainer(map);
    let set = 0;
    let expected = 0;
    // Where no member is set yet: what stands there needs no look whether it was there before.
    let behind = 0;
    for (let done = 0; !cursor.isEnd(count, done); done += 1) {
      let member = takeMember(cursor, members, expected);
      let name = member?.name ?? '';
      if (member === undefined) {
        name = cursor.text();
        member = byName.get(name);
      }
      if (cursor.takeNull()) continue;
      if (member === undefined) {
        cursor.item(0);
        if (name !== '__type') decoding.ignore(name);
        continue;
      }
      // AWS DIFFERS?: one name twice is refused, since two readers might each take another value.
      if (member.place < behind && input[name] !== undefined) throw broken;
      input[name] = member.read(cursor, decoding);
      expected = member.place + 1;
      if (expected > behind) behind = expected;
      set += 1;
    }
    if (union && set > 1) throw serialization('Unions must have exactly one member set.');
    decoding.leave();
    return input;
  };
}

function takeMember(cursor: CborCursor, members: readonly MemberReader[], expected: number): MemberReader | undefined {
  const end = Math.min(expected + triedAhead, members.length);
  for (let place = expected; place < end; place += 1) {
    const member = members[place];
    if (member !== undefined && cursor.take(member.key)) return member;
  }
  return undefined;
}

function readerOf(shape: Shape): Read {
  switch (shape.kind) {
    case 'struct':
      return readCborStruct(shape);
    case 'list':
      return listReader(shape);
    case 'map':
      return mapReader(shape);
    default:
      return scalarReader(shape);
  }
}

function listReader(shape: ListShape): Read {
  let read: Read | undefined;
  const sparse = shape.traits.sparse !== undefined;
  return (cursor, decoding) => {
    read ??= readerOf(shape.element().shape);
    const items: unknown[] = [];
    decoding.enter();
    const count = cursor.startContainer(list);
    for (let done = 0; !cursor.isEnd(count, done); done += 1) {
      if (!cursor.takeNull()) items.push(read(cursor, decoding));
      else if (sparse) items.push(null);
      else throw broken;
    }
    decoding.leave();
    return items;
  };
}

function mapReader(shape: MapShape): Read {
  let read: Read | undefined;
  return (cursor, decoding) => {
    read ??= readerOf(shape.value().shape);
    const entries: Record<string, unknown> = {};
    decoding.enter();
    const count = cursor.startContainer(map);
    for (let done = 0; !cursor.isEnd(count, done); done += 1) {
      const key = cursor.text();
      if (cursor.takeNull()) continue;
      if (Object.hasOwn(entries, key)) throw broken;
      setOwn(entries, key, read(cursor, decoding));
    }
    decoding.leave();
    return entries;
  };
}

function scalarReader(shape: ScalarShape): Read {
  switch (shape.kind) {
    case 'string':
      return (cursor) => cursor.text();
    case 'blob':
    case 'streamingBlob':
      return (cursor) => cursor.blob();
    case 'boolean':
      return (cursor) => cursor.boolean();
    case 'number':
      return (cursor) => cursor.number();
    case 'timestamp':
      return (cursor) => cursor.time();
    case 'bigInteger':
      return (cursor) => {
        const value = cursor.item(0);
        if (typeof value === 'bigint') return value;
        if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw broken;
        return BigInt(value);
      };
    default:
      // Neither documents nor decimals exist in this protocol.
      return () => {
        throw broken;
      };
  }
}
