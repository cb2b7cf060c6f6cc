/** Why a statement does not apply, in words. */
import type { ConditionFailure, ContextValue, Mismatch } from '@lockstead/policy';

const valuesShownMax = 4;

const failures: Readonly<Record<ConditionFailure, string>> = {
  keyAbsent: 'the request does not have it',
  keyPresent: 'the request has it',
  noValueMatches: 'none of these',
  aValueMatches: 'one of these',
  setOperatorMissing: 'it has several values, and the condition has neither ForAllValues nor ForAnyValue',
  variableAbsent: 'a variable in the policy has no value in this request',
};

export function mismatchWords(mismatch: Mismatch): string {
  const expected = shortened(mismatch.expected);
  if (mismatch.kind !== 'condition') {
    const isNegated = mismatch.element.startsWith('Not');
    return `${mismatch.element} is ${expected}, ${isNegated ? 'which takes out' : 'not'} ${mismatch.actual}`;
  }
  const { operator, key, actual, why } = mismatch;
  const has = actual === null ? '' : `; it is ${valueWords(actual)}`;
  return `condition ${operator} ${key}: ${expected} (${failures[why]}${has})`;
}

export function valueWords(value: ContextValue): string {
  return typeof value === 'string' ? value : shortened(value);
}

function shortened(values: readonly string[]): string {
  const shown = values.slice(0, valuesShownMax).join(', ');
  return values.length > valuesShownMax ? `${shown} and ${values.length - valuesShownMax} more` : shown;
}
