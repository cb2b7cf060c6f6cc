/**
 * What could be: the ways in which open atoms can come out together. Conditions on one key are tied, since the key has one value (or is
 * absent, or has several); all else is free.
 */
import type { Condition } from '../condition/condition.ts';
import { parseDate } from '../condition/date.ts';
import { parseNumber } from '../condition/numeric.ts';
import { classesOf } from '../reason/classes.ts';
import type { ContextValue } from '../request.ts';
import type { PartialContext } from './partial-request.ts';
import { type Atom, variableKeysOf } from './residual.ts';

/** One thing that is not known, and the ways in which it can make its atoms come out. */
export interface Dimension {
  /** Condition keys in lower case; empty for the resource and the principal. */
  readonly keys: readonly string[];
  readonly about: Atom['kind'];
  readonly atoms: readonly Atom[];
  /** For each way the truth of `atoms`, in their order; no two alike. */
  readonly ways: readonly (readonly boolean[])[];
}

/** Of values of one key that conditions can tell apart; a set operator looks at all sets of them. */
const setValuesMax = 7;
/** Patterns beyond this are not walked together. */
const patternLengthMax = 256;
const patternsMax = 16;
/** Some milliseconds. */
const classStepsMax = 30_000;
const valuesMax = 256;
/** Up to here one more and one less are other numbers, and are written without an exponent. */
const numberMax = 1e15;

const free: readonly (readonly boolean[])[] = [[true], [false]];

export function dimensionsOf(atoms: readonly Atom[], context: PartialContext): readonly Dimension[] {
  const byKey = new Map<string, Condition[]>();
  const dimensions: Dimension[] = [];
  for (const atom of atoms) {
    if (atom.kind === 'condition' && isTied(atom.condition, context)) {
      const { key } = atom.condition;
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [atom.condition]);
      else known.push(atom.condition);
    } else {
      dimensions.push({ keys: keysOf(atom, context), about: atom.kind, atoms: [atom], ways: free });
    }
  }
  for (const [key, conditions] of byKey) {
    const tied = conditions.map((condition): Atom => ({ kind: 'condition', condition }));
    const ways = waysOf(conditions);
    if (ways !== undefined) dimensions.push({ keys: [key], about: 'condition', atoms: tied, ways });
    else for (const atom of tied) dimensions.push({ keys: [key], about: 'condition', atoms: [atom], ways: free });
  }
  return dimensions;
}

function isTied({ key, templates }: Condition, context: PartialContext): boolean {
  return context.certainty(key) === 'unknown' && templates.every((template) => template.glob !== undefined);
}

function keysOf(atom: Atom, context: PartialContext): readonly string[] {
  const own = atom.kind === 'condition' ? [atom.condition.key] : [];
  return [...new Set([...own, ...variableKeysOf(atom)])].filter((key) => context.certainty(key) !== 'known');
}

/** Undefined where the values that matter cannot be listed. */
function waysOf(conditions: readonly Condition[]): readonly (readonly boolean[])[] | undefined {
  const values = valuesThatMatter(conditions);
  if (values === undefined || values.length > valuesMax) return undefined;
  const possible: (ContextValue | undefined)[] = [undefined, ...values];
  if (conditions.some(({ element }) => element.qualifier !== undefined)) {
    const sets = setsOf(values, conditions);
    if (sets === undefined) return undefined;
    possible.push('', ...sets);
  }
  const ways = new Map<string, readonly boolean[]>();
  for (const value of possible) {
    const way = conditions.map((condition) => condition.matches({ get: () => value }));
    ways.set(way.map(Number).join(''), way);
  }
  return [...ways.values()];
}

/** Sets of two and more; values that no condition tells apart count once. */
function setsOf(
  values: readonly string[],
  conditions: readonly Condition[],
): readonly (readonly string[])[] | undefined {
  const classes = new Map<string, string>();
  for (const value of values) {
    const way = conditions.map((condition) => Number(condition.matches({ get: () => [value] }))).join('');
    if (!classes.has(way)) classes.set(way, value);
  }
  const different = [...classes.values()];
  if (different.length > setValuesMax) return undefined;
  const sets: (readonly string[])[] = [];
  for (let mask = 1; mask < 2 ** different.length; mask++) {
    const set = different.filter((_, i) => (mask >> i) % 2 === 1);
    sets.push(set.length === 1 ? [...set, ...set] : set);
  }
  return sets;
}

/** For each way in which a single value can come out, one that does. */
function valuesThatMatter(conditions: readonly Condition[]): readonly string[] | undefined {
  const families = new Set(conditions.map(({ operator }) => operator.family));
  families.delete('Null');
  if (families.size === 0) return ['x'];
  const only = families.size === 1 ? [...families][0] : undefined;
  if (only === 'Bool') return ['true', 'false'];
  const texts = conditions
    .filter(({ operator }) => operator.family !== 'Null')
    .flatMap(({ templates }) => templates.map(({ text }) => text));
  if (only === 'Numeric') return numbersAround(texts, parseNumber);
  if (only === 'Date') return numbersAround(texts, parseDate);
  if ([...families].some((family) => family !== 'String' && family !== 'Bool' && family !== 'Arn')) return undefined;
  return textsThatMatter(conditions.filter(({ operator }) => operator.family !== 'Null'));
}

/** Each number, and one in each gap. Texts that are no numbers fit nothing. */
function numbersAround(
  texts: readonly string[],
  parse: (text: string) => number | undefined,
): readonly string[] | undefined {
  const numbers = [...new Set(texts.map(parse).filter((number) => number !== undefined))].sort((a, b) => a - b);
  const [first] = numbers;
  const last = numbers.at(-1);
  if (first === undefined || last === undefined) return ['0.5'];
  if (Math.max(Math.abs(first), Math.abs(last)) > numberMax) return undefined;
  const between = numbers.slice(1).map((number, i) => (number + (numbers[i] as number)) / 2);
  return [first - 1, ...numbers, ...between, last + 1].map(numberText);
}

/** Four digits alone would be read as a year where dates are. */
function numberText(number: number): string {
  const text = String(number);
  return text.length === 4 && !text.includes('.') && !text.includes('-') ? `${text}.0` : text;
}

function textsThatMatter(conditions: readonly Condition[]): readonly string[] | undefined {
  const ignoresCase = conditions.some(({ operator }) => operator.family === 'Bool' || operator.name.endsWith('Case'));
  const isPlain = conditions.every(({ templates }) => templates.every(({ glob }) => glob?.kind === 'literal'));
  const texts = conditions.flatMap(({ templates }) => templates.map(({ glob, text }) => (isPlain ? glob?.head : text)));
  const distinct = [...new Set(texts.filter((text) => text !== undefined))];
  if (isPlain)
    return ignoresCase ? [...distinct, ...otherSpellings(distinct), fresh(distinct)] : [...distinct, fresh(distinct)];
  if (ignoresCase || conditions.some(({ operator }) => operator.family === 'Arn')) return undefined;
  // Escapes: the walk would misread them.
  if (distinct.some((text) => text.includes('$'))) return undefined;
  // To an operator without wildcards a star is a star. No example of the walk has one in it.
  const starred = conditions.flatMap(({ operator, templates }) =>
    operator.wildcards ? [] : templates.map(({ text }) => text).filter((text) => /[*?]/.test(text)),
  );
  const walked = conditions.flatMap(({ operator, templates }) =>
    templates.map(({ text }) => text).filter((text) => operator.wildcards || !/[*?]/.test(text)),
  );
  const patterns = [...new Set(walked)];
  if (patterns.length > patternsMax) return undefined;
  if (patterns.reduce((sum, { length }) => sum + length, 0) > patternLengthMax) return undefined;
  const classes = classesOf(patterns, classStepsMax);
  return classes === undefined ? undefined : [...classes.map(({ example }) => example), ...starred];
}

/** Spelt as none of the texts is, and equal to each when capitals do not matter. */
function otherSpellings(texts: readonly string[]): readonly string[] {
  const taken = new Set(texts);
  const found: string[] = [];
  for (const text of new Set(texts.map((each) => each.toLowerCase()))) {
    const spelling = [text, text.toUpperCase(), ...singlyRaised(text)].find((each) => !taken.has(each));
    if (spelling !== undefined) found.push(spelling);
  }
  return found;
}

/** With one letter raised: more spellings than a policy lists. */
function singlyRaised(text: string): readonly string[] {
  return [...text.slice(0, 64)].map(
    (letter, i) => text.slice(0, i) + letter.toUpperCase() + text.slice(i + letter.length),
  );
}

/** A text that is none of these, whatever the capitals. */
function fresh(texts: readonly string[]): string {
  const longest = Math.max(0, ...texts.map(({ length }) => length));
  return 'x'.repeat(longest + 1);
}
