/**
 * What a list says of where it goes on: AWS's `Marker`, `NextToken`, `NextMarker`. Opaque, and bound to what was asked, so that it goes on in no
 * other list: to the account, the operation and the filters.
 */
import { createHash } from 'node:crypto';

const bindingLength = 12;
/** Of the text that a client sends: longer than any that was given out. */
const tokenLengthMax = 4096;

/** What a token belongs to: account, operation, filters, in an order that does not change. A filter that is not set is `undefined`. */
export type BoundTo = readonly (string | number | undefined)[];

/** `place` is any text by which the list finds where to go on. */
export function writePageToken(place: string, boundTo: BoundTo): string {
  return Buffer.from(bindingOf(boundTo) + place).toString('base64url');
}

/**
 * The place; `undefined` for a token of another list, or none. The binding keeps mistakes apart, and is no secret: whoever reads this can make one up,
 * so that the place is still to be looked at.
 */
export function readPageToken(token: string, boundTo: BoundTo): string | undefined {
  if (token.length > tokenLengthMax) return undefined;
  const text = Buffer.from(token, 'base64url').toString();
  return text.startsWith(bindingOf(boundTo)) ? text.slice(bindingLength) : undefined;
}

function bindingOf(boundTo: BoundTo): string {
  // In JSON what is undefined is null, which no text is.
  return createHash('sha256').update(JSON.stringify(boundTo)).digest('base64url').slice(0, bindingLength);
}
