/** The second step, of who has a second factor. */
import type { SiteAnswer } from '#service/site';
import { judgeCode, type SignInPerson, spendFactor } from '#services/iam/api';
import type { Reader, Transaction } from '#store/port';
import { secondFactor } from '../pages/second-factor.ts';
import type { SignInParts } from '../parts.ts';
import { dropSignIn, formToken } from '../sessions.ts';
import { type SignInEventName, signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import { factorsOf, goneOn, goOn } from './come-in.ts';
import { type Present, presentAt } from './present.ts';

const wrong = 'The code is wrong, or was used already. Wait for the next one.';

type Halfway = Present & { readonly person: SignInPerson };

async function halfway(parts: SignInParts, visit: Visit): Promise<Halfway | undefined> {
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
  const { authenticators } = await factorsOf(parts.store, person);
  const shown = {
    form: formToken(token).reveal(),
    hasAuthenticator: authenticators.length > 0,
    hasPasskey: false,
    ...(problem === undefined ? {} : { problem }),
  };
  return visit.page(secondFactor(shown), problem === undefined ? 200 : 403);
}

export async function checkCode(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const form = await visit.ownForm();
  const present = await halfway(parts, visit);
  if (present === undefined) return visit.goTo('/');
  const { store, clock, guesses } = parts;
  const { signIn, person } = present;
  const code = (form.get('code') ?? '').trim();
  const guessed = [{ what: 'factor', name: `${person.account}/${person.ownerId}` }] as const;
  // Counted before it is looked at, in a transaction that stays also where the code is wrong.
  const mayTry = await store.transact((tx) => guesses.begin(tx, guessed, clock.now()));
  const next = await store.transact(async (tx) => {
    const serial = mayTry ? await spendCode(tx, parts, person, code) : undefined;
    if (serial === undefined) return undefined;
    await guesses.right(tx, guessed);
    await dropSignIn(tx, signIn);
    await record(tx, parts, visit, person, { name: 'CheckMfa', outcome: 'Success' });
    return await goOn(tx, parts, visit, { person, mfaAt: clock.now(), mfaSerial: serial });
  });
  if (next !== undefined) return goneOn(visit, next);
  if (mayTry) {
    await store.transact((tx) => record(tx, parts, visit, person, { name: 'ConsoleLogin', outcome: 'Failure' }));
  }
  return await page(parts, visit, present, wrong);
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
  { request: { transport, origin } }: Visit,
  { account, principal }: SignInPerson,
  { name, outcome }: { readonly name: SignInEventName; readonly outcome: 'Success' | 'Failure' },
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
      data: name === 'CheckMfa' ? { MfaType: 'Virtual MFA' } : { LoginTo: `${origin}/`, MFAUsed: 'Yes' },
    }),
  );
}
