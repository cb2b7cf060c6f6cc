/**
 * GetLoginProfile: whether a user has a password, since when, and whether it must be changed at the next sign-in.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
 */
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { userOf } from '../user-credentials/owner.ts';
import { findLoginProfile, loginProfileShape } from '../user-credentials/passwords.ts';

export const getLoginProfile: IamRead<'GetLoginProfile'> = {
  name: 'GetLoginProfile',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const user = await userOf(state, input.UserName, context);
    return { LoginProfile: loginProfileShape(user.name, await findLoginProfile(state, user)) };
  },
};
