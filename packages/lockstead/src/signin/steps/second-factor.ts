/** The second step, of who has a second factor. */
import type { SiteAnswer } from '#service/site';
import { judgeCode, type SignInPerson, spendFactor } from '#services/iam/api';
import type { Reader, Transaction } from '#store/port';
import { secondFactor } from '../pages/second-factor.ts';
import type { SignInParts } from '../parts.ts';
import { dropSignIn, formToken } from '../sessions.ts';
import { type SignInHappening, signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import { factorsOf, goneOn, goOn } from './come-in.ts';
import { type Present, presentAt } from './present.ts';

const wrong = 'The code is wrong, or was used already. Wait for the next one.';

export type Halfway = Present & { readonly person: SignInPerson };

export async function halfway(parts: SignInParts, visit: Visit): Promise<Halfway | undefined> {
  const present = await presentAt('factor', parts, visit);
  return present?.person === undefined ? undefined : { ...present, person: present.person };
}

export async function showSecondFactor(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const present = await halfway(parts, visit);
  return present === undefined ? visit.goTo('/') : await page(parts, visit, present);
}

async function page(
  parts: SignInParts,
  visit: Visit,
  { token, person }: Halfway,
  problem?: string,
): Promise<SiteAnswer> {
  const { authenticators, passkeys } = await factorsOf(parts.store, person);
  const shown = {
    form: formToken(token).reveal(),
    hasAuthenticator: authenticators.length > 0,
    hasPasskey: passkeys.length > 0,
    ...(problem === undefined ? {} : { problem }),
  };
  return visit.page(secondFactor(shown), problem === undefined ? 200 : 403);
}

export async function checkCode(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const form = await visit.ownForm();
  const present = await halfway(parts, visit);
  if (present === undefined) return visit.goTo('/');
  const { store, clock, guesses } = parts;
  const { person } = present;
  const code = (form.get('code') ?? '').trim();
  const guessed = [{ what: 'factor', name: `${person.account}/${person.ownerId}` }] as const;
  // Counted before it is looked at, in a transaction that stays also where the code is wrong.
  const mayTry = await store.transact((tx) => guesses.begin(tx, guessed, clock.now()));
  const next = await store.transact(async (tx) => {
    const serial = mayTry ? await spendCode(tx, parts, person, code) : undefined;
    if (serial === undefined) return undefined;
    await guesses.right(tx, guessed);
    return await proved(tx, parts, visit, present, { serial, kind: 'Virtual MFA' });
  });
  if (next !== undefined) return goneOn(visit, next);
  if (mayTry) {
    await store.transact((tx) => notProved(tx, parts, visit, present));
  }
  return await page(parts, visit, present, wrong);
}

/** Part of a transaction, once a factor has been proved. */
export async function proved(
  tx: Transaction,
  parts: SignInParts,
  visit: Visit,
  { signIn, person }: Halfway,
  { serial, kind }: { readonly serial: string; readonly kind: 'Virtual MFA' | 'U2F MFA' },
): ReturnType<typeof goOn> {
  await dropSignIn(tx, signIn);
  await record(tx, parts, visit, person, { name: 'CheckMfa', outcome: 'Success', data: { MfaType: kind } });
  return await goOn(tx, parts, visit, { person, mfaAt: parts.clock.now(), mfaSerial: serial });
}

/** Part of a transaction: a factor was shown that is none of theirs. */
export async function notProved(tx: Transaction, parts: SignInParts, visit: Visit, { person }: Halfway): Promise<void> {
  const data = { LoginTo: `${visit.request.origin}/`, MFAUsed: 'Yes' };
  await record(tx, parts, visit, person, { name: 'ConsoleLogin', outcome: 'Failure', data });
}

/** The device that showed the code; undefined where none of the person's did. */
async function spendCode(
  tx: Transaction,
  { clock }: SignInParts,
  person: SignInPerson,
  code: string,
): Promise<string | undefined> {
  for (const serial of (await factorsOf(tx as Reader, person)).authenticators) {
    const outcome = await judgeCode(tx, person, serial, code, clock.wallNow());
    if (outcome.kind !== 'proved') continue;
    await spendFactor(tx, outcome.proof);
    return serial;
  }
  return undefined;
}

async function record(
  tx: Transaction,
  { clock, region, furtherEvents }: SignInParts,
  { request: { transport } }: Visit,
  { account, principal }: SignInPerson,
  { name, outcome, data }: Pick<SignInHappening, 'name' | 'outcome' | 'data'>,
): Promise<void> {
  await furtherEvents.record(
    tx,
    signInEvent({
      name,
      at: clock.now(),
      account,
      region,
      transport,
      session: { principal },
      outcome,
      ...(outcome === 'Failure' ? { problem: 'Failed authentication' } : {}),
      ...(data === undefined ? {} : { data }),
    }),
  );
}
