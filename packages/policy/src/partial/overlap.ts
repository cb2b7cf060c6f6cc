/**
 * Whether some text of a shape can match a pattern: both are walked together, the pattern by the set of places in it that may have been reached.
 *
 * Nothing that is not known of an ARN has a colon in it before the last part, where its fields stand.
 * AWS DIFFERS? In ARNs of IAM it has none at all: AWS lets a path contain one, which nobody does; otherwise `arn:aws:iam::*:role/x` could match a
 * user by a path such as `/:role/`.
 */
import type { Token } from '../match/pattern.ts';
import type { ResourceShape } from './partial-request.ts';

const [star, any] = [-1, -2];
const colon = 0x3a;

/** Places looked at, at most. Beyond it the answer is that it can match. */
const stepsMax = 400_000;

/** The pattern has no variables. */
export function canOverlap(tokens: readonly Token[], { text, exact }: ResourceShape): boolean {
  const symbols = symbolsOf(tokens);
  if (symbols.length * text.length > stepsMax) return true;
  const isIam = text.startsWith('arn:') && text.split(':', 3)[2] === 'iam';
  let places = closed([0], symbols);
  let colons = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!exact && code === 0x2a) places = afterAnything(places, symbols, !isIam && colons >= 5);
    else places = afterCode(places, symbols, code);
    if (places.length === 0) return false;
    if (code === colon) colons++;
  }
  return places.includes(symbols.length);
}

const known: WeakMap<readonly Token[], readonly number[]> = new WeakMap();

function symbolsOf(tokens: readonly Token[]): readonly number[] {
  let symbols = known.get(tokens);
  if (symbols === undefined) {
    symbols = tokens.flatMap((token) => {
      if (token.kind === 'text') return Array.from({ length: token.text.length }, (_, i) => token.text.charCodeAt(i));
      return [token.kind === 'star' ? star : any];
    });
    known.set(tokens, symbols);
  }
  return symbols;
}

/** Ascending, as all lists of places. */
function afterCode(places: readonly number[], symbols: readonly number[], code: number): readonly number[] {
  const next: number[] = [];
  for (const place of places) {
    const symbol = symbols[place];
    if (symbol === star) next.push(place);
    else if (symbol === any || symbol === code) next.push(place + 1);
  }
  return closed(next, symbols);
}

/** After any text, also none; with a colon in it where that may be. */
function afterAnything(places: readonly number[], symbols: readonly number[], withColon: boolean): readonly number[] {
  const next: number[] = [];
  let reached = -1;
  for (const place of places) {
    // What lies behind it was reached from an earlier place, as far as it goes.
    if (place <= reached) continue;
    for (let at = place; at <= symbols.length; at++) {
      next.push(at);
      reached = at;
      if (symbols[at] === colon && !withColon) break;
    }
  }
  return next;
}

/** A star may stand for nothing. */
function closed(places: readonly number[], symbols: readonly number[]): readonly number[] {
  const all: number[] = [];
  let last = -1;
  for (let place of places) {
    if (place <= last) continue;
    all.push(place);
    while (symbols[place] === star) all.push(++place);
    last = place;
  }
  return all;
}
