/**
 * Null: whether the key is in the request at all. The only operator that looks at the key and not at its value.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
 */
import { never, type Operator } from './operator.ts';

/** Its test is given `true` for an absent key, `false` for a present one. */
export const nullOperators: readonly Operator[] = [
  {
    name: 'Null',
    family: 'Null',
    negated: false,
    variables: false,
    wildcards: false,
    compile(value) {
      const expected = value.text.toLowerCase();
      return expected === 'true' || expected === 'false' ? (absent) => absent === expected : never;
    },
  },
];
