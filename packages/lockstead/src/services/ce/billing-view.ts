/**
 * Billing views: each account has its primary one, and no other.
 * AWS: https://docs.aws.amazon.com/cost-management/latest/userguide/billing-view.html
 */
import { partition } from '#kernel/arn';
import type { AccountId } from '#kernel/ids';
import { noBillingView } from './errors.ts';

export const primaryView = (account: AccountId): string => `arn:${partition}:billing::${account}:billingview/primary`;

/** Throws for a view that is not the account's own. */
export function requireOwnView(named: string | undefined, account: AccountId): void {
  if (named !== undefined && named !== primaryView(account)) throw noBillingView();
}
