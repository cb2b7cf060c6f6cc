/** NextToken: opaque, and bound to what was asked, so that it goes on nowhere else. */
import { createHash } from 'node:crypto';
import { InvalidNextToken } from './errors.ts';

const bindingLength = 12;
const tokenLengthMax = 1024;

function bindingOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, bindingLength);
}

export function bindToken(place: string, parts: readonly unknown[]): string {
  return Buffer.from(bindingOf(parts) + place).toString('base64url');
}

/** The place, as it was given out; one that somebody made up is still for the journal to refuse. */
export function openToken(token: string, parts: readonly unknown[]): string {
  if (token.length > tokenLengthMax) throw new InvalidNextToken();
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(bindingOf(parts))) throw new InvalidNextToken();
  return text.slice(bindingLength);
}
