/**
 * ChangePassword: changes the caller's own password. The caller must know the old one.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
 */
import { Secret } from '#kernel/secret';
import type { ReadContext, WriteContext } from '#service/operation';
import { findUser } from '../entities/find.ts';
import { InvalidUserType, passwordExpired, wrongOldPassword } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { type IamReader, iamState, type UserRecord } from '../state/state.ts';
import type { PasswordHashing } from '../user-credentials/password-hashing.ts';
import {
  changed,
  checkRules,
  expiryOf,
  findLoginProfile,
  type PasswordChange,
  prepareChange,
} from '../user-credentials/passwords.ts';

export const changePassword = (hashing: PasswordHashing): IamWrite<'ChangePassword', PasswordChange> => ({
  name: 'ChangePassword',
  effect: 'write',
  masked: ['OldPassword', 'NewPassword'],

  async prepare(input, context) {
    const { reader, account, clock } = context;
    const state = iamState(reader, account);
    const profile = await findLoginProfile(state, await caller(state, context));
    const ownRules = await state.passwordPolicies.get(account);
    const expiry = ownRules?.hardExpiry === true ? expiryOf(profile, ownRules) : undefined;
    if (expiry !== undefined && expiry <= clock.now()) throw passwordExpired();
    const old = await hashing.alike(new Secret(input.OldPassword), profile.passwordHash);
    if (old === undefined || !profile.passwordHash.equals(old.reveal())) throw wrongOldPassword();
    // Not before the old one is known to be right: what was used before is nobody else's business.
    const password = input.NewPassword;
    const rules = await checkRules(state, account, password);
    return await prepareChange(profile, password, rules, hashing);
  },

  async handle(input, context, change) {
    const { tx, account, clock } = context;
    const state = iamState(tx, account);
    const user = await caller(state, context);
    const profile = await findLoginProfile(state, user);
    await checkRules(state, account, input.NewPassword);
    const next = changed(user, profile, change, clock.now());
    await state.loginProfiles.update({ ...next, resetRequired: false });
    return {};
  },
});

async function caller(state: IamReader, { session }: ReadContext | WriteContext): Promise<UserRecord> {
  if (session.principal.kind !== 'user') throw new InvalidUserType();
  return await findUser(state, session.principal.userName);
}
