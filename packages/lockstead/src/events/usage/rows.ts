/** What is kept of who used what: one row a principal, action and resource. */
import { createHash } from 'node:crypto';
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Collection } from '#store/port';

export interface UsageRow {
  /** A user's or role's ARN (not that of a role's session), `arn:…:root`, a federated user's ARN, or a service's name. */
  readonly principal: string;
  /** `iam:CreateUser` */
  readonly action: string;
  /** An ARN, or `*` where the action has none. Empty for the resources beyond `usageLimits.resourcesMax`, together. */
  readonly resource: string;
  /** Whose resource it is. */
  readonly owner: AccountId;
  /** How often it was allowed, and how often denied. */
  readonly allowed: number;
  readonly denied: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly lastDeniedAt?: Instant;
  /** Where it was used last. */
  readonly region: string;
  /**
   * The values of the condition keys that a least policy states: to which service a role was passed, for which service a key was used. In order,
   * and at most `usageLimits.givenMax` of a key; an empty text stands for a use that had no value.
   */
  readonly given?: Readonly<Record<string, readonly string[]>>;
}

/** An account that has rows. */
export const usageAccounts: Collection<{ readonly account: AccountId }> = {
  name: 'usage.account',
  level: 'partition',
  id: ({ account }) => account,
  feed: false,
};

/** In the scope of the principal's account. */
export const usageRows: Collection<UsageRow> = {
  name: 'usage.row',
  level: 'account',
  id: usageId,
  indexes: {
    principal: ({ principal }) => [principal],
    /** Counted to find out whether there is room for a further resource. */
    action: ({ principal, action }) => [actionKey(principal, action)],
    resource: ({ resource }) => (resource === '' || resource === '*' ? [] : [resource]),
  },
  feed: false,
};

/** ARNs can be long; ids are short. */
export function usageId({ principal, action, resource }: Pick<UsageRow, 'principal' | 'action' | 'resource'>): string {
  return createHash('sha256').update(`${principal}\n${action}\n${resource}`).digest('hex').slice(0, 32);
}

/** The key of the index `action`. */
export function actionKey(principal: string, action: string): string {
  return `${principal} ${action}`;
}
