/** Scalars as text: what forms, headers, labels, query parameters and XML have in common. */
import { numberLengthMax } from '../limits.ts';
import type { ScalarShape, TimestampFormat } from '../model/shape.ts';
import { fromEpochSeconds, parseDateTime, parseHttpDate } from './timestamps.ts';

const numberPattern = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?$/;
const integerPattern = /^[+-]?[0-9]+$/;
const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

/** `undefined` where the text is no value of that shape. */
export function parseScalar(shape: ScalarShape, text: string, format: TimestampFormat): unknown {
  switch (shape.kind) {
    case 'string':
    case 'document':
      return text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'number':
      return parseNumber(text);
    case 'bigInteger':
      return text.length <= numberLengthMax && integerPattern.test(text) ? BigInt(text) : undefined;
    case 'bigDecimal':
      return text.length <= numberLengthMax && numberPattern.test(text) ? text : undefined;
    case 'timestamp':
      return parseTimestamp(text, shape.format === 'default' ? format : shape.format);
    case 'blob':
    case 'streamingBlob':
      return parseBase64(text);
  }
}

const specialNumbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

export function parseNumber(text: string): number | undefined {
  if (text.length <= numberLengthMax && numberPattern.test(text)) return Number(text);
  return Object.hasOwn(specialNumbers, text) ? specialNumbers[text] : undefined;
}

/** In the format the model gives; a client that sends another of AWS's formats is understood too, as AWS does. */
export function parseTimestamp(text: string, format: TimestampFormat): Date | undefined {
  if (format === 'httpDate') return parseHttpDate(text) ?? parseDateTime(text);
  const seconds = parseNumber(text);
  if (seconds !== undefined) return fromEpochSeconds(seconds);
  return parseDateTime(text) ?? parseHttpDate(text);
}

/** Padding may be missing; anything outside of the alphabet makes it no base64. */
export function parseBase64(text: string): Uint8Array | undefined {
  return base64Pattern.test(text) ? Buffer.from(text, 'base64') : undefined;
}

export function base64Of(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('base64');
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  throw new TypeError('a blob must be bytes');
}

/** Times of an answer: `Date`, or milliseconds since 1970. */
export function dateOf(value: unknown): Date {
  const date = value instanceof Date ? value : new Date(value as number);
  if (Number.isNaN(date.getTime())) throw new TypeError('a time must be a valid date');
  return date;
}
