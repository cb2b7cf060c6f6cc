/**
 * Answers in JSON: closures that write text, made at first use. Only what the model knows is written.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructShape } from '../../model/shape.ts';
import { base64Of, dateOf } from '../scalars.ts';
import { formatDateTimeShortest, formatHttpDate, toEpochSeconds } from '../timestamps.ts';

type Write = (value: unknown) => string;

export class JsonWriter {
  readonly #usesJsonName: boolean;
  readonly #structs: WeakMap<StructShape, Write> = new WeakMap();

  constructor(usesJsonName: boolean) {
    this.#usesJsonName = usesJsonName;
  }

  struct(shape: StructShape, only?: (member: Member) => boolean): Write {
    if (only !== undefined) return this.#makeStruct(shape, only);
    const known = this.#structs.get(shape);
    if (known !== undefined) return known;
    let made: Write | undefined;
    const write: Write = (value) => {
      made ??= this.#makeStruct(shape, () => true);
      return made(value);
    };
    this.#structs.set(shape, write);
    return write;
  }

  #makeStruct(shape: StructShape, only: (member: Member) => boolean): Write {
    const members = shape
      .members()
      .filter(only)
      .map((member) => {
        const wireName = this.#usesJsonName ? (member.traits.jsonName ?? member.name) : member.name;
        return { name: member.name, key: `${JSON.stringify(wireName)}:`, write: this.value(member.shape) };
      });
    return (value) => {
      const record = value as Readonly<Record<string, unknown>>;
      let out = '';
      for (const { name, key, write } of members) {
        const item = record[name];
        if (item === undefined || item === null) continue;
        out += out === '' ? `{${key}` : `,${key}`;
        out += write(item);
      }
      return out === '' ? '{}' : `${out}}`;
    };
  }

  value(shape: Shape): Write {
    switch (shape.kind) {
      case 'struct':
        return this.struct(shape);
      case 'list':
        return this.#list(shape);
      case 'map':
        return this.#map(shape);
      default:
        return scalarWriter(shape);
    }
  }

  #list(shape: ListShape): Write {
    let write: Write | undefined;
    return (value) => {
      write ??= this.value(shape.element().shape);
      let out = '';
      for (const item of value as Iterable<unknown>) {
        if (item === undefined) continue;
        out += out === '' ? '[' : ',';
        out += item === null ? 'null' : write(item);
      }
      return out === '' ? '[]' : `${out}]`;
    };
  }

  #map(shape: MapShape): Write {
    let write: Write | undefined;
    return (value) => {
      write ??= this.value(shape.value().shape);
      let out = '';
      for (const [key, item] of Object.entries(value as object)) {
        if (item === undefined) continue;
        out += out === '' ? '{' : ',';
        out += `${JSON.stringify(key)}:${item === null ? 'null' : write(item)}`;
      }
      return out === '' ? '{}' : `${out}}`;
    };
  }
}

function scalarWriter(shape: ScalarShape): Write {
  switch (shape.kind) {
    case 'timestamp':
      return timestampWriter(shape);
    case 'blob':
    case 'streamingBlob':
      return (value) => `"${base64Of(value)}"`;
    case 'number':
      return (value) => (Number.isFinite(value) ? String(value) : JSON.stringify(String(value)));
    case 'bigInteger':
    case 'bigDecimal':
      return (value) => String(value);
    case 'boolean':
      return (value) => (value === true ? 'true' : 'false');
    case 'string':
      return (value) => quote(typeof value === 'string' ? value : String(value));
    case 'document':
      return (value) => JSON.stringify(value) ?? 'null';
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found.
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;
const shortLengthMax = 256;

/** Most text is short and needs no escape; seeing that costs half of what `JSON.stringify` does. */
function quote(text: string): string {
  return text.length <= shortLengthMax && !needsEscape.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Epoch seconds unless the model says otherwise. */
function timestampWriter(shape: ScalarShape): Write {
  if (shape.format === 'dateTime') return (value) => `"${formatDateTimeShortest(dateOf(value))}"`;
  if (shape.format === 'httpDate') return (value) => `"${formatHttpDate(dateOf(value))}"`;
  return (value) => String(toEpochSeconds(dateOf(value)));
}
