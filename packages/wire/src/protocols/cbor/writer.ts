/** Answers in CBOR: closures made at first use. Only what the model knows is written. */
import type { ListShape, MapShape, ScalarShape, Shape, StructShape } from '../../model/shape.ts';
import { dateOf } from '../scalars.ts';
import { toEpochSeconds } from '../timestamps.ts';
import { type CborOutput, cborText } from './output.ts';

type Write = (value: unknown, out: CborOutput) => void;

const mapOfAnyLength = 0xbf;
const listOfAnyLength = 0x9f;
const end = 0xff;
const nullItem = 0xf6;

const structs: WeakMap<StructShape, Write> = new WeakMap();

/** `tail` writes further members before the end: `__type` of an error. */
export function writeCborStruct(shape: StructShape, value: object, out: CborOutput, tail?: () => void): void {
  out.byte(mapOfAnyLength);
  membersOf(shape)(value, out);
  tail?.();
  out.byte(end);
}

const memberWriters: WeakMap<StructShape, Write> = new WeakMap();

function membersOf(shape: StructShape): Write {
  const known = memberWriters.get(shape);
  if (known !== undefined) return known;
  const members = shape.members().map((member) => ({
    name: member.name,
    key: cborText(member.name),
    write: writerOf(member.shape),
  }));
  const write: Write = (value, out) => {
    const record = value as Readonly<Record<string, unknown>>;
    for (const { name, key, write: writeMember } of members) {
      const item = record[name];
      if (item === undefined || item === null) continue;
      out.raw(key);
      writeMember(item, out);
    }
  };
  memberWriters.set(shape, write);
  return write;
}

function writerOf(shape: Shape): Write {
  switch (shape.kind) {
    case 'struct':
      return structWriter(shape);
    case 'list':
      return listWriter(shape);
    case 'map':
      return mapWriter(shape);
    default:
      return scalarWriter(shape);
  }
}

function structWriter(shape: StructShape): Write {
  const known = structs.get(shape);
  if (known !== undefined) return known;
  const write: Write = (value, out) => writeCborStruct(shape, value as object, out);
  structs.set(shape, write);
  return write;
}

function listWriter(shape: ListShape): Write {
  let write: Write | undefined;
  return (value, out) => {
    write ??= writerOf(shape.element().shape);
    out.byte(listOfAnyLength);
    for (const item of value as Iterable<unknown>) {
      if (item === null) out.byte(nullItem);
      else if (item !== undefined) write(item, out);
    }
    out.byte(end);
  };
}

function mapWriter(shape: MapShape): Write {
  let write: Write | undefined;
  return (value, out) => {
    write ??= writerOf(shape.value().shape);
    out.byte(mapOfAnyLength);
    for (const [key, item] of Object.entries(value as object) as [string, unknown][]) {
      if (item === undefined) continue;
      out.text(key);
      if (item === null) out.byte(nullItem);
      else write(item, out);
    }
    out.byte(end);
  };
}

function scalarWriter(shape: ScalarShape): Write {
  switch (shape.kind) {
    case 'timestamp':
      return (value, out) => {
        out.head(6, 1);
        out.number(toEpochSeconds(dateOf(value)));
      };
    case 'blob':
    case 'streamingBlob':
      return (value, out) => out.bytes(typeof value === 'string' ? Buffer.from(value, 'utf8') : (value as Uint8Array));
    case 'number':
      return (value, out) => out.number(Number(value));
    case 'bigInteger':
      return (value, out) => out.bigInteger(BigInt(value as bigint));
    case 'boolean':
      return (value, out) => out.byte(value === true ? 0xf5 : 0xf4);
    default:
      return (value, out) => out.text(typeof value === 'string' ? value : String(value));
  }
}
