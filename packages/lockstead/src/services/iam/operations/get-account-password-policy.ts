/**
 * GetAccountPasswordPolicy: the rules for the passwords of IAM users, where the account has set some.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html
 */
import { NoSuchEntity } from '../errors.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const getAccountPasswordPolicy: IamRead<'GetAccountPasswordPolicy'> = {
  name: 'GetAccountPasswordPolicy',
  effect: 'read',

  async handle(_input, { reader, account }) {
    const policy = await iamState(reader, account).passwordPolicies.get(account);
    if (policy === undefined) throw NoSuchEntity.passwordPolicy(account);
    const { expiresAfterDays = 0, rememberedPasswords, hardExpiry } = policy;
    return {
      PasswordPolicy: {
        MinimumPasswordLength: policy.minimumLength,
        RequireSymbols: policy.requireSymbols,
        RequireNumbers: policy.requireNumbers,
        RequireUppercaseCharacters: policy.requireUppercase,
        RequireLowercaseCharacters: policy.requireLowercase,
        AllowUsersToChangePassword: policy.usersMayChange,
        ExpirePasswords: expiresAfterDays > 0,
        ...(expiresAfterDays > 0 ? { MaxPasswordAge: expiresAfterDays } : {}),
        ...(rememberedPasswords === undefined ? {} : { PasswordReusePrevention: rememberedPasswords }),
        ...(hardExpiry === undefined ? {} : { HardExpiry: hardExpiry }),
      },
    };
  },
};
