/**
 * The six string operators.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 */
import { fits, matchesTemplate, resolve, type Template } from '../match/template.ts';
import type { Operator, ValueTest } from './operator.ts';

export const stringOperators: readonly Operator[] = [
  {
    name: 'StringEquals',
    family: 'String',
    negated: false,
    variables: true,
    wildcards: false,
    literal: true,
    compile: equals,
  },
  {
    name: 'StringNotEquals',
    family: 'String',
    negated: true,
    variables: true,
    wildcards: false,
    literal: true,
    compile: equals,
  },
  {
    name: 'StringEqualsIgnoreCase',
    family: 'String',
    negated: false,
    variables: true,
    wildcards: false,
    compile: equalsIgnoreCase,
  },
  {
    name: 'StringNotEqualsIgnoreCase',
    family: 'String',
    negated: true,
    variables: true,
    wildcards: false,
    compile: equalsIgnoreCase,
  },
  { name: 'StringLike', family: 'String', negated: false, variables: true, wildcards: true, compile: like },
  { name: 'StringNotLike', family: 'String', negated: true, variables: true, wildcards: true, compile: like },
];

function equals(value: Template): ValueTest {
  if (value.glob !== undefined) {
    const expected = value.glob.head;
    return (actual) => actual === expected;
  }
  return (actual, context) => matchesTemplate(value, actual, context);
}

function equalsIgnoreCase(value: Template): ValueTest {
  if (value.glob !== undefined) {
    const expected = value.glob.head.toLowerCase();
    return (actual) => actual.toLowerCase() === expected;
  }
  return (actual, context) => {
    const tokens = resolve(value, context);
    // In lower case a text has at most three times as many code units.
    if (tokens === undefined || !fits(tokens, 3 * actual.length)) return false;
    const expected = tokens.map((token) => (token.kind === 'text' ? token.text : '')).join('');
    return actual.toLowerCase() === expected.toLowerCase();
  };
}

function like(value: Template): ValueTest {
  return (actual, context) => matchesTemplate(value, actual, context);
}
