/** Whose credentials are meant: the named user's, else the caller's own. */
import type { ReadContext, WriteContext } from '#service/operation';
import { callingUser, findUser } from '../entities/find.ts';
import { ValidationError } from '../errors.ts';
import type { IamReader } from '../state/state.ts';

/** A user, or the root user. */
export interface Owner {
  /** A user's unique id, or the account's for the root user. */
  readonly id: string;
  /** Absent for the root user. */
  readonly name?: string;
}

/** The named user, or the caller. Throws `NoSuchEntity` where there is no such user, `ValidationError` where a role session names nobody. */
export async function ownerOf(
  state: IamReader,
  name: string | undefined,
  context: ReadContext | WriteContext,
): Promise<Owner> {
  const named = name ?? callingUser(context);
  return named === undefined ? { id: context.account } : await findUser(state, named);
}

/** What the root user cannot have belongs to a user who must be named. */
export async function userOf(
  state: IamReader,
  name: string | undefined,
  context: ReadContext | WriteContext,
): Promise<Required<Owner>> {
  const { id, name: found } = await ownerOf(state, name, context);
  if (found === undefined) throw ValidationError.missingUserName();
  return { id, name: found };
}
