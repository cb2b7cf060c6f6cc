/** The roles and instance profiles that a request passes on to a service. */
import { partition } from '#kernel/arn';
import type { RequestContext } from '#service/request-context';
import { evaluate } from '../pairs/evaluate.ts';
import type { OperationRow } from '../tables/row.ts';

export interface Passed {
  /** ARNs. */
  readonly roles: readonly string[];
  readonly profiles: readonly string[];
}

const nothing: Passed = { roles: [], profiles: [] };

/** By the row of the operation, also where nobody was asked whether he may. */
export function passedBy(
  row: OperationRow,
  input: object,
  { region, account }: Pick<RequestContext, 'region' | 'account'>,
): Passed {
  if (!row.pairs.some(({ action }) => action === 'iam:PassRole')) return nothing;
  const asked = evaluate(row, input, { partition, region, account });
  if ('unknown' in asked) return nothing;
  const passing = asked.pairs.filter(({ action }) => action === 'iam:PassRole');
  return {
    roles: passing.flatMap((pair) => ('resource' in pair ? [pair.resource] : [])),
    profiles: passing.flatMap((pair) => ('roleOf' in pair ? [pair.roleOf] : [])),
  };
}
