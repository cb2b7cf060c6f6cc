/** What operations on users' passwords ask for. */
import type { IamAuthorization } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { onUser } from './on-user.ts';

const onOneself = onUser('ChangePassword');

export const passwordAuthorization = {
  CreateLoginProfile: onUser('CreateLoginProfile'),
  GetLoginProfile: onUser('GetLoginProfile'),
  UpdateLoginProfile: onUser('UpdateLoginProfile'),
  DeleteLoginProfile: onUser('DeleteLoginProfile'),
  /** Where the account's rules let users change their passwords, none of them needs a policy that says so. */
  ChangePassword: async (input, reader, context) => {
    const pairs = await onOneself(input, reader, context);
    const rules = await iamState(reader, context.account).passwordPolicies.get(context.account);
    if (rules?.usersMayChange !== true || context.session.principal.kind !== 'user') return pairs;
    const grants = [{ name: "the account's password policy", operations: ['ChangePassword'] }];
    return pairs.map((pair) => ({ ...pair, grants }));
  },
} satisfies IamAuthorization;
