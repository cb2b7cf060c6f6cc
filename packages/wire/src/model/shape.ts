/** AWS's shapes as the codecs and checks walk them. Members are read at first use, since shapes may contain themselves. */
import { dereference, readTraits, type SchemaRef, schemaKind, type Traits, unwrapMember } from './schema.ts';

export type ScalarKind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | 'document'
  | 'bigInteger'
  | 'bigDecimal'
  | 'blob'
  | 'streamingBlob';

export type TimestampFormat = 'default' | 'dateTime' | 'httpDate' | 'epochSeconds';

interface Named {
  /** As in AWS's model; empty for a scalar without one. */
  readonly name: string;
  readonly traits: Traits;
}

export interface ScalarShape extends Named {
  readonly kind: ScalarKind;
  readonly format: TimestampFormat;
}

export interface ListShape extends Named {
  readonly kind: 'list';
  element(): Member;
}

export interface MapShape extends Named {
  readonly kind: 'map';
  key(): Member;
  value(): Member;
}

/** A structure or a union. `members()` is made when first asked for, since shapes may contain themselves. */
export interface StructShape extends Named {
  readonly kind: 'struct';
  readonly union: boolean;
  members(): readonly Member[];
}

/** A type of a model; `kind` tells them apart. */
export type Shape = ScalarShape | ListShape | MapShape | StructShape;

/** A shape in its place: traits are those of the member over those of the shape. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly traits: Traits;
  readonly shape: Shape;
}

const scalarKinds: Readonly<Record<number, ScalarKind>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
  15: 'document',
  17: 'bigInteger',
  19: 'bigDecimal',
  21: 'blob',
  42: 'streamingBlob',
};

const timestampFormats: Readonly<Record<number, TimestampFormat>> = { 5: 'dateTime', 6: 'httpDate', 7: 'epochSeconds' };

const listBit = 64;
const mapBit = 128;

const byArray: WeakMap<object, Shape> = new WeakMap();
const byNumber: Map<number, Shape> = new Map();

/** The shape of a schema; `undefined` for `unit`, which is no shape. Equal schemas answer the same object. */
export function shapeOf(ref: SchemaRef): Shape | undefined {
  const schema = dereference(ref);
  if (schema === 'unit' || schema === undefined) return undefined;
  if (typeof schema === 'number') return remember(byNumber, schema, () => shapeOfNumber(schema));
  if (!Array.isArray(schema)) throw new TypeError(`not a schema: ${String(schema)}`);
  return remember(byArray, schema, () => shapeOfArray(schema));
}

function remember<Key>(
  cache: { get(key: Key): Shape | undefined; set(key: Key, shape: Shape): unknown },
  key: Key,
  make: () => Shape,
): Shape {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const shape = make();
  cache.set(key, shape);
  return shape;
}

function shapeOfNumber(number: number, name = '', traits: Traits = {}): Shape {
  if (number >= mapBit) {
    const value = once(() => memberOf('value', number - mapBit, false));
    return { kind: 'map', name, traits, key: once(() => memberOf('key', 0, true)), value };
  }
  if (number >= listBit)
    return { kind: 'list', name, traits, element: once(() => memberOf('member', number - listBit, false)) };
  const kind = scalarKinds[number];
  if (kind === undefined) throw new TypeError(`no scalar has the number ${number}`);
  return { kind, name, traits, format: timestampFormats[number] ?? 'default' };
}

function shapeOfArray(schema: readonly unknown[]): Shape {
  const [kind, , rawName, rawTraits] = schema;
  const named = { name: String(rawName), traits: readTraits(rawTraits) };
  switch (kind) {
    case schemaKind.simple: {
      const scalar = shapeOfNumber(Number(schema[4]), named.name, named.traits);
      return scalar;
    }
    case schemaKind.list:
      return { kind: 'list', ...named, element: once(() => memberOf('member', schema[4], false)) };
    case schemaKind.map:
      return {
        kind: 'map',
        ...named,
        key: once(() => memberOf('key', schema[4], true)),
        value: once(() => memberOf('value', schema[5], false)),
      };
    case schemaKind.struct:
    case schemaKind.error:
    case schemaKind.union:
      return { kind: 'struct', ...named, union: kind === schemaKind.union, members: once(() => membersOf(schema)) };
    default:
      throw new TypeError(`not a shape: ${named.name}`);
  }
}

/** Required members come first; the last element counts them. */
function membersOf(schema: readonly unknown[]): readonly Member[] {
  const names = schema[4] as readonly string[];
  const schemas = schema[5] as readonly unknown[];
  const required = typeof schema[6] === 'number' ? schema[6] : 0;
  return names.map((name, index) => memberOf(name, schemas[index], index < required));
}

function memberOf(name: string, ref: SchemaRef, required: boolean): Member {
  const { target, traits } = unwrapMember(ref);
  // A member of type unit (an empty choice of a union) is a structure without members.
  const shape = shapeOf(target) ?? emptyStruct;
  return { name, required, traits: { ...shape.traits, ...traits }, shape };
}

const emptyStruct: StructShape = { kind: 'struct', name: 'Unit', traits: {}, union: false, members: () => [] };

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
