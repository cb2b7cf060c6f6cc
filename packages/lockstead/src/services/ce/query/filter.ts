/** `Filter` of a request: an expression over dimensions, tags and cost categories, compiled once. */
import type { CostRow } from '../costs/visit.ts';
import { invalid } from '../errors.ts';
import { costLimits } from '../limits.ts';
import type { Expression } from '../shapes.ts';
import { dimensionOf, type TagsOf } from './dimensions.ts';

export type Filter = (row: CostRow) => boolean;

const everything: Filter = () => true;

interface Budget {
  expressions: number;
}

/** Throws for what is no filter. `tagsOf` is asked when a row is judged. */
export function filterOf(expression: Expression | undefined, tagsOf: TagsOf): Filter {
  return expression === undefined ? everything : compile(expression, tagsOf, 1, { expressions: 0 });
}

function compile(expression: Expression, tagsOf: TagsOf, depth: number, budget: Budget): Filter {
  budget.expressions += 1;
  if (budget.expressions > costLimits.FilterExpressions || depth > costLimits.FilterDepth) {
    throw invalid(
      `A filter has at most ${costLimits.FilterExpressions} expressions, ${costLimits.FilterDepth} in each other.`,
    );
  }
  const { Or, And, Not, Dimensions, Tags, CostCategories, ProductAttributes } = expression;
  const given = [Or, And, Not, Dimensions, Tags, CostCategories, ProductAttributes].filter((one) => one !== undefined);
  if (given.length !== 1) throw invalid('An expression of a filter has one operator or operand, no more and no less.');
  const inner = (one: Expression): Filter => compile(one, tagsOf, depth + 1, budget);
  if (Or !== undefined || And !== undefined) {
    const all = (Or ?? And ?? []).map(inner);
    if (all.length < 2) throw invalid('And and Or have at least two expressions.');
    return Or === undefined ? (row) => all.every((one) => one(row)) : (row) => all.some((one) => one(row));
  }
  if (Not !== undefined) {
    const one = inner(Not);
    return (row) => !one(row);
  }
  if (Dimensions !== undefined) {
    const { Key, Values = [], MatchOptions } = Dimensions;
    if (Key === undefined || Values.length === 0) throw invalid('Dimensions of a filter have a key and values.');
    requireEquality(MatchOptions, ['EQUALS', 'CASE_SENSITIVE']);
    const labelOf = dimensionOf(Key);
    const wanted = new Set(Values);
    return (row) => wanted.has(labelOf(row));
  }
  if (Tags !== undefined) return byLabel(Tags, (row, key) => tagsOf(row.account)?.get(key));
  // There are no cost categories, and no service whose costs have attributes.
  if (CostCategories !== undefined) return byLabel(CostCategories, () => undefined);
  requireEquality(ProductAttributes?.MatchOptions, ['EQUALS', 'CASE_SENSITIVE', 'ABSENT']);
  return () => false;
}

/** By a label that a row may not have: the empty value and ABSENT mean that it has none. */
function byLabel(
  { Key, Values = [], MatchOptions }: NonNullable<Expression['Tags']>,
  labelOf: (row: CostRow, key: string) => string | undefined,
): Filter {
  requireEquality(MatchOptions, ['EQUALS', 'CASE_SENSITIVE', 'ABSENT']);
  const isAbsent = MatchOptions?.includes('ABSENT') === true || Values.length === 0;
  if (Key === undefined) {
    if (!isAbsent) throw invalid('Values of a filter need a key.');
    return (row) => labelOf(row, '') === undefined;
  }
  const wanted = new Set(Values);
  return isAbsent ? (row) => labelOf(row, Key) === undefined : (row) => wanted.has(labelOf(row, Key) ?? '');
}

function requireEquality(options: readonly string[] | undefined, allowed: readonly string[]): void {
  const other = options?.find((option) => !allowed.includes(option));
  if (other !== undefined) throw invalid(`The match option ${other} is not for this filter: ${allowed.join(', ')}.`);
}
