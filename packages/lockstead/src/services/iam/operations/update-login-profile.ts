/**
 * UpdateLoginProfile: sets a user's password, or requires the user to change it at the next sign-in.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import type { PasswordHashing } from '../user-credentials/password-hashing.ts';
import {
  changed,
  checkRules,
  findLoginProfile,
  type PasswordChange,
  prepareChange,
} from '../user-credentials/passwords.ts';

export const updateLoginProfile = (
  hashing: PasswordHashing,
): IamWrite<'UpdateLoginProfile', PasswordChange | undefined> => ({
  name: 'UpdateLoginProfile',
  effect: 'write',
  masked: ['Password'],

  async prepare(input, { reader, account }) {
    const { UserName: name, Password: password } = input;
    if (password === undefined) return undefined;
    const state = iamState(reader, account);
    const profile = await findLoginProfile(state, await findUser(state, name));
    const rules = await checkRules(state, account, password);
    return await prepareChange(profile, password, rules, hashing);
  },

  async handle(input, { tx, account, clock }, change) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const profile = await findLoginProfile(state, user);
    if (change !== undefined) await checkRules(state, account, input.Password ?? '');
    await state.loginProfiles.update({
      ...(change === undefined ? profile : changed(user, profile, change, clock.now())),
      resetRequired: input.PasswordResetRequired ?? profile.resetRequired,
    });
    return {};
  },
});
