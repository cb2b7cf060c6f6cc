/**
 * Answers in XML: one closure for each member, made at an operation's first use. Only what the model knows is written.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html, …/aws-query-protocol.html, …/aws-ec2-query-protocol.html
 */
import type { ServiceEntry } from '../../model/service-table.ts';
import type {
  ListShape,
  MapShape,
  Member,
  ScalarShape,
  Shape,
  StructShape,
  TimestampFormat,
} from '../../model/shape.ts';
import { perShape } from '../per-shape.ts';
import { base64Of, dateOf } from '../scalars.ts';
import { formatDateTime, formatHttpDate, toEpochSeconds } from '../timestamps.ts';
import { escapeXml, escapeXmlWithReferences } from './escape.ts';

/** An element, or several in a row for a flattened list. */
type WriteMember = (value: unknown) => string;
/** What stands between the tags. */
type WriteContent = (value: unknown) => string;

export type TimePrecision = ServiceEntry['xmlTimePrecision'];

interface XmlStyle {
  readonly times: TimePrecision;
  readonly escaped: (text: string) => string;
}

/** Closures for one style; shapes are written the same wherever they stand. */
export class XmlWriter {
  readonly #style: XmlStyle;
  readonly #content = perShape((shape: Shape): WriteContent => this.#makeContent(shape));

  constructor(style: XmlStyle) {
    this.#style = style;
  }

  /** The members of a structure, without tags around them. `only` leaves some out: those bound to headers. */
  struct(shape: StructShape, only: (member: Member) => boolean = () => true): WriteContent {
    const members = shape.members().filter((member) => only(member) && member.traits.xmlAttribute === undefined);
    const writers = members.map((member) => ({ name: member.name, write: this.#member(member) }));
    return (value) => {
      const record = value as Readonly<Record<string, unknown>>;
      let out = '';
      for (const { name, write } of writers) {
        const item = record[name];
        if (item !== undefined && item !== null) out += write(item);
      }
      return out;
    };
  }

  /** A member with its tags, under its own name or another. */
  element(member: Member, name: string = member.traits.xmlName ?? member.name): WriteMember {
    const open = `${name}${namespaceOf(member.traits.xmlNamespace)}`;
    const content = this.#content(member.shape);
    const attributes = member.shape.kind === 'struct' ? attributesOf(member.shape) : undefined;
    return (value) => {
      const inner = content(value);
      const start = attributes === undefined ? open : open + attributes(value);
      return inner === '' ? `<${start}/>` : `<${start}>${inner}</${name}>`;
    };
  }

  #member(member: Member): WriteMember {
    const { shape, traits } = member;
    if (traits.xmlFlattened !== undefined && shape.kind === 'list') return this.#flattened(member, shape);
    if (traits.xmlFlattened !== undefined && shape.kind === 'map')
      return this.#entries(shape, traits.xmlName ?? member.name);
    return this.element(member);
  }

  #flattened(member: Member, list: ListShape): WriteMember {
    const write = this.element(list.element(), member.traits.xmlName ?? member.name);
    return (value) => each(value, write);
  }

  #makeContent(shape: Shape): WriteContent {
    switch (shape.kind) {
      case 'struct':
        return this.struct(shape);
      case 'list': {
        const element = shape.element();
        const write = this.element(element, element.traits.xmlName ?? 'member');
        return (value) => each(value, write);
      }
      case 'map':
        return this.#entries(shape, 'entry');
      default:
        return scalarWriter(shape, this.#style);
    }
  }

  #entries(shape: MapShape, entryName: string): WriteContent {
    const key = this.element(shape.key(), shape.key().traits.xmlName ?? 'key');
    const item = this.element(shape.value(), shape.value().traits.xmlName ?? 'value');
    return (value) => {
      let out = '';
      for (const [name, entry] of Object.entries(value as object)) {
        if (entry !== undefined && entry !== null) out += `<${entryName}>${key(name)}${item(entry)}</${entryName}>`;
      }
      return out;
    };
  }
}

function each(value: unknown, write: WriteMember): string {
  let out = '';
  for (const item of value as Iterable<unknown>) if (item !== undefined && item !== null) out += write(item);
  return out;
}

/** Attributes of a structure's own tag: S3's `xsi:type` of a grantee. */
function attributesOf(shape: StructShape): ((value: unknown) => string) | undefined {
  const members = shape.members().filter((member) => member.traits.xmlAttribute !== undefined);
  if (members.length === 0) return undefined;
  return (value) => {
    let out = '';
    for (const member of members) {
      const item = (value as Readonly<Record<string, unknown>>)[member.name];
      if (item !== undefined) out += ` ${member.traits.xmlName ?? member.name}="${escapeXml(String(item))}"`;
    }
    return out;
  };
}

export function namespaceOf(namespace: string | readonly [prefix: string, uri: string] | undefined): string {
  if (namespace === undefined) return '';
  if (typeof namespace === 'string') return ` xmlns="${escapeXml(namespace)}"`;
  return ` xmlns:${namespace[0]}="${escapeXml(namespace[1])}"`;
}

function scalarWriter(shape: ScalarShape, { times, escaped }: XmlStyle): WriteContent {
  switch (shape.kind) {
    case 'blob':
    case 'streamingBlob':
      return base64Of;
    case 'timestamp':
      return (value) => formatTimestamp(dateOf(value), shape.format === 'default' ? 'dateTime' : shape.format, times);
    case 'string':
      return (value) => escaped(typeof value === 'string' ? value : String(value));
    default:
      return (value) => escaped(String(value));
  }
}

function formatTimestamp(date: Date, format: TimestampFormat, precision: TimePrecision): string {
  if (format === 'httpDate') return formatHttpDate(date);
  if (format === 'epochSeconds') return String(toEpochSeconds(date));
  return formatDateTime(date, precision);
}

type WritersByTimes = Readonly<Record<TimePrecision, XmlWriter>>;

function writersWith(escaped: XmlStyle['escaped']): WritersByTimes {
  return {
    seconds: new XmlWriter({ times: 'seconds', escaped }),
    milliseconds: new XmlWriter({ times: 'milliseconds', escaped }),
  };
}

/** One writer for each style, so that closures are shared among operations. */
const parsable: WritersByTimes = writersWith(escapeXml);
const withReferences: WritersByTimes = writersWith(escapeXmlWithReferences);

export function xmlWriter(times: TimePrecision): XmlWriter {
  return parsable[times];
}

/** For S3, and for requests: no character of a name is replaced. */
export function xmlWriterWithReferences(times: TimePrecision): XmlWriter {
  return withReferences[times];
}
