/**
 * The headers of a request as signatures see them: names in lower case, values trimmed, runs of blanks made one space,
 * several values of one name joined by commas in the order sent.
 *
 * WHY not node's `headers`: it drops or joins duplicates in its own way, and a duplicate is what a signature must see.
 */
import type { WireRequest } from '../types.ts';

export type CanonicalHeaders = ReadonlyMap<string, string>;

/** Headers whose second value would let two readers of one request see two different signers or two different bodies. */
const onceOnly: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'host',
  'transfer-encoding',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-region-set',
  'x-amz-security-token',
  'x-amz-target',
  'x-amz-trailer',
]);

export interface HeadersRead {
  readonly headers: CanonicalHeaders;
  /** The first header that may come only once and came twice. */
  readonly duplicated?: string;
}

/** The claim is parsed and then verified against the same headers: the second look costs nothing. */
const lastRead = new WeakMap<readonly string[], HeadersRead>();

/** Reads the raw headers, once for each list: nobody writes to it after the request has come in. */
export function readHeaders(request: WireRequest): HeadersRead {
  const before = lastRead.get(request.rawHeaders);
  if (before !== undefined) return before;
  const read = readRawHeaders(request);
  lastRead.set(request.rawHeaders, read);
  return read;
}

function readRawHeaders(request: WireRequest): HeadersRead {
  const headers = new Map<string, string>();
  const raw = request.rawHeaders;
  let duplicated: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const value = canonicalValue(raw[i + 1] as string);
    const before = headers.get(name);
    if (before === undefined) {
      headers.set(name, value);
    } else {
      headers.set(name, `${before},${value}`);
      if (onceOnly.has(name)) duplicated ??= name;
    }
  }
  // HTTP/2 has `:authority` in place of Host, and clients sign it under the name `host`.
  const authority = headers.get(':authority');
  if (authority !== undefined && !headers.has('host')) headers.set('host', authority);
  return duplicated === undefined ? { headers } : { headers, duplicated };
}

/** Trims, and makes each run of blanks one space. Only ASCII's blanks: U+00A0 may be half of a UTF-8 character here. */
export function canonicalValue(value: string): string {
  if (!needsTidying(value)) return value;
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i <= value.length; i++) {
    const blank = i === value.length || isBlank(value.charCodeAt(i));
    if (!blank && start < 0) start = i;
    if (blank && start >= 0) {
      words.push(value.slice(start, i));
      start = -1;
    }
  }
  return words.join(' ');
}

/** Most values hold single spaces inside and nothing else, and then stay as they are. */
function needsTidying(value: string): boolean {
  if (value.length === 0) return false;
  if (isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1))) return true;
  return value.includes('  ') || /[\t\n\v\f\r]/.test(value);
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
