/** Removes requests to create accounts of an organization that is gone, some at a time. A new organization does not show those from before it. */
import { schedule } from '#events/agenda';
import type { Instant } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import type { Transaction } from '#store/port';
import { type CreationRecord, type OrganizationRecord, organizationsState } from '../state.ts';

const kind = 'organizations:sweepCreations';
/** Rows of one transaction. */
const step = 100;

export async function sweepCreationsBefore(tx: Transaction, account: AccountId, now: Instant): Promise<void> {
  const ref = `${account}/${now}`;
  await schedule(tx, { id: `${kind} ${ref}`, kind, at: now, ref });
}

/** Whether a request was made to this organization, and not to one that the account managed before. */
export function isOf({ createdAt }: OrganizationRecord, { requestedAt }: CreationRecord): boolean {
  return requestedAt >= createdAt;
}

/** `ref`: the management account, the time before which requests go, and the place after which it goes on. */
export const sweepCreations: AgendaItem = {
  async handle(due, { tx, now }) {
    const [account = '', before = '', ...place] = due.ref.split('/');
    const management = parseAccountId(account);
    invariant(management !== undefined, 'the row names an account');
    const { creations } = organizationsState(tx, management);
    const after = place.join('/');
    const rows = await creations.list({ limit: step, ...(after === '' ? {} : { after }) });
    for (const { record } of rows) if (record.requestedAt <= Number(before)) await creations.delete(record.id);
    const last = rows.at(-1);
    if (last !== undefined && rows.length === step) {
      await schedule(tx, { ...due, at: now, ref: `${account}/${before}/${last.place}` });
    }
  },
};
