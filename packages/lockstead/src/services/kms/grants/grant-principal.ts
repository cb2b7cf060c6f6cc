/** The principals of grants, on their way in and out: users and roles are kept by their ids, so that nobody inherits a grant with a name. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { findPrincipal, principalArn } from '../../iam/api.ts';
import { InvalidArn } from '../errors.ts';
import { type GrantPrincipal, principalKey } from '../state.ts';

/** Throws for a user or role that is not there. */
export async function grantPrincipal(reader: Reader, account: AccountId, name: string): Promise<GrantPrincipal> {
  const found = await findPrincipal(reader, account, name);
  if (found === 'unknown') throw InvalidArn.principal(name);
  return found === 'asItStands' ? { name } : found;
}

/** Under which grants of a principal are found. Of one that is not there its name, under which there are none. */
export async function grantPrincipalKey(reader: Reader, account: AccountId, name: string): Promise<string> {
  const found = await findPrincipal(reader, account, name);
  return typeof found === 'string' ? name : found.id;
}

/** The ARN of today; of whoever is gone, the id that is left. */
export async function shownPrincipal(reader: Reader, principal: GrantPrincipal): Promise<string> {
  if (!('id' in principal)) return principal.name;
  return (await principalArn(reader, principal)) ?? principalKey(principal);
}
