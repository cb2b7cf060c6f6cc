/**
 * What each operation asks for: a table by operation. Each is about a billing view, which is the caller's own where the request names none.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscostexplorerservice.html
 */
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import { primaryView } from './billing-view.ts';
import type { CostAuthorization, CostOperationName } from './operation.ts';

function asked(
  operation: CostOperationName,
  view: string | undefined,
  { account }: RequestContext,
): readonly AccessPair[] {
  // A view of another account is refused by the operation: there is nobody who could share one.
  return [{ action: `ce:${operation}`, resource: view ?? primaryView(account), owner: account }];
}

export const costAuthorization = {
  GetCostAndUsage: async ({ BillingViewArn }, _reader, context) => asked('GetCostAndUsage', BillingViewArn, context),
  GetDimensionValues: async ({ BillingViewArn }, _reader, context) =>
    asked('GetDimensionValues', BillingViewArn, context),
  GetTags: async ({ BillingViewArn }, _reader, context) => asked('GetTags', BillingViewArn, context),
} satisfies CostAuthorization;
