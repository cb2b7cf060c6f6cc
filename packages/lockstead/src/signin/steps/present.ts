/** Who is at the page: a sign-in that is open or half way, and the person as IAM knows them now. */
import type { Instant } from '#kernel/clock';
import type { Secret } from '#kernel/secret';
import type { Session } from '#service/session';
import { currentSession, personById, type SignInPerson } from '#services/iam/api';
import { isClosed } from '#services/organizations/api';
import type { SignInParts } from '../parts.ts';
import { findSignIn, ownSession, type SignIn, type Stage } from '../sessions.ts';
import type { Visit } from '../visit.ts';

export interface Present {
  readonly token: Secret;
  readonly signIn: SignIn;
  /** Absent for who came with temporary credentials. */
  readonly person?: SignInPerson;
  /** Before any role. */
  readonly session: Session;
}

/** Undefined where nobody is there, or is at another stage: the user may be gone, the account closed, the time over. */
export async function presentAt(
  stage: Stage,
  { store, clock }: SignInParts,
  { token }: Visit,
): Promise<Present | undefined> {
  if (token === undefined) return undefined;
  const now = clock.now();
  const found = await findSignIn(store, token, now);
  const signIn = found && withoutEndedRole(found, now);
  if (signIn?.stage !== stage || (await isClosed(store, signIn.account))) return undefined;
  if (signIn.federated !== undefined) {
    const session = await currentSession(store, signIn.federated);
    return session && { token, signIn, session };
  }
  const person = await personById(store, signIn.account, signIn.owner, now);
  return person && { token, signIn, person, session: ownSession(signIn, person) };
}

/** A role's session may end before the sign-in does: whoever wore it is themselves again. */
function withoutEndedRole(signIn: SignIn, now: Instant): SignIn {
  const { role, ...own } = signIn;
  const until = role?.session.temporary?.expiresAt;
  return until !== undefined && until <= now ? own : signIn;
}
