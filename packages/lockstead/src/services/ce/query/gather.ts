/** Goes through the costs of a period that a request may see and its filter takes. */
import type { ReadContext } from '#service/operation';
import { type CostRow, visitMonth } from '../costs/visit.ts';
import type { PriceBook } from '../prices/price-list.ts';
import type { Expression } from '../shapes.ts';
import type { Accounts } from './accounts.ts';
import { filterOf } from './filter.ts';
import { monthsIn, type Period } from './period.ts';

export async function gatherCosts(
  { reader, account }: Pick<ReadContext, 'reader' | 'account'>,
  book: PriceBook,
  accounts: Accounts,
  period: Period,
  expression: Expression | undefined,
  take: (row: CostRow) => void,
): Promise<void> {
  const filter = filterOf(expression, (one) => accounts.tagsOf(one));
  const { start, end } = period;
  const judge = (row: CostRow): void => {
    if (row.day >= start && row.day < end && filter(row)) take(row);
  };
  for (const month of monthsIn(period)) {
    await visitMonth(reader, book, account, month, (row) => {
      if (!accounts.has(row.account)) return accounts.load(row.account).then(() => judge(row));
      judge(row);
      return undefined;
    });
  }
}
