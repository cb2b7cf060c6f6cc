/** Roles that can be assumed: one that is there, in an account that is not closed. */
import { type FoundRole, findRoleByArn } from '#services/iam/api';
import { isClosed } from '#services/organizations/api';
import type { Reader } from '#store/port';

/** `undefined` for all others: whoever asks does not learn which it is. */
export async function findOpenRole(reader: Reader, arn: string): Promise<FoundRole | undefined> {
  const found = await findRoleByArn(reader, arn);
  return found === undefined || (await isClosed(reader, found.account)) ? undefined : found;
}
