/** Values of a dimension or a tag in a period: searched, sorted and in pages. */
import type { AccountId } from '#kernel/ids';
import { pageOf } from '../../paging/pages.ts';
import type { CostRow } from '../costs/visit.ts';
import { invalid, invalidToken, limitExceeded } from '../errors.ts';
import { costLimits } from '../limits.ts';
import { metricsOf, Sum } from './metrics.ts';

interface Searched {
  readonly SearchString?: string;
  readonly SortBy?: readonly { readonly Key: string; readonly SortOrder?: 'ASCENDING' | 'DESCENDING' }[];
  readonly MaxResults?: number;
  readonly NextPageToken?: string;
}

export interface ValuesPage {
  readonly values: readonly string[];
  readonly total: number;
  readonly next?: string;
}

/** Throws for a request that both sorts by costs and searches or goes on: AWS has the one or the other. */
export function checkSearch({ SearchString, SortBy, MaxResults, NextPageToken }: Searched): void {
  const sorts = SortBy !== undefined && SortBy.length > 0;
  if (sorts && (SearchString !== undefined || NextPageToken !== undefined)) {
    throw invalid('SortBy goes with neither SearchString nor NextPageToken.');
  }
  if ((SortBy?.length ?? 0) > 1) throw invalid('SortBy has one definition.');
  metricsOf([SortBy?.[0]?.Key ?? 'UnblendedCost']);
  if ((MaxResults ?? 0) > costLimits.ValuesPerPage) throw invalid(`MaxResults is at most ${costLimits.ValuesPerPage}.`);
}

/** Sums by value. */
export class Values {
  readonly #sums = new Map<string, Sum>();

  add(value: string, row: CostRow): void {
    const sum = this.#sums.get(value) ?? new Sum();
    if (this.#sums.size >= costLimits.GroupsGathered)
      throw limitExceeded('There are too many values. Ask for a shorter time.');
    this.#sums.set(value, sum);
    sum.add(row);
  }

  /** AWS DIFFERS? Whether a search cares for capitals is not documented; here it does not. */
  page(input: Searched, account: AccountId, operation: string, boundTo: string): ValuesPage {
    const { SearchString, SortBy, MaxResults, NextPageToken } = input;
    const searched = SearchString?.toLowerCase() ?? '';
    const found = [...this.#sums.keys()].filter((value) => value.toLowerCase().includes(searched));
    const limit = MaxResults ?? costLimits.ValuesPerPage;
    const [sort] = SortBy ?? [];
    if (sort !== undefined) {
      const [metric = 'UnblendedCost'] = metricsOf([sort.Key]);
      const sign = sort.SortOrder === 'ASCENDING' ? 1 : -1;
      const amount = (value: string): bigint => this.#sums.get(value)?.amount(metric) ?? 0n;
      const order = found.sort((a, b) => {
        const [x, y] = [amount(a), amount(b)];
        return x === y ? (a < b ? -1 : 1) : x < y ? -sign : sign;
      });
      return { values: order.slice(0, limit), total: found.length };
    }
    const request = { token: NextPageToken, limit, boundTo: [account, operation, boundTo], refusal: invalidToken };
    const { items, next } = pageOf(found, (value) => value, request);
    return { values: items, total: found.length, ...(next === undefined ? {} : { next }) };
  }
}
