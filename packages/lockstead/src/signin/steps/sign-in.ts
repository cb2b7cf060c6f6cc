/** The first step: a name and a password. */
import type { AccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { SiteAnswer } from '#service/site';
import { accountNamed, isPasswordOf, rootToSignIn, type SignInPerson, userToSignIn } from '#services/iam/api';
import { accountOfAddress, isClosed } from '#services/organizations/api';
import type { Guessed } from '../guesses.ts';
import { rootSignIn, userSignIn } from '../pages/sign-in.ts';
import type { SignInParts } from '../parts.ts';
import { dropToken } from '../sessions.ts';
import { signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import { goneOn, goOn } from './come-in.ts';

/** One answer for all that can be wrong with it. */
const wrong = 'Your authentication information is incorrect. Please try again.';
const expired = 'Your password has expired. Ask your administrator for a new one.';

/** As it was typed. */
interface Claim {
  readonly isRoot: boolean;
  readonly account: string;
  readonly user: string;
}

export async function signIn(parts: SignInParts, visit: Visit, alias: string | undefined): Promise<SiteAnswer> {
  const form = await visit.form();
  const claim: Claim = {
    isRoot: form.get('as') === 'root',
    account: alias ?? (form.get('account') ?? '').trim(),
    user: (form.get('user') ?? '').trim(),
  };
  const { store, clock, guesses, hashing } = parts;
  const { account, person } = await claimed(parts, claim);
  const guessed = guessesOf(claim, account, visit);
  const mayTry = await store.transact((tx) => guesses.begin(tx, guessed, clock.now()));
  // Too early, and nobody at all, take as long as anybody else.
  const asked = mayTry ? person : undefined;
  const password = new Secret(form.get('password') ?? '');
  const isRight = await isPasswordOf(hashing, asked, claim.isRoot, password);
  if (!isRight || asked === undefined || (await isClosed(store, asked.account))) {
    if (mayTry && account !== undefined) await recordFailure(parts, visit, account, person);
    else {
      parts.refused(visit.request.transport, !mayTry);
      await store.transact((tx) => guesses.noEvent(tx, clock.now()));
    }
    return refused(visit, claim, alias, wrong);
  }
  if (asked.passwordChange === 'blocked') {
    await recordFailure(parts, visit, asked.account, asked);
    return refused(visit, claim, alias, expired);
  }
  const next = await store.transact(async (tx) => {
    await guesses.right(tx, guessed);
    if (visit.token !== undefined) await dropToken(tx, visit.token);
    return await goOn(tx, parts, visit, { person: asked });
  });
  return goneOn(visit, next);
}

interface Claimed {
  readonly account: AccountId | undefined;
  readonly person: SignInPerson | undefined;
}

async function claimed({ store, clock }: SignInParts, { isRoot, account: named, user }: Claim): Promise<Claimed> {
  const account = isRoot ? await accountOfAddress(store, user) : await accountNamed(store, named);
  if (account === undefined) return { account, person: undefined };
  const person = isRoot ? await rootToSignIn(store, account) : await userToSignIn(store, account, user, clock.now());
  return { account, person };
}

function guessesOf({ isRoot, account: named, user }: Claim, account: string | undefined, visit: Visit): Guessed[] {
  const name = user.toLowerCase();
  return [
    { what: 'person', name: isRoot ? `root/${name}` : `${account ?? named.toLowerCase()}/${name}` },
    { what: 'address', name: visit.request.transport.sourceIp ?? '' },
  ];
}

function refused(
  visit: Visit,
  { isRoot, account, user }: Claim,
  alias: string | undefined,
  problem: string,
): SiteAnswer {
  const typed = { user, problem };
  if (isRoot) return visit.page(rootSignIn(typed), 403);
  const named = alias ?? account;
  return visit.page(userSignIn(named === '' ? typed : { ...typed, account: named }), 403);
}

/** A name that is nobody's is masked: people type passwords there. */
async function recordFailure(
  { store, clock, region, furtherEvents }: SignInParts,
  { request: { transport, origin } }: Visit,
  account: AccountId,
  person: SignInPerson | undefined,
): Promise<void> {
  const event = signInEvent({
    name: 'ConsoleLogin',
    at: clock.now(),
    account,
    region,
    transport,
    ...(person === undefined ? {} : { session: { principal: person.principal } }),
    outcome: 'Failure',
    problem: person === undefined ? 'No username found in supplied account' : 'Failed authentication',
    data: { LoginTo: `${origin}/`, MFAUsed: 'No' },
  });
  await store.transact((tx) => furtherEvents.record(tx, event));
}
