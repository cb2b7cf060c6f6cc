/** What operations on users' passwords ask for. */
import { iamState } from '../state/state.ts';
import { onUser } from './on-user.ts';
import type { IamAuthorize } from './pairs.ts';

export const CreateLoginProfile: IamAuthorize<'CreateLoginProfile'> = onUser('CreateLoginProfile');
export const GetLoginProfile: IamAuthorize<'GetLoginProfile'> = onUser('GetLoginProfile');
export const UpdateLoginProfile: IamAuthorize<'UpdateLoginProfile'> = onUser('UpdateLoginProfile');
export const DeleteLoginProfile: IamAuthorize<'DeleteLoginProfile'> = onUser('DeleteLoginProfile');

const onOneself = onUser('ChangePassword');
/** Where the account's rules let users change their passwords, none of them needs a policy that says so. */
export const ChangePassword: IamAuthorize<'ChangePassword'> = async (input, reader, context) => {
  const pairs = await onOneself(input, reader, context);
  const rules = await iamState(reader, context.account).passwordPolicies.get(context.account);
  if (rules?.usersMayChange !== true || context.session.principal.kind !== 'user') return pairs;
  const grants = [{ name: "the account's password policy", operations: ['ChangePassword'] }];
  return pairs.map((pair) => ({ ...pair, grants }));
};
