/**
 * GetPrimaryEmail: the address of a member account's root user.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_GetPrimaryEmail.html
 */
import { present } from '#kernel/invariant';
import { accountEmail } from '#services/iam/api';
import type { AccountRead } from '../operation.ts';
import { targetOf } from '../target.ts';

export const getPrimaryEmail: AccountRead<'GetPrimaryEmail'> = {
  name: 'GetPrimaryEmail',
  effect: 'read',

  async handle({ AccountId }, context) {
    const { reader } = context;
    const account = await targetOf(reader, context, 'GetPrimaryEmail', AccountId);
    return { PrimaryEmail: present(await accountEmail(reader, account), 'a member account is there') };
  },
};
