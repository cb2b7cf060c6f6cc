/** Status and headers that an output binds. Nothing that a value holds can break out of its header. */
import type { Member, Shape, StructShape } from '../../model/shape.ts';
import { base64Of, dateOf } from '../scalars.ts';
import { formatDateTime, formatHttpDate, toEpochSeconds } from '../timestamps.ts';
import { type Bindings, bindingsOf } from './bindings.ts';

type Output = Readonly<Record<string, unknown>>;

export interface ResponseWriter {
  readonly bindings: Bindings;
  headers(output: Output): Record<string, string>;
  status(output: Output, usual: number): number;
}

export function responseWriter(shape: StructShape): ResponseWriter {
  const bindings = bindingsOf(shape);
  const range = bindings.headers.find(({ header }) => header === 'content-range');
  return {
    bindings,
    headers(output) {
      const headers: Record<string, string> = {};
      for (const member of bindings.headers) {
        const value = output[member.name];
        if (value !== undefined && value !== null) headers[member.header] = headerOf(member, value);
      }
      for (const member of bindings.prefixed) {
        const entries = Object.entries((output[member.name] ?? {}) as Readonly<Record<string, unknown>>);
        for (const [name, value] of entries) {
          if (isHeaderName(name)) headers[`${member.prefix}${name}`] = safe(String(value));
        }
      }
      return headers;
    },
    status(output, usual) {
      const code = bindings.responseCode === undefined ? undefined : output[bindings.responseCode.name];
      if (typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 599) return code;
      // The model does not say it: an answer that tells which part it is of the whole is a partial one.
      return range !== undefined && typeof output[range.name] === 'string' ? 206 : usual;
    },
  };
}

function headerOf(member: Member, value: unknown): string {
  const { shape, traits } = member;
  if (shape.kind === 'string' && traits.mediaType !== undefined) return base64Of(value);
  if (shape.kind === 'list') {
    const element = shape.element().shape;
    return [...(value as Iterable<unknown>)].map((item) => listItem(textOf(element, item), element)).join(', ');
  }
  return safe(textOf(shape, value));
}

function listItem(text: string, shape: Shape): string {
  const quoted = shape.kind === 'string' && /[",]/.test(text);
  return safe(quoted ? `"${text.replace(/["\\]/g, '\\$&')}"` : text);
}

function textOf(shape: Shape, value: unknown): string {
  if (shape.kind === 'timestamp') {
    const date = dateOf(value);
    if (shape.format === 'dateTime') return formatDateTime(date, 'seconds');
    return shape.format === 'epochSeconds' ? String(toEpochSeconds(date)) : formatHttpDate(date);
  }
  return shape.kind === 'blob' ? base64Of(value) : String(value);
}

/** What HTTP cannot carry goes as an encoded word, as S3 does with metadata. */
function safe(text: string): string {
  return /^[\t\u0020-\u007e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
}
