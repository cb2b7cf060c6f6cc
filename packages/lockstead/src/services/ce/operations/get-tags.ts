/**
 * GetTags: which tags costs have in a period, or which values a tag has. Costs have the tags of their account (query/accounts.ts).
 * AWS: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetTags.html
 */
import { requireOwnView } from '../billing-view.ts';
import type { CostParts, CostRead } from '../operation.ts';
import { Accounts } from '../query/accounts.ts';
import { gatherCosts } from '../query/gather.ts';
import { periodOf } from '../query/period.ts';
import { checkSearch, Values } from '../query/values.ts';

export function getTags({ meter, prices }: CostParts): CostRead<'GetTags'> {
  return {
    name: 'GetTags',
    effect: 'read',
    waits: true,

    async handle(input, context) {
      const { TimePeriod, TagKey, Filter } = input;
      requireOwnView(input.BillingViewArn, context.account);
      const period = periodOf(TimePeriod, context.clock.now());
      checkSearch(input);
      const accounts = new Accounts(context.reader);
      const values = new Values();
      await meter.flush();
      await gatherCosts(context, prices, accounts, period, Filter, (row) => {
        const tags = accounts.tagsOf(row.account);
        if (TagKey !== undefined) values.add(tags?.get(TagKey) ?? '', row);
        else for (const key of tags?.keys() ?? []) values.add(key, row);
      });
      const { NextPageToken: _token, ...asked } = input;
      const page = values.page(input, context.account, 'GetTags', JSON.stringify(asked));
      return {
        Tags: page.values,
        ReturnSize: page.values.length,
        TotalSize: page.total,
        ...(page.next === undefined ? {} : { NextPageToken: page.next }),
      };
    },
  };
}
