/** What operations on users' passwords ask for. */
import { iamState } from '../state.ts';
import type { IamAuthorize } from './pairs.ts';
import { onUser } from './users.ts';

export const createLoginProfile: IamAuthorize<'CreateLoginProfile'> = onUser('CreateLoginProfile');
export const getLoginProfile: IamAuthorize<'GetLoginProfile'> = onUser('GetLoginProfile');
export const updateLoginProfile: IamAuthorize<'UpdateLoginProfile'> = onUser('UpdateLoginProfile');
export const deleteLoginProfile: IamAuthorize<'DeleteLoginProfile'> = onUser('DeleteLoginProfile');

const onOneself = onUser('ChangePassword');
/** Where the account's rules let users change their passwords, none of them needs a policy that says so. */
export const changePassword: IamAuthorize<'ChangePassword'> = async (input, reader, context) => {
  const pairs = await onOneself(input, reader, context);
  const rules = await iamState(reader, context.account).passwordPolicies.get(context.account);
  if (rules?.usersMayChange !== true || context.session.principal.kind !== 'user') return pairs;
  const grants = [{ name: "the account's password policy", operations: ['ChangePassword'] }];
  return pairs.map((pair) => ({ ...pair, grants }));
};
