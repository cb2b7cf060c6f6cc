/**
 * The six numeric operators. What is not a number on either side compares as unequal, and neither less nor greater.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
 */
import type { Template } from '../match/template.ts';
import { never, type Operator, parsedOnce, type ValueTest } from './operator.ts';

type Comparison = (actual: number, expected: number) => boolean;

export const numericOperators: readonly Operator[] = comparisons('Numeric', parseNumber);

/** Equals, NotEquals and the four orders, for values that are numbers underneath: dates share them. */
export function comparisons(
  family: 'Numeric' | 'Date',
  parse: (text: string) => number | undefined,
): readonly Operator[] {
  const parseActual = parsedOnce(parse);
  const operator = (name: string, negated: boolean, compare: Comparison): Operator => ({
    name: `${family}${name}`,
    family,
    negated,
    variables: false,
    wildcards: false,
    compile: (value) => compile(value, compare),
  });
  const compile = (value: Template, compare: Comparison): ValueTest => {
    const expected = parse(value.text);
    if (expected === undefined) return never;
    return (text) => {
      const actual = parseActual(text);
      return actual !== undefined && compare(actual, expected);
    };
  };
  return [
    operator('Equals', false, (actual, expected) => actual === expected),
    operator('NotEquals', true, (actual, expected) => actual === expected),
    operator('LessThan', false, (actual, expected) => actual < expected),
    operator('LessThanEquals', false, (actual, expected) => actual <= expected),
    operator('GreaterThan', false, (actual, expected) => actual > expected),
    operator('GreaterThanEquals', false, (actual, expected) => actual >= expected),
  ];
}

/** An integer or a decimal, signed or not, with an exponent as JSON may write it. No hexadecimal, no spaces. */
export function parseNumber(text: string): number | undefined {
  let at = startOfDigits(text, 0);
  let digits = 0;
  let points = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits++;
    else if (code === 0x2e && points === 0) points++;
    else if ((code | 0x20) === 0x65 && digits > 0) return isExponent(text, at + 1) ? Number(text) : undefined;
    else return undefined;
  }
  return digits === 0 ? undefined : Number(text);
}

function startOfDigits(text: string, at: number): number {
  return text[at] === '-' || text[at] === '+' ? at + 1 : at;
}

function isExponent(text: string, from: number): boolean {
  const start = startOfDigits(text, from);
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return start < text.length;
}
