/**
 * DeleteLoginProfile: takes a user's password.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html
 */
import { NoSuchEntity } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { userOf } from '../user-credentials/owner.ts';

export const deleteLoginProfile: IamWrite<'DeleteLoginProfile'> = {
  name: 'DeleteLoginProfile',
  effect: 'write',

  async handle(input, context) {
    const state = iamState(context.tx, context.account);
    const user = await userOf(state, input.UserName, context);
    if (!(await state.loginProfiles.delete(user.id))) throw NoSuchEntity.loginProfileToDelete(user.name);
    return {};
  },
};
