/**
 * What the bill is made of: how many calls an account made of each action, by day and Region, and who pays for it. Beside the rows of accounts stand
 * their sums for each payer: a member's part of a tiered price depends on what all have used.
 */
import type { AccountId } from '#kernel/ids';
import type { Collection } from '#store/port';

export interface MeteredRow {
  /** The management account of the organization that the account was in, or the account itself. */
  readonly payer: AccountId;
  /** `*`: all accounts of the payer together. */
  readonly account: AccountId | '*';
  /** `2026-12-01`, in UTC. */
  readonly day: string;
  /** Empty, with the action, for what was used beyond `meterLimits.rowsPerDayMax`. */
  readonly region: string;
  /** `kms:Encrypt` */
  readonly action: string;
  readonly count: number;
}

/** Sums stand before the accounts of their day: `*` sorts before digits. */
export const meteredRows: Collection<MeteredRow> = {
  name: 'usage.metered',
  level: 'partition',
  id: ({ payer, day, account, region, action }) => `${payer}/${day}/${account}/${region}/${action}`,
  indexes: {
    account: ({ account, day }) => (account === '*' ? [] : [`${account}/${day}`]),
    day: ({ day }) => [day],
  },
  feed: false,
};
