/**
 * A parsed JSON value to an operation's input: closures made at first use. Messages are those of AWS's deserialiser.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html, https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructShape } from '../../model/shape.ts';
import { type Decoding, serialization } from '../fault.ts';
import { setOwn } from '../own-property.ts';
import { perShape } from '../per-shape.ts';
import { parseBase64, parseNumber, parseTimestamp } from '../scalars.ts';
import { fromEpochSeconds } from '../timestamps.ts';

type Read = (value: unknown, decoding: Decoding) => unknown;

/** `jsonName` binds in restJson1 only; awsJson writes members by their own names. */
export class JsonReader {
  readonly #usesJsonName: boolean;
  readonly #struct = perShape((shape: StructShape): Read => this.#makeStruct(shape, () => true));

  constructor(usesJsonName: boolean) {
    this.#usesJsonName = usesJsonName;
  }

  struct(shape: StructShape, only?: (member: Member) => boolean): Read {
    return only === undefined ? this.#struct(shape) : this.#makeStruct(shape, only);
  }

  #makeStruct(shape: StructShape, only: (member: Member) => boolean): Read {
    const byWireName: Map<string, { name: string; read: Read }> = new Map();
    for (const member of shape.members().filter(only)) {
      const wireName = this.#usesJsonName ? (member.traits.jsonName ?? member.name) : member.name;
      byWireName.set(wireName, { name: member.name, read: this.value(member.shape) });
    }
    const { union } = shape;
    const renames = [...byWireName].some(([wireName, { name }]) => wireName !== name);
    return (value, decoding) => {
      if (!isObject(value)) throw unexpected(value, 'structure');
      // What was parsed becomes the input itself, unless members have other names there or some are left out.
      let input = renames ? {} : value;
      decoding.enter();
      let count = 0;
      for (const wireName of Object.keys(value)) {
        const item = value[wireName];
        const known = item === null ? undefined : byWireName.get(wireName);
        if (known === undefined) {
          if (item !== null && wireName !== '__type') decoding.ignore(wireName);
          if (input === value) input = membersBefore(value, wireName);
          continue;
        }
        const read = known.read(item, decoding);
        if (input !== value || read !== item) input[known.name] = read;
        count += 1;
      }
      if (union && count > 1) throw serialization('Unions must have exactly one member set.');
      decoding.leave();
      return input;
    };
  }

  value(shape: Shape): Read {
    switch (shape.kind) {
      case 'struct':
        return this.struct(shape);
      case 'list':
        return this.#list(shape);
      case 'map':
        return this.#map(shape);
      default:
        return scalarReader(shape);
    }
  }

  #list(shape: ListShape): Read {
    const element = shape.element();
    let read: Read | undefined;
    const sparse = shape.traits.sparse !== undefined;
    return (value, decoding) => {
      if (!Array.isArray(value)) throw unexpected(value, 'list');
      read ??= this.value(element.shape);
      decoding.enter();
      for (let index = 0; index < value.length; index += 1) {
        const item: unknown = value[index];
        // AWS DIFFERS?: some services take null for an element and complain later, others drop it.
        if (item === null && !sparse) throw serialization('NULL_VALUE found where not expected.');
        if (item === null) continue;
        const made = read(item, decoding);
        if (made !== item) value[index] = made;
      }
      decoding.leave();
      return value;
    };
  }

  #map(shape: MapShape): Read {
    const member = shape.value();
    let read: Read | undefined;
    return (value, decoding) => {
      if (!isObject(value)) throw unexpected(value, 'map');
      read ??= this.value(member.shape);
      const map: Record<string, unknown> = {};
      decoding.enter();
      for (const key of Object.keys(value)) {
        const item = value[key];
        if (item !== null) setOwn(map, key, read(item, decoding));
      }
      decoding.leave();
      return map;
    };
  }
}

/** A copy of what stands before that name. */
function membersBefore(value: Readonly<Record<string, unknown>>, end: string): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    if (name === end) break;
    copy[name] = value[name];
  }
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalarReader(shape: ScalarShape): Read {
  switch (shape.kind) {
    case 'string':
      return (value) => (typeof value === 'string' ? value : fail(value, 'String'));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : fail(value, 'Boolean'));
    case 'number':
      return (value) => (typeof value === 'number' ? value : (numberOf(value) ?? fail(value, 'Number')));
    case 'bigInteger':
      return (value) => (Number.isSafeInteger(value) ? BigInt(value as number) : fail(value, 'BigInteger'));
    case 'bigDecimal':
      return (value) => (typeof value === 'number' ? String(value) : fail(value, 'BigDecimal'));
    case 'timestamp':
      return (value) => timestampOf(value, shape) ?? fail(value, 'Timestamp');
    case 'blob':
    case 'streamingBlob':
      return (value) => (typeof value === 'string' ? parseBase64(value) : undefined) ?? fail(value, 'Blob');
    case 'document':
      return (value, decoding) => documentOf(value, decoding);
  }
}

/** Text is a number only where JSON has no other way to say it. */
function numberOf(value: unknown): number | undefined {
  if (value !== 'NaN' && value !== 'Infinity' && value !== '-Infinity') return undefined;
  return parseNumber(value);
}

function timestampOf(value: unknown, shape: ScalarShape): Date | undefined {
  if (typeof value === 'number') return fromEpochSeconds(value);
  return typeof value === 'string' ? parseTimestamp(value, shape.format) : undefined;
}

/** Any JSON, but no deeper than the rest. */
function documentOf(value: unknown, decoding: Decoding): unknown {
  if (typeof value !== 'object' || value === null) return value;
  decoding.enter();
  if (Array.isArray(value)) for (const item of value) documentOf(item, decoding);
  else for (const item of Object.values(value)) documentOf(item, decoding);
  decoding.leave();
  return value;
}

function fail(value: unknown, wanted: string): never {
  if (typeof value === 'object' && value !== null) throw unexpected(value, wanted);
  throw serialization(`${tokenOf(value)} cannot be converted to ${wanted}`);
}

function unexpected(value: unknown, wanted: string): Error {
  if (Array.isArray(value)) return serialization('Start of list found where not expected');
  if (isObject(value)) return serialization('Start of structure or map found where not expected.');
  if (wanted === 'list') return serialization('Expected list or null');
  return serialization('Unexpected field type');
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  return value === true ? 'TRUE_VALUE' : value === false ? 'FALSE_VALUE' : 'NULL_VALUE';
}
