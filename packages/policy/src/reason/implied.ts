/**
 * What one condition says about another: that it holds too, or that it cannot. Sure or silent: what is not told here may still be so.
 * Conditions with policy variables are passed over, since their values may be anything.
 */

import { contains, parseRange } from '../condition/ip-address.ts';
import { readOperator } from '../condition/operators.ts';
import { globOf, matchesGlob } from '../match/glob.ts';
import { contextKey, tokenize, variableStart } from '../match/pattern.ts';
import type { ConditionElement } from '../statement.ts';

export type Relation = 'implies' | 'excludes';

/** Values of one condition times those of another, and their length: beyond it nothing is said. */
const pairsMax = 4_096;
const lengthMax = 512;

/**
 * INVARIANT: in no request does a condition hold together with one that it excludes, or without one that it implies
 * (tests/implied.test.ts, by the slow interpreter).
 */
export function relationOf(given: ConditionElement, other: ConditionElement): Relation | undefined {
  const [left, right] = [read(given), read(other)];
  if (left === undefined || right === undefined || left.key !== right.key) return undefined;
  if (left.values.length * right.values.length > pairsMax) return undefined;
  if (left.comparison === 'Null' || right.comparison === 'Null') return relationByPresence(left, right);
  if (left.negated !== right.negated) return areOpposed(left, right) ? 'excludes' : undefined;
  if (implies(left, right)) return 'implies';
  const [one, two] = [soleBool(left), soleBool(right)];
  return one !== undefined && two !== undefined && one !== two ? 'excludes' : undefined;
}

interface Line {
  readonly key: string;
  /** The operator without its negation: `StringLike`. */
  readonly comparison: string;
  readonly negated: boolean;
  readonly qualifier: ConditionElement['qualifier'];
  readonly ifExists: boolean;
  readonly values: readonly string[];
}

function read({ operator, qualifier, ifExists, key, values }: ConditionElement): Line | undefined {
  const known = readOperator(operator)?.operator;
  if (known === undefined) return undefined;
  if (values.some((value) => value.length > lengthMax || value.includes(variableStart))) return undefined;
  const comparison = known.negated ? known.name.replace('Not', '') : known.name;
  return { key: contextKey(key), comparison, negated: known.negated, qualifier, ifExists, values };
}

/** What holds for fewer values holds wherever it does; what is forbidden for more is forbidden wherever it is. */
function implies(left: Line, right: Line): boolean {
  if (left.qualifier !== right.qualifier || (left.ifExists && !right.ifExists)) return false;
  return left.negated ? isCovered(right, left) : isCovered(left, right);
}

/** `StringEquals` and `StringNotEquals` of the same value: without a set operator both look at the one value that there is. */
function areOpposed(left: Line, right: Line): boolean {
  const [positive, negative] = left.negated ? [right, left] : [left, right];
  return (
    positive.qualifier === undefined &&
    negative.qualifier === undefined &&
    !positive.ifExists &&
    isCovered(positive, negative)
  );
}

function relationByPresence(left: Line, right: Line): Relation | undefined {
  const has = presence(left);
  if (has === undefined) return undefined;
  if (right.comparison === 'Null') {
    const wants = presence(right);
    return wants === undefined ? undefined : has === wants ? 'implies' : 'excludes';
  }
  // An absent key: conditions that wait for it fail, those that pass without it hold.
  if (has) return undefined;
  return presenceNeeded(right) ? 'excludes' : passesAbsent(right) ? 'implies' : undefined;
}

/** Whether the condition says that the key is there (true) or is not (false). */
function presence(line: Line): boolean | undefined {
  if (line.comparison !== 'Null') return presenceNeeded(line) ? true : undefined;
  const values = new Set(line.values.map((value) => value.toLowerCase()));
  if (values.size !== 1) return undefined;
  return values.has('false') ? true : values.has('true') ? false : undefined;
}

function presenceNeeded({ comparison, negated, ifExists, qualifier }: Line): boolean {
  // ForAnyValue needs a value even with IfExists.
  if (comparison === 'Null' || qualifier === 'ForAnyValue') return comparison !== 'Null';
  return !ifExists && !negated && qualifier === undefined;
}

function passesAbsent({ negated, ifExists, qualifier }: Line): boolean {
  return qualifier !== 'ForAnyValue' && (ifExists || negated || qualifier === 'ForAllValues');
}

function soleBool({ comparison, values, qualifier, ifExists }: Line): string | undefined {
  if (comparison !== 'Bool' || qualifier !== undefined || ifExists || values.length !== 1) return undefined;
  return values[0]?.toLowerCase();
}

/** Whatever fits a value of the one fits a value of the other. */
function isCovered(narrow: Line, wide: Line): boolean {
  return narrow.values.every((value) =>
    wide.values.some((other) => covers(wide.comparison, other, narrow.comparison, value)),
  );
}

function covers(wide: string, other: string, narrow: string, value: string): boolean {
  if (wide === narrow && other === value) return true;
  switch (wide) {
    case 'StringEquals':
      return narrow === 'StringLike' && !hasWildcard(value) && other === value;
    case 'StringEqualsIgnoreCase':
      return isLiteral(narrow, value) && other.toLowerCase() === value.toLowerCase();
    case 'StringLike':
      if (narrow === 'StringEquals') return matches(other, value);
      return narrow === 'StringLike' && coversPattern(other, value);
    case 'ArnEquals':
    case 'ArnLike':
      return (narrow === 'ArnEquals' || narrow === 'ArnLike') && coversArn(other, value);
    case 'IpAddress':
      return narrow === 'IpAddress' && coversRange(other, value);
    default:
      return false;
  }
}

function isLiteral(comparison: string, value: string): boolean {
  if (comparison === 'StringLike') return !hasWildcard(value);
  return comparison === 'StringEquals' || comparison === 'StringEqualsIgnoreCase';
}

function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

function matches(pattern: string, text: string): boolean {
  return matchesGlob(globOf(tokenize(pattern, false, true).tokens), text);
}

/** A pattern read as text: what fits it as text fits all that it stands for, as long as no `?` meets a star. */
function coversPattern(other: string, value: string): boolean {
  return matches(other, value) && !(value.includes('*') && other.includes('?'));
}

function coversArn(other: string, value: string): boolean {
  const [wide, narrow] = [sixParts(other), sixParts(value)];
  return wide !== undefined && narrow !== undefined && wide.every((part, i) => coversPattern(part, narrow[i] ?? ''));
}

/** Cut at the first five colons, as the ARN operators do. */
function sixParts(text: string): readonly string[] | undefined {
  const parts = text.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function coversRange(other: string, value: string): boolean {
  const [wide, narrow] = [parseRange(other), parseRange(value)];
  return wide !== undefined && narrow !== undefined && wide.bits <= narrow.bits && contains(wide, narrow.address);
}
