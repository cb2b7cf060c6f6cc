/** Instance profiles as other parts of the server see them: by ARN, with the role that they hold. */
import { parseArn } from '#kernel/arn';
import { parseAccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { roleArn } from '../entities/arns.ts';
import { iamState, nameKey } from '../state/state.ts';
import type { FoundRole } from './roles.ts';

export interface FoundProfile {
  readonly name: string;
  readonly path: string;
  readonly role?: FoundRole;
}

const kind = 'instance-profile/';

/**
 * `arn`: with the profile's path, or without any, since its name is unique in the account and most requests give that alone. Undefined where the ARN
 * is no instance profile's, names another path, or there is no such profile.
 */
export async function findInstanceProfile(reader: Reader, arn: string): Promise<FoundProfile | undefined> {
  const { service, account: owner = '', resource = '' } = parseArn(arn) ?? {};
  const account = parseAccountId(owner);
  if (service !== 'iam' || account === undefined || !resource.startsWith(kind)) return undefined;
  const slash = resource.lastIndexOf('/');
  const path = resource.slice(kind.length - 1, slash + 1);
  const state = iamState(reader, account);
  const profile = await state.instanceProfiles.get(nameKey(resource.slice(slash + 1)));
  if (profile === undefined || (path !== '/' && path !== profile.path)) return undefined;
  const role = profile.role === undefined ? undefined : await state.roles.get(nameKey(profile.role));
  const { name } = profile;
  return role === undefined
    ? { name, path: profile.path }
    : { name, path: profile.path, role: { account, arn: roleArn(account, role), role } };
}
