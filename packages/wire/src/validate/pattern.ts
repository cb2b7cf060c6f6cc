/**
 * Patterns of AWS's models as matchers of whole values. They are Java's; JavaScript reads nearly all of them alike.
 * A value is hostile, a pattern is not: those that may need more than linear time get a limit on the length of what they are tried on.
 */

export interface Pattern {
  /** Longer values are not tried: they count as no match. */
  readonly lengthMax: number;
  test(value: string): boolean;
}

/** Two loops cost the square of the length: 4,096 characters are a few milliseconds. ARNs and names are shorter by far. */
const manyLoopsLengthMax = 4096;

const compiled: Map<string, Pattern> = new Map();

export function patternOf(source: string): Pattern {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const expression = expressionOf(source);
  const lengthMax = loopsOf(source) > 1 ? manyLoopsLengthMax : Number.POSITIVE_INFINITY;
  const pattern: Pattern = { lengthMax, test: (value) => value.length <= lengthMax && expression.test(value) };
  compiled.set(source, pattern);
  return pattern;
}

/** With `u` first, for properties such as `\p{L}`; a few patterns escape what needs no escape, which only works without. */
function expressionOf(source: string): RegExp {
  const dotAll = source.startsWith('(?s)');
  const whole = `^(?:${dotAll ? source.slice(4) : source})$`;
  const flags = dotAll ? 's' : '';
  try {
    return new RegExp(whole, `${flags}u`);
  } catch {
    return new RegExp(whole, flags);
  }
}

/** Quantifiers without an upper bound, outside of character classes. */
function loopsOf(source: string): number {
  const plain = source.replace(/\\./g, 'x').replace(/\[\^?\]?[^\]]*\]/g, 'x');
  return plain.match(/[*+]|\{[0-9]+,\}/g)?.length ?? 0;
}
