/** Roles as other services see them: by ARN, in whatever account they are. */
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { roleArn } from '../entities/arns.ts';
import { parseEntityArn } from '../entities/entity-arn.ts';
import { iamState, nameKey, type RoleRecord } from '../state/state.ts';

/** A role that is there, and whose it is. */
export interface FoundRole {
  readonly account: AccountId;
  readonly arn: string;
  readonly role: RoleRecord;
}

/** `undefined` where the ARN is no role's, or there is no such role: whoever asks must not tell the two apart in the answer. */
export async function findRoleByArn(reader: Reader, arn: string): Promise<FoundRole | undefined> {
  const parsed = parseEntityArn(arn);
  if (parsed?.kind !== 'role') return undefined;
  const account = parseAccountId(parsed.account);
  if (account === undefined) return undefined;
  const role = await iamState(reader, account).roles.get(nameKey(parsed.name));
  return role !== undefined && roleArn(account, role) === arn ? { account, arn, role } : undefined;
}
