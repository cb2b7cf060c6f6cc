/**
 * StartPrimaryEmailUpdate: sends a one-time passcode to what is to be the address of a member account's root user.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_StartPrimaryEmailUpdate.html
 */
import { elapsed, seconds } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { isAddressTaken } from '#services/organizations/api';
import { conflict, invalidField, tooManyRequests } from '../errors.ts';
import { accountLimits } from '../limits.ts';
import type { AccountWrite } from '../operation.ts';
import { keepMessage, newPasscode } from '../passcodes.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

/** Short by the model, at most 64 characters. */
const addressForm = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

export const startPrimaryEmailUpdate: AccountWrite<'StartPrimaryEmailUpdate'> = {
  name: 'StartPrimaryEmailUpdate',
  effect: 'write',

  async handle({ AccountId, PrimaryEmail: email }, context) {
    const { tx, clock, entropy } = context;
    const account = await targetOf(tx, context, 'StartPrimaryEmailUpdate', AccountId);
    if (!addressForm.test(email)) throw invalidField('PrimaryEmail', 'The primary email is not an email address.');
    if (await isAddressTaken(tx, email, account)) throw conflict('The email address is in use by another account.');
    const state = accountState(tx, account);
    const now = clock.now();
    const { EmailUpdatesPerWindow, EmailUpdateWindowSeconds } = accountLimits;
    const before = (await state.emailUpdates.get('emailUpdate'))?.startedAt ?? [];
    const lately = before.filter((at) => elapsed(at, now) < seconds(EmailUpdateWindowSeconds));
    if (lately.length >= EmailUpdatesPerWindow) {
      throw tooManyRequests(
        `An update of the primary email of an account is started at most ${EmailUpdatesPerWindow} times in ${EmailUpdateWindowSeconds} seconds.`,
      );
    }
    const [id, passcode] = [entropy.uuid(), newPasscode(entropy)];
    const sent = { id, passcode, sentAt: now, updatedAt: now, startedAt: [...lately, now] };
    await state.emailUpdates.put({ key: 'emailUpdate', email, status: 'PENDING', ...sent });
    await keepMessage(state, {
      id,
      at: now,
      account,
      to: email,
      subject: 'Update of the primary email',
      text: new Secret(`The passcode is ${passcode.reveal()}.`),
    });
    return { Status: 'PENDING' };
  },
};
