/** Small questions that other services ask of IAM. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { partitionScope } from '#store/scope';
import { lookupManagedPolicy } from '../policies/managed-policy.ts';
import { iamCollections, iamState } from '../state/state.ts';

/** One of the account's own, or AWS's. */
export async function managedPolicyExists(reader: Reader, account: AccountId, arn: string): Promise<boolean> {
  return (await lookupManagedPolicy(iamState(reader, account), account, arn)) !== undefined;
}

/** The account of a long-term access key that exists here. */
export async function accountOfKey(reader: Reader, accessKeyId: string): Promise<AccountId | undefined> {
  return (await reader.in(iamCollections.keyOwners, partitionScope).get(accessKeyId))?.account;
}

/** How many accounts there are here. */
export async function accountCount(reader: Reader): Promise<number> {
  return await iamState(reader, anyAccount).accounts.count();
}

/** All accounts that there are here, those that are suspended too. */
export async function accountIds(reader: Reader): Promise<readonly AccountId[]> {
  return (await iamState(reader, anyAccount).accounts.list()).map(({ record }) => record.account);
}

/** What stands in the partition is the same for each. */
const anyAccount = '000000000000' as AccountId;
