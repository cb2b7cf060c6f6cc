/**
 * GetDimensionValues: which values a dimension has in a period.
 * AWS: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetDimensionValues.html
 */
import type { AccountId } from '#kernel/ids';
import { requireOwnView } from '../billing-view.ts';
import { invalid } from '../errors.ts';
import type { CostParts, CostRead } from '../operation.ts';
import { Accounts } from '../query/accounts.ts';
import { dimensionOf } from '../query/dimensions.ts';
import { gatherCosts } from '../query/gather.ts';
import { periodOf } from '../query/period.ts';
import { checkSearch, Values } from '../query/values.ts';

export function getDimensionValues({ meter, prices }: CostParts): CostRead<'GetDimensionValues'> {
  return {
    name: 'GetDimensionValues',
    effect: 'read',
    waits: true,

    async handle(input, context) {
      const { TimePeriod, Dimension, DimensionKey, Context = 'COST_AND_USAGE', Filter } = input;
      requireOwnView(input.BillingViewArn, context.account);
      const period = periodOf(TimePeriod, context.clock.now());
      checkSearch(input);
      if (DimensionKey !== undefined && Dimension !== 'PRODUCT_ATTRIBUTE') {
        throw invalid('DimensionKey is for the dimension PRODUCT_ATTRIBUTE alone.');
      }
      const accounts = new Accounts(context.reader);
      const values = new Values();
      // There are no reservations and savings plans, and no costs with attributes.
      if (Context === 'COST_AND_USAGE' && Dimension !== 'PRODUCT_ATTRIBUTE') {
        const toValue = dimensionOf(Dimension);
        await meter.flush();
        await gatherCosts(context, prices, accounts, period, Filter, (row) => values.add(toValue(row), row));
      }
      const { NextPageToken: _token, ...asked } = input;
      const page = values.page(input, context.account, 'GetDimensionValues', JSON.stringify(asked));
      const described: { Value: string; Attributes: Record<string, string> }[] = [];
      for (const Value of page.values) {
        const isAccount = Dimension === 'LINKED_ACCOUNT' || Dimension === 'PAYER_ACCOUNT';
        const name = isAccount ? ((await accounts.load(Value as AccountId)).name ?? Value) : undefined;
        described.push({ Value, Attributes: name === undefined ? {} : { description: name } });
      }
      return {
        DimensionValues: described,
        ReturnSize: described.length,
        TotalSize: page.total,
        ...(page.next === undefined ? {} : { NextPageToken: page.next }),
      };
    },
  };
}
