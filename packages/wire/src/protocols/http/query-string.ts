/** A query string as pairs, in order: a name may come several times, as lists do in REST protocols. */
import { formParametersMax } from '../../limits.ts';
import { type Fault, malformedQueryString } from '../fault.ts';

export type QueryPairs = ReadonlyMap<string, readonly string[]>;

const empty: QueryPairs = new Map();

/** Throws what `broken` makes for percent signs that encode nothing. A name without `=` has the empty value. */
export function parseQueryString(query: string, broken: () => Fault = malformedQueryString): QueryPairs {
  if (query === '') return empty;
  const pairs: Map<string, string[]> = new Map();
  const parts = query.split('&', formParametersMax + 1);
  if (parts.length > formParametersMax) throw broken();
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decodePart(equals < 0 ? part : part.slice(0, equals), broken);
    const value = equals < 0 ? '' : decodePart(part.slice(equals + 1), broken);
    const known = pairs.get(name);
    if (known === undefined) pairs.set(name, [value]);
    else known.push(value);
  }
  return pairs;
}

function decodePart(text: string, broken: () => Fault): string {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text, broken);
}

export function decodePercent(text: string, broken: () => Fault): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw broken();
  }
}
