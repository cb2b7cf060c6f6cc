/**
 * Patterns of AWS's models as matchers of whole values. They are Java's; JavaScript reads nearly all of them alike.
 * A value is hostile, a pattern is not. JavaScript's engine is the fastest on short values; on long ones two loops cost it the square of the
 * length, and a loop around a group more stack than there is: those an automaton takes.
 */
import { linearMatcher } from './linear-matcher.ts';

export interface Pattern {
  test(value: string): boolean;
}

/** Up to here the square of the length is some microseconds. */
const manyLoopsLengthMax = 64;
/** With one loop time grows as the length does; the stack lasts for more than this. */
const oneLoopLengthMax = 4096;

const compiled: Map<string, Pattern> = new Map();

export function patternOf(source: string): Pattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const { expression, inner } = expressionOf(source);
  const shortLengthMax = loopsOf(source) > 1 ? manyLoopsLengthMax : oneLoopLengthMax;
  // Made for the first long value: most patterns never meet one.
  let longTest: ((value: string) => boolean) | undefined;
  const pattern: Pattern = {
    test: (value) => {
      if (value.length <= shortLengthMax) return expression.test(value);
      longTest ??= linearMatcher(inner, expression.flags) ?? noLongMatch;
      return longTest(value);
    },
  };
  compiled.set(source, pattern);
  return pattern;
}

/** Fails closed. No pattern of the tables comes to this: tests/validate.test.ts tries them all. */
function noLongMatch(): boolean {
  return false;
}

/** With `u` first, for properties such as `\p{L}`; a few patterns escape what needs no escape, which only works without. */
export function expressionOf(source: string): { readonly expression: RegExp; readonly inner: string } {
  const dotAll = source.startsWith('(?s)');
  const inner = plainHyphens(dotAll ? source.slice(4) : source);
  const whole = `^(?:${inner})$`;
  const flags = dotAll ? 's' : '';
  try {
    return { expression: new RegExp(whole, `${flags}u`), inner };
  } catch {
    return { expression: new RegExp(whole, flags), inner };
  }
}

const classForm = /\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]/gsu;
/** What stands for several characters cannot begin or end a range. */
const hyphenAtSet = /(\\[pP]\{[^}]*\}|\\[wWdDsS])-(?!\])|(\\.|[^\\[])-(?=\\[pPwWdDsS])/gsu;

/** `[\p{L}-_]`: in Java the hyphen stands for itself, beside what is no single character. In JavaScript it has to be escaped. */
function plainHyphens(source: string): string {
  return source.replace(classForm, (part) =>
    part.startsWith('[') ? part.replace(hyphenAtSet, (_all, before = '', other = '') => `${before}${other}\\-`) : part,
  );
}

/** Quantifiers without an upper bound, outside of character classes. */
function loopsOf(source: string): number {
  const plain = source.replace(/\\./g, 'x').replace(/\[\^?\]?[^\]]*\]/g, 'x');
  return plain.match(/[*+]|\{[0-9]+,\}/g)?.length ?? 0;
}
