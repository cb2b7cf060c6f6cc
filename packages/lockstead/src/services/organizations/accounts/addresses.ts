/** Addresses of root users: each belongs to one account. */
import { type AccountId, parseAccountId } from '#kernel/ids';
import { accountEmail } from '#services/iam/api';
import type { Reader, Transaction } from '#store/port';
import { organizationsState } from '../state.ts';

/** Whether another account has this address already. `account` is the one that wants it. */
export async function isAddressTaken(reader: Reader, email: string, account: AccountId): Promise<boolean> {
  const holder = await organizationsState(reader, account).addresses.get(email.toLowerCase());
  if (holder !== undefined) return holder.account !== account;
  // Of accounts that were never in an organization the address says whose it is.
  const named = parseAccountId(/^root@(\d{12})\.lockstead\.local$/i.exec(email)?.[1] ?? '');
  return (
    named !== undefined &&
    named !== account &&
    (await accountEmail(reader, named))?.toLowerCase() === email.toLowerCase()
  );
}

/** Whose root user signs in with this address; undefined where nobody's does. */
export async function accountOfAddress(reader: Reader, email: string): Promise<AccountId | undefined> {
  const wanted = email.toLowerCase();
  const holder = await organizationsState(reader, '' as AccountId).addresses.get(wanted);
  const named = holder?.account ?? parseAccountId(/^root@(\d{12})\.lockstead\.local$/.exec(wanted)?.[1] ?? '');
  if (named === undefined) return undefined;
  return (await accountEmail(reader, named))?.toLowerCase() === wanted ? named : undefined;
}

/** The name of an account, as its organization lists it; nothing where it is in none. */
export async function renameMember(tx: Transaction, account: AccountId, name: string): Promise<void> {
  const membership = await organizationsState(tx, account).memberships.get(account);
  if (membership === undefined) return;
  const { members } = organizationsState(tx, membership.managementAccount);
  const member = await members.get(account);
  if (member !== undefined) await members.update({ ...member, name });
}

/** The address of a member account's root user, as its organization lists it, and as nobody else may take it. */
export async function changeMemberAddress(
  tx: Transaction,
  account: AccountId,
  before: string,
  email: string,
): Promise<void> {
  const { memberships, addresses } = organizationsState(tx, account);
  const membership = await memberships.get(account);
  if (membership === undefined) return;
  const { members } = organizationsState(tx, membership.managementAccount);
  const member = await members.get(account);
  if (member !== undefined) await members.update({ ...member, email });
  await addresses.delete(before.toLowerCase());
  await addresses.put({ email: email.toLowerCase(), account });
}
