/**
 * Answers in JSON: closures that write text, made at first use. Only what the model knows is written.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructShape } from '../../model/shape.ts';
import { perShape } from '../per-shape.ts';
import { base64Of, dateOf } from '../scalars.ts';
import { formatDateTimeShortest, formatHttpDate, toEpochSeconds } from '../timestamps.ts';
import { isPlainText } from './plain-text.ts';

type Write = (value: unknown) => string;

/**
 * Text of the answer under way that is written as if it needed no escape: most needs none, and looking at all of it at once costs a
 * fraction of looking at each piece. Where some does after all, the answer is written again with care.
 */
let unseen = '';
let withCare = false;

function whole(write: Write): Write {
  return (value) => {
    unseen = '';
    withCare = false;
    const hasty = write(value);
    const isPlain = isPlainText(unseen);
    unseen = '';
    if (isPlain) return hasty;
    withCare = true;
    return write(value);
  };
}

export interface JsonStyle {
  /** `jsonName` binds in restJson1 only; awsJson writes members by their own names. */
  readonly nameOf: (member: Member) => string;
  /** Members as the model has them, or by their names. */
  readonly order: 'model' | 'alphabet';
  /** A member that has no value. */
  readonly absent: 'omitted' | 'null';
  /** A time in the model's default format. */
  readonly time: (date: Date) => string;
}

export const awsJsonStyle: JsonStyle = {
  nameOf: ({ name }) => name,
  order: 'model',
  absent: 'omitted',
  time: (date) => String(toEpochSeconds(date)),
};

export const restJsonStyle: JsonStyle = { ...awsJsonStyle, nameOf: ({ name, traits }) => traits.jsonName ?? name };

export class JsonWriter {
  readonly #style: JsonStyle;
  readonly #struct = perShape((shape: StructShape): Write => this.#makeStruct(shape, () => true));

  constructor(style: JsonStyle) {
    this.#style = style;
  }

  /** Writes a whole structure; `only` chooses among its members. */
  struct(shape: StructShape, only?: (member: Member) => boolean): Write {
    return whole(only === undefined ? this.#struct(shape) : this.#makeStruct(shape, only));
  }

  /** Writes a whole value. */
  value(shape: Shape): Write {
    return whole(this.#value(shape));
  }

  #makeStruct(shape: StructShape, only: (member: Member) => boolean): Write {
    const { nameOf, order, absent } = this.#style;
    const members = shape
      .members()
      .filter(only)
      .map((member) => ({ name: member.name, wireName: nameOf(member), write: this.#value(member.shape) }));
    if (order === 'alphabet') members.sort((one, other) => (one.wireName < other.wireName ? -1 : 1));
    const writers = members.map(({ name, wireName, write }) => ({ name, key: `${JSON.stringify(wireName)}:`, write }));
    const saysAbsent = absent === 'null';
    return (value) => {
      const record = value as Readonly<Record<string, unknown>>;
      let out = '';
      for (const { name, key, write } of writers) {
        const item = record[name];
        const isAbsent = item === undefined || item === null;
        if (isAbsent && !saysAbsent) continue;
        out += out === '' ? `{${key}` : `,${key}`;
        out += isAbsent ? 'null' : write(item);
      }
      return out === '' ? '{}' : `${out}}`;
    };
  }

  #value(shape: Shape): Write {
    switch (shape.kind) {
      case 'struct':
        return this.#struct(shape);
      case 'list':
        return this.#list(shape);
      case 'map':
        return this.#map(shape);
      default:
        return scalarWriter(shape, this.#style.time);
    }
  }

  #list(shape: ListShape): Write {
    let write: Write | undefined;
    return (value) => {
      write ??= this.#value(shape.element().shape);
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
      write ??= this.#value(shape.value().shape);
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

function scalarWriter(shape: ScalarShape, time: JsonStyle['time']): Write {
  switch (shape.kind) {
    case 'timestamp':
      return timestampWriter(shape, time);
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

/** Longer text is likelier to need an escape: policies and other documents do. */
const hastyLengthMax = 256;

function quote(text: string): string {
  if (withCare || text.length > hastyLengthMax) return JSON.stringify(text);
  unseen += text;
  return `"${text}"`;
}

/** As the style has it, unless the model says otherwise. */
function timestampWriter({ format }: ScalarShape, time: JsonStyle['time']): Write {
  if (format === 'dateTime') return (value) => `"${formatDateTimeShortest(dateOf(value))}"`;
  if (format === 'httpDate') return (value) => `"${formatHttpDate(dateOf(value))}"`;
  if (format === 'epochSeconds') return (value) => awsJsonStyle.time(dateOf(value));
  return (value) => time(dateOf(value));
}
