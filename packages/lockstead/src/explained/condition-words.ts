/** A condition as people read it: `ForAnyValue:StringLikeIfExists aws:TagKeys a, b`. */
import type { ConditionElement } from '@lockstead/policy';

export function conditionWords({ operator, qualifier, ifExists, key, values }: ConditionElement): string {
  const name = `${qualifier === undefined ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
  return `${name} ${key} ${values.join(', ')}`;
}
