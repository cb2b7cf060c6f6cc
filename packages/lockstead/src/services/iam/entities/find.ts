/** Looking things up by the name a caller gave: the record, or AWS's NoSuchEntity. */
import type { ReadContext, WriteContext } from '#service/operation';
import { NoSuchEntity, UnmodifiableEntity, ValidationError } from '../errors.ts';
import type { GroupRecord, IamReader, InstanceProfileRecord, RoleRecord, UserRecord } from '../state/state.ts';
import { nameKey } from '../state/state.ts';
import { isProtected } from './well-known-paths.ts';

/** Throws `NoSuchEntity`; case does not count. */
export async function findUser(state: IamReader, name: string): Promise<UserRecord> {
  const user = await state.users.get(nameKey(name));
  if (user === undefined) throw NoSuchEntity.user(name);
  return user;
}

/** Throws `NoSuchEntity`; case does not count. */
export async function findGroup(state: IamReader, name: string): Promise<GroupRecord> {
  const group = await state.groups.get(nameKey(name));
  if (group === undefined) throw NoSuchEntity.group(name);
  return group;
}

/** Throws `NoSuchEntity`; case does not count. */
export async function findRole(state: IamReader, name: string): Promise<RoleRecord> {
  const role = await state.roles.get(nameKey(name));
  if (role === undefined) throw NoSuchEntity.role(name);
  return role;
}

/** A role that its owner may change; those that services made for themselves are theirs. */
export async function findOwnRole(state: IamReader, name: string): Promise<RoleRecord> {
  const role = await findRole(state, name);
  if (isProtected(role)) throw UnmodifiableEntity.role(role.name);
  return role;
}

/** Throws `NoSuchEntity`; case does not count. */
export async function findInstanceProfile(state: IamReader, name: string): Promise<InstanceProfileRecord> {
  const profile = await state.instanceProfiles.get(nameKey(name));
  if (profile === undefined) throw NoSuchEntity.instanceProfile(name);
  return profile;
}

/** The user who signed the request. A role session must name someone; for the root user it is `undefined`. */
export function callingUser({ session: { principal } }: ReadContext | WriteContext): string | undefined {
  if (principal.kind === 'user') return principal.userName;
  if (principal.kind === 'root') return undefined;
  throw ValidationError.missingUserName();
}
