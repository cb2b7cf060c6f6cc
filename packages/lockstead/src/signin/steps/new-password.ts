/** Before they come in, some choose a new password: it was given to them, or has grown too old. */
import { AwsError } from '#kernel/aws-error';
import type { SiteAnswer } from '#service/site';
import { prepareOwnPassword, setOwnPassword } from '#services/iam/api';
import { newPassword } from '../pages/new-password.ts';
import type { SignInParts } from '../parts.ts';
import { dropSignIn, formToken } from '../sessions.ts';
import { signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import { goneOn, goOn } from './come-in.ts';
import { presentAt } from './present.ts';

export async function showNewPassword(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const present = await presentAt('password', parts, visit);
  return present === undefined ? visit.goTo('/') : visit.page(newPassword(formToken(present.token).reveal()));
}

export async function changeOwnPassword(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const form = await visit.ownForm();
  const present = await presentAt('password', parts, visit);
  if (present?.person === undefined) return visit.goTo('/');
  const { token, signIn, person } = present;
  const again = (problem: string): SiteAnswer => visit.page(newPassword(formToken(token).reveal(), problem), 400);
  const password = form.get('password') ?? '';
  if (password !== form.get('again')) return again('The two are not the same.');
  const { store, clock, hashing, region, furtherEvents } = parts;
  try {
    const change = await prepareOwnPassword(store, hashing, person, password);
    if (change === undefined) return visit.goTo('/');
    if (change.hash.equals(change.inPlaceOf.reveal())) return again('It is the password that you have.');
    const next = await store.transact(async (tx) => {
      if (!(await setOwnPassword(tx, person, change, clock.now()))) return undefined;
      const { account, principal } = person;
      const { transport } = visit.request;
      const happening = {
        at: clock.now(),
        account,
        region,
        transport,
        session: { principal },
        outcome: 'Success',
      } as const;
      await furtherEvents.record(tx, signInEvent({ name: 'PasswordUpdated', ...happening }));
      await dropSignIn(tx, signIn);
      const { mfaAt, mfaSerial } = signIn;
      const factor = { ...(mfaAt === undefined ? {} : { mfaAt }), ...(mfaSerial === undefined ? {} : { mfaSerial }) };
      return await goOn(tx, parts, visit, { person, hasNewPassword: true, ...factor });
    });
    return next === undefined ? visit.goTo('/') : goneOn(visit, next);
  } catch (error) {
    // The account's rules say what is missing.
    if (error instanceof AwsError && error.httpStatus < 500) return again(error.message);
    throw error;
  }
}
