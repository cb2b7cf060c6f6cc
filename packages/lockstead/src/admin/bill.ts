import type { AccountId } from '#kernel/ids';
import { type AdminCall, AdminError, json } from './admin.ts';

/** A sentence where there is no bill of that month. */
export type BillOf = (account: AccountId, month: string | undefined) => Promise<object | string>;

/** `?month=2026-12`; the current month without it. A member of an organization gets its own part, the management account all. */
export function bill(billOf: BillOf): AdminCall {
  return {
    method: 'GET',
    path: 'bill',
    action: 'GetBill',
    ofCaller: true,
    async handle({ query, account }) {
      const found = await billOf(account, query.get('month') ?? undefined);
      if (typeof found === 'string') throw new AdminError('ValidationException', 400, found);
      return json(found);
    },
  };
}
