/**
 * AcceptPrimaryEmailUpdate: with the passcode that was sent to it, an address becomes that of the account's root user.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_AcceptPrimaryEmailUpdate.html
 */
import { present } from '#kernel/invariant';
import { accountEmail, changeAccountEmail } from '#services/iam/api';
import { changeMemberAddress, isAddressTaken } from '#services/organizations/api';
import { conflict, invalidField, notFound } from '../errors.ts';
import type { AccountWrite } from '../operation.ts';
import type { WrongPasscodes } from '../passcodes.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export function acceptPrimaryEmailUpdate(wrong: WrongPasscodes): AccountWrite<'AcceptPrimaryEmailUpdate'> {
  return {
    name: 'AcceptPrimaryEmailUpdate',
    effect: 'write',
    masked: ['Otp'],

    async handle({ AccountId, PrimaryEmail, Otp }, context) {
      const { tx, clock } = context;
      const account = await targetOf(tx, context, 'AcceptPrimaryEmailUpdate', AccountId);
      const { emailUpdates } = accountState(tx, account);
      const update = await emailUpdates.get('emailUpdate');
      if (update === undefined) throw notFound.emailUpdate();
      const { email, status } = update;
      if (status !== 'PENDING') throw conflict('The update of the primary email has ended. Start another one.');
      if (PrimaryEmail !== email) {
        throw invalidField('PrimaryEmail', 'The primary email is not the one that the update was started with.');
      }
      // AWS DIFFERS? What it answers to a wrong passcode is not documented.
      if (!wrong.accepts(update, Otp, clock.now())) {
        throw invalidField('Otp', 'The one-time passcode is wrong, or can no longer be used.');
      }
      if (await isAddressTaken(tx, email, account)) throw conflict('The email address is in use by another account.');
      const before = present(await accountEmail(tx, account), 'a member account is there');
      await changeAccountEmail(tx, account, email);
      await changeMemberAddress(tx, account, before, email);
      const { passcode: _used, ...rest } = update;
      await emailUpdates.update({ ...rest, status: 'COMPLETED', updatedAt: clock.now() });
      // AWS DIFFERS? There the change follows later, here it is done.
      return { Status: 'ACCEPTED' };
    },
  };
}
