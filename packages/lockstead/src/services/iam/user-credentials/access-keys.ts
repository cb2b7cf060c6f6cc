/** A user's access keys, or the root user's, as the operations on them find them. */
import type { ReadContext, WriteContext } from '#service/operation';
import { callingUser, findUser } from '../entities/find.ts';
import { NoSuchEntity } from '../errors.ts';
import { type AccessKeyRecord, type IamReader, nameKey } from '../state/state.ts';

/** The key under which `iamCollections.accessKeys` lists a user's keys, the root user's for `undefined`. */
export const ownerKey = (user: string | undefined): string => (user === undefined ? '' : nameKey(user));

/** Whose keys are meant: the named user's, else the caller's own. `undefined` is the root user. */
export async function keyOwner(
  state: IamReader,
  name: string | undefined,
  context: ReadContext | WriteContext,
): Promise<string | undefined> {
  const named = name ?? callingUser(context);
  return named === undefined ? undefined : (await findUser(state, named)).name;
}

/** A key of that owner: somebody else's does not exist for the caller. */
export async function findAccessKey(state: IamReader, owner: string | undefined, id: string): Promise<AccessKeyRecord> {
  const key = await state.accessKeys.get(id);
  if (key === undefined || ownerKey(key.user) !== ownerKey(owner)) throw NoSuchEntity.accessKey(id);
  return key;
}
