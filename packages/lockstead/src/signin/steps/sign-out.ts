/** Whoever leaves has no session any more, also where the browser keeps its cookie. */
import type { SiteAnswer } from '#service/site';
import type { SignInParts } from '../parts.ts';
import { dropSignIn, findSignIn } from '../sessions.ts';
import type { Visit } from '../visit.ts';

export async function signOut({ store, clock }: SignInParts, visit: Visit): Promise<SiteAnswer> {
  await visit.ownForm();
  const { token } = visit;
  const signIn = token === undefined ? undefined : await findSignIn(store, token, clock.now());
  if (signIn !== undefined) await store.transact((tx) => dropSignIn(tx, signIn));
  return visit.goTo('/', visit.cookie(undefined));
}
