/** What is at the beginning: the form for who is not signed in, and who one is for who is. */
import { isoSeconds } from '#kernel/clock';
import type { Principal } from '#service/session';
import type { SiteAnswer } from '#service/site';
import { home } from '../pages/home.ts';
import { userSignIn } from '../pages/sign-in.ts';
import type { SignInParts } from '../parts.ts';
import { formToken, type SignIn } from '../sessions.ts';
import type { Visit } from '../visit.ts';
import { type Present, presentAt } from './present.ts';

export async function showHome(parts: SignInParts, visit: Visit, alias: string | undefined): Promise<SiteAnswer> {
  const present = await presentAt('open', parts, visit);
  if (present !== undefined) return homeOf(visit, present);
  const account = alias ?? visit.query.get('account') ?? undefined;
  return visit.page(userSignIn(account === undefined ? {} : { account: account.slice(0, 63) }));
}

export function homeOf(visit: Visit, { token, signIn, session }: Present, problem?: string): SiteAnswer {
  const { role } = signIn;
  const shown = {
    form: formToken(token).reveal(),
    account: signIn.account,
    who: arnOf(session.principal),
    ...(role === undefined ? {} : { role: { displayName: role.displayName, arn: arnOf(role.session.principal) } }),
    hasSecondFactor: session.temporary?.mfaAt !== undefined,
    isRoot: session.principal.kind === 'root',
    until: isoSeconds(endOf(signIn)),
    ...(problem === undefined ? {} : { problem }),
  };
  return visit.page(home(shown), problem === undefined ? 200 : 403);
}

function endOf({ expiresAt, role }: SignIn): SignIn['expiresAt'] {
  const ofRole = role?.session.temporary?.expiresAt;
  return ofRole !== undefined && ofRole < expiresAt ? ofRole : expiresAt;
}

function arnOf(principal: Principal): string {
  return 'arn' in principal ? principal.arn : principal.kind;
}
