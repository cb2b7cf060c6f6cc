/** A body's bytes to a JSON value. `JSON.parse` makes `__proto__` a property of its own and does not recurse on the stack. */
import { documentBytesMax } from '../../limits.ts';
import { serialization, tooLarge } from '../fault.ts';
import { textOf } from '../utf8.ts';

/** An empty body is the empty structure, as AWS takes it. */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  if (body.length > documentBytesMax) throw tooLarge(documentBytesMax);
  const text = textOf(body);
  if (text === undefined) throw serialization();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw serialization();
  }
}
