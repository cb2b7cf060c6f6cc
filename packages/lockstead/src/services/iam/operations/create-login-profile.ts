/**
 * CreateLoginProfile: gives a user a password.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
 */
import { Secret } from '#kernel/secret';
import { EntityAlreadyExists, ValidationError } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { type IamReader, iamState } from '../state/state.ts';
import { type Owner, userOf } from '../user-credentials/owner.ts';
import type { PasswordHashing } from '../user-credentials/password-hashing.ts';
import { checkRules, insertLoginProfile, loginProfileShape } from '../user-credentials/passwords.ts';

export const createLoginProfile = (hashing: PasswordHashing): IamWrite<'CreateLoginProfile', Secret> => ({
  name: 'CreateLoginProfile',
  effect: 'write',
  masked: ['Password'],

  async prepare(input, context) {
    const { reader, account, entropy } = context;
    const { Password: password } = input;
    if (password === undefined) throw ValidationError.missingPassword();
    const state = iamState(reader, account);
    await checkFree(state, await userOf(state, input.UserName, context));
    await checkRules(state, account, password);
    return await hashing.fresh(new Secret(password), entropy);
  },

  async handle(input, context, hash) {
    const { tx, account, clock } = context;
    const state = iamState(tx, account);
    const user = await userOf(state, input.UserName, context);
    await checkFree(state, user);
    await checkRules(state, account, input.Password ?? '');
    const profile = await insertLoginProfile(state, user.id, hash, input.PasswordResetRequired ?? false, clock.now());
    return { LoginProfile: loginProfileShape(user.name, profile) };
  },
});

async function checkFree(state: IamReader, user: Required<Owner>): Promise<void> {
  if ((await state.loginProfiles.get(user.id)) !== undefined) throw EntityAlreadyExists.loginProfile(user.name);
}
