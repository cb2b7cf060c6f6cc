/**
 * All condition operators by name, and how a name in a policy is read.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { Qualifier } from '../statement.ts';
import { arnOperators } from './arn.ts';
import { binaryOperators } from './binary.ts';
import { boolOperators } from './bool.ts';
import { dateOperators } from './date.ts';
import { ipAddressOperators } from './ip-address.ts';
import { nullOperators } from './null.ts';
import { numericOperators } from './numeric.ts';
import type { Operator } from './operator.ts';
import { stringOperators } from './string.ts';

const operators: readonly Operator[] = [
  ...stringOperators,
  ...numericOperators,
  ...dateOperators,
  ...boolOperators,
  ...binaryOperators,
  ...ipAddressOperators,
  ...arnOperators,
  ...nullOperators,
];

/** AWS's names, without qualifiers and IfExists. */
export const operatorNames: readonly string[] = operators.map(({ name }) => name);

const byLowerName: ReadonlyMap<string, Operator> = new Map(
  operators.map((operator) => [operator.name.toLowerCase(), operator]),
);

export interface OperatorName {
  readonly operator: Operator;
  readonly qualifier?: Qualifier;
  readonly ifExists: boolean;
}

/** `ForAnyValue:StringLikeIfExists`, in any case. Undefined for what AWS does not know; `NullIfExists` among it. */
export function readOperator(text: string): OperatorName | undefined {
  let name = text.toLowerCase();
  let qualifier: Qualifier | undefined;
  if (name.startsWith('forallvalues:')) qualifier = 'ForAllValues';
  else if (name.startsWith('foranyvalue:')) qualifier = 'ForAnyValue';
  if (qualifier !== undefined) name = name.slice(qualifier.length + 1);
  const ifExists = name.endsWith('ifexists');
  if (ifExists) name = name.slice(0, -'ifexists'.length);
  const operator = byLowerName.get(name);
  if (operator === undefined || (ifExists && operator.family === 'Null')) return undefined;
  return qualifier === undefined ? { operator, ifExists } : { operator, qualifier, ifExists };
}
