/**
 * UpdateAccountPasswordPolicy: sets all of the rules: what is not given falls back to its default.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

const minimumLengthDefault = 6;

export const updateAccountPasswordPolicy: IamWrite<'UpdateAccountPasswordPolicy'> = {
  name: 'UpdateAccountPasswordPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    await iamState(tx, account).passwordPolicies.put({
      account,
      minimumLength: input.MinimumPasswordLength ?? minimumLengthDefault,
      requireSymbols: input.RequireSymbols ?? false,
      requireNumbers: input.RequireNumbers ?? false,
      requireUppercase: input.RequireUppercaseCharacters ?? false,
      requireLowercase: input.RequireLowercaseCharacters ?? false,
      usersMayChange: input.AllowUsersToChangePassword ?? false,
      ...(input.MaxPasswordAge === undefined ? {} : { expiresAfterDays: input.MaxPasswordAge }),
      ...(input.PasswordReusePrevention === undefined ? {} : { rememberedPasswords: input.PasswordReusePrevention }),
      ...(input.HardExpiry === undefined ? {} : { hardExpiry: input.HardExpiry }),
    });
    return {};
  },
};
