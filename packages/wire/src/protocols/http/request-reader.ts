/** Members that a request carries outside of its body: in the path, the query and the headers. */
import type { ListShape, Member, ScalarShape, Shape, StructShape, TimestampFormat } from '../../model/shape.ts';
import type { WireRequest } from '../../types.ts';
import type { Input } from '../codec.ts';
import type { Decoding, Fault } from '../fault.ts';
import { setOwn } from '../own-property.ts';
import { parseScalar } from '../scalars.ts';
import { type Bindings, bindingsOf } from './bindings.ts';
import { decodePercent } from './query-string.ts';
import type { Routed } from './router.ts';

/** What a value is called that is none of its type. */
export type BadValue = (member: Member) => Fault;

export interface RequestReader {
  readonly bindings: Bindings;
  read(request: WireRequest, routed: Routed, input: Input, decoding: Decoding): void;
}

/** Parameters that belong to the signature or to the client, never to the input. */
const notInput =
  /^(?:(?:x-id|awsaccesskeyid|expires|signature)$|x-amz-(?:algorithm|content-sha256|credential|date|expires|security-token|signature|signedheaders|user-agent)$)/i;

export function requestReader(shape: StructShape, badValue: BadValue): RequestReader {
  const bindings = bindingsOf(shape);
  const { labels, queries, headers, prefixed, queryMap } = bindings;
  const boundQueries = new Set(queries.map((member) => member.query));
  return {
    bindings,
    read(request, routed, input, decoding) {
      for (const member of labels) {
        const text = routed.labels[member.name];
        if (text === undefined) continue;
        const value = decodePercent(text, () => badValue(member));
        input[member.name] = scalar(member, value, 'dateTime', badValue);
      }
      for (const member of queries) {
        const values = routed.query.get(member.query);
        if (values !== undefined) input[member.name] = queryValue(member, values, badValue);
      }
      readOtherQueries(routed, boundQueries, queryMap, input, decoding);
      for (const member of headers) {
        const text = headerText(request, member.header);
        if (text !== undefined) input[member.name] = headerValue(member, text, badValue);
      }
      for (const member of prefixed) {
        const map = readPrefixed(request, member.prefix);
        if (map !== undefined) input[member.name] = map;
      }
    },
  };
}

function readOtherQueries(
  routed: Routed,
  bound: ReadonlySet<string>,
  queryMap: Member | undefined,
  input: Input,
  decoding: Decoding,
): void {
  const map: Record<string, unknown> = {};
  const inTemplate = routed.operation.http?.uri ?? '';
  for (const [name, values] of routed.query) {
    if (bound.has(name) || notInput.test(name)) continue;
    if (queryMap !== undefined) setOwn(map, name, isListMap(queryMap.shape) ? values : values[0]);
    else if (!namesLiteral(inTemplate, name)) decoding.ignore(name);
  }
  if (queryMap !== undefined) input[queryMap.name] = map;
}

/** Whether the operation's own template has that parameter: `acl` of `/?acl`. */
function namesLiteral(uri: string, name: string): boolean {
  const query = uri.split('?')[1] ?? '';
  return query.split('&').some((part) => part.split('=')[0] === name);
}

function isListMap(shape: Shape): boolean {
  return shape.kind === 'map' && shape.value().shape.kind === 'list';
}

function headerText(request: WireRequest, name: string): string | undefined {
  const value = request.headers[name];
  if (value === undefined || value === '') return undefined;
  return Array.isArray(value) ? value.join(', ') : value;
}

function queryValue(member: Member, values: readonly string[], badValue: BadValue): unknown {
  const { shape } = member;
  if (shape.kind === 'list') return values.map((text) => elementOf(shape, text, 'dateTime', member, badValue));
  return scalar(member, values[0] ?? '', 'dateTime', badValue);
}

function headerValue(member: Member, text: string, badValue: BadValue): unknown {
  const { shape } = member;
  if (shape.kind === 'list')
    return splitHeader(text, shape).map((part) => elementOf(shape, part, 'httpDate', member, badValue));
  // A string of a media type travels in base64, so that it may hold anything.
  if (shape.kind === 'string' && member.traits.mediaType !== undefined)
    return Buffer.from(text, 'base64').toString('utf8');
  return scalar(member, text, 'httpDate', badValue);
}

function elementOf(
  shape: ListShape,
  text: string,
  format: TimestampFormat,
  member: Member,
  badValue: BadValue,
): unknown {
  return scalar({ ...member, shape: shape.element().shape }, text, format, badValue);
}

/** At commas; dates have one of their own, and a quoted value may have any. */
function splitHeader(text: string, shape: ListShape): readonly string[] {
  const element = shape.element().shape;
  const isHttpDate = element.kind === 'timestamp' && element.format !== 'epochSeconds' && element.format !== 'dateTime';
  if (isHttpDate) return (text.match(/[^,]*,[^,]*/g) ?? []).map((part) => part.trim());
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('"') && part.endsWith('"') ? part.slice(1, -1).replace(/\\(.)/g, '$1') : part));
}

function scalar(member: Member, text: string, format: TimestampFormat, badValue: BadValue): unknown {
  const { shape } = member;
  if (shape.kind === 'list' || shape.kind === 'map' || shape.kind === 'struct') throw badValue(member);
  const value = parseScalar(shape satisfies ScalarShape, text, format);
  if (value === undefined) throw badValue(member);
  return value;
}

/** Absent where no header has the prefix. */
function readPrefixed(request: WireRequest, prefix: string): Record<string, unknown> | undefined {
  let map: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(request.headers)) {
    if (!name.startsWith(prefix) || value === undefined) continue;
    map ??= {};
    setOwn(map, name.slice(prefix.length), Array.isArray(value) ? value.join(',') : value);
  }
  return map;
}
