/** Roles as other services see them: by ARN, in whatever account they are. */
import { parseArn } from '#kernel/arn';
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { roleArn } from './arns.ts';
import { iamState, nameKey, type RoleRecord } from './state.ts';

export interface FoundRole {
  readonly account: AccountId;
  readonly arn: string;
  readonly role: RoleRecord;
}

/** `undefined` where the ARN is no role's, or there is no such role: whoever asks must not tell the two apart in the answer. */
export async function findRoleByArn(reader: Reader, arn: string): Promise<FoundRole | undefined> {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('role/')) return undefined;
  const account = parseAccountId(parsed.account);
  if (account === undefined) return undefined;
  const name = parsed.resource.slice(parsed.resource.lastIndexOf('/') + 1);
  const role = await iamState(reader, account).roles.get(nameKey(name));
  return role !== undefined && roleArn(account, role) === arn ? { account, arn, role } : undefined;
}
