/** The bill of one month: what each account used, what it costs, and what it would cost if each account paid for itself. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { placeOf } from '../../organizations/api.ts';
import { formatAmount } from '../prices/amount.ts';
import type { PriceBook, PriceItem } from '../prices/price-list.ts';
import { costOf } from '../prices/tiers.ts';
import { visitMonth } from './visit.ts';

export interface InvoiceLine {
  readonly service: string;
  readonly usageType: string;
  readonly unit: string;
  readonly quantity: number;
  readonly cost: string;
}

export interface InvoiceAccount {
  readonly account: AccountId;
  /** As its organization calls it; absent where it is in none. */
  readonly name?: string;
  readonly lines: readonly InvoiceLine[];
  readonly cost: string;
  /** Of this account alone, with tiers that it fills by itself. */
  readonly alone: string;
}

export interface Invoice {
  readonly month: string;
  /** Whose bill it is. */
  readonly account: AccountId;
  /** Of this account, all that it pays for; of a member, its own part of somebody else's bill. */
  readonly payer: AccountId;
  /** The month is not over, so that amounts still grow. */
  readonly isEstimated: boolean;
  readonly currency: string;
  readonly priceSource: string;
  readonly accounts: readonly InvoiceAccount[];
  readonly cost: string;
  /** What the accounts would pay, each by itself, together. */
  readonly apart: string;
  /** What they save by paying together: the difference. Never negative where prices fall from tier to tier; free amounts are shared, and can make it so. */
  readonly saved: string;
  /** Calls of actions without a price. */
  readonly callsWithoutPrice: number;
}

interface Gathered {
  readonly count: number;
  readonly cost: bigint;
}

/** Amounts are texts, exact. The sum of the lines is the bill. */
export async function invoiceOf(
  reader: Reader,
  book: PriceBook,
  viewer: AccountId,
  month: string,
  currentMonth: string,
): Promise<Invoice> {
  const accounts = new Map<AccountId, Map<PriceItem, Gathered>>();
  let callsWithoutPrice = 0;
  await visitMonth(
    reader,
    book,
    viewer,
    month,
    ({ account, item, count, unblended }) => {
      const items = accounts.get(account) ?? new Map<PriceItem, Gathered>();
      accounts.set(account, items);
      const held = items.get(item) ?? { count: 0, cost: 0n };
      items.set(item, { count: held.count + count, cost: held.cost + unblended });
      return undefined;
    },
    (count) => {
      callsWithoutPrice += count;
    },
  );
  let [cost, apart] = [0n, 0n];
  const shown: InvoiceAccount[] = [];
  for (const account of [...accounts.keys()].sort()) {
    const items = [...(accounts.get(account) ?? [])].sort(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const own = items.reduce((sum, [, gathered]) => sum + gathered.cost, 0n);
    const alone = items.reduce((sum, [item, gathered]) => sum + costOf(item.tiers, gathered.count), 0n);
    cost += own;
    apart += alone;
    const name = (await placeOf(reader, account))?.name;
    shown.push({
      account,
      ...(name === undefined ? {} : { name }),
      lines: items.map(([{ service, usageType, unit }, gathered]) => ({
        service,
        usageType,
        unit,
        quantity: gathered.count,
        cost: formatAmount(gathered.cost),
      })),
      cost: formatAmount(own),
      alone: formatAmount(alone),
    });
  }
  return {
    month,
    account: viewer,
    payer: (await placeOf(reader, viewer))?.managementAccount ?? viewer,
    isEstimated: month >= currentMonth,
    currency: book.list.currency,
    priceSource: book.list.source,
    accounts: shown,
    cost: formatAmount(cost),
    apart: formatAmount(apart),
    saved: cost > apart ? `-${formatAmount(cost - apart)}` : formatAmount(apart - cost),
    callsWithoutPrice,
  };
}

const nameOf = ({ service, usageType }: PriceItem): string => `${service} ${usageType}`;
