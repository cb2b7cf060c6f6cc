/**
 * Bool. AWS DIFFERS? One of its pages lets policy variables stand here, two say that they cannot: they are plain text, which fits nothing.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
 */
import { never, type Operator } from './operator.ts';

export const boolOperators: readonly Operator[] = [
  {
    name: 'Bool',
    family: 'Bool',
    negated: false,
    variables: false,
    wildcards: false,
    compile(value) {
      const expected = value.text.toLowerCase();
      if (expected !== 'true' && expected !== 'false') return never;
      return (actual) => actual === expected || actual.toLowerCase() === expected;
    },
  },
];
