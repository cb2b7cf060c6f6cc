/** The monthly bill, as `lockstead bill` asks for it. */
import type { Meter } from '#events/usage/meter';
import { dayOf } from '#events/usage/meter';
import type { Clock } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { type Invoice, invoiceOf } from './costs/invoice.ts';
import { isMonth, monthOf, monthsLater } from './costs/months.ts';
import { costLimits } from './limits.ts';
import type { PriceBook } from './prices/price-list.ts';

export interface BillingParts {
  readonly reader: Reader;
  readonly meter: Pick<Meter, 'flush'>;
  readonly prices: PriceBook;
  readonly clock: Clock;
}

/** A month as `2026-12`, or undefined for the current one; the answer is a sentence where that is no month of which there can be a bill. */
export type Bill = (account: AccountId, month: string | undefined) => Promise<Invoice | string>;

export function billing({ reader, meter, prices, clock }: BillingParts): Bill {
  return async (account, month) => {
    const current = monthOf(dayOf(clock.now()));
    const asked = month ?? current;
    if (!isMonth(asked)) return `${JSON.stringify(asked.slice(0, 50))} is not a month such as 2026-12.`;
    if (asked > current) return `There is no bill of ${asked} yet.`;
    const first = monthsLater(current, -costLimits.MonthsBack);
    if (asked < first) return `Bills begin with ${first}: usage is kept for ${costLimits.MonthsBack} months.`;
    await meter.flush();
    return await invoiceOf(reader, prices, account, asked, current);
  };
}
