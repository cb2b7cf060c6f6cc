/**
 * The federation endpoint: a program that has temporary credentials gets a sign-in token for them, and sends somebody's browser here with it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
import { hours, instant, later, minutes, seconds } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import type { Session } from '#service/session';
import type { SiteAnswer } from '#service/site';
import { isClosed } from '#services/organizations/api';
import { message } from '../pages/message.ts';
import type { SignInParts } from '../parts.ts';
import { dropSignIn, findSignIn, insertSignIn, newToken } from '../sessions.ts';
import { signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import { ownPath } from './own-path.ts';

const tokenLength = minutes(15);
const lengthMin = 900;
const lengthMax = 43_200;
const textMax = 16 * 1024;

export async function federation(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const asked = visit.query;
  switch (asked.get('Action')) {
    case 'getSigninToken':
      return await getSigninToken(parts, visit);
    case 'login':
      return await login(parts, visit);
    default:
      return refused(visit, 'Action is getSigninToken or login.');
  }
}

function refused(visit: Visit, sentence: string): SiteAnswer {
  return visit.page(message('Sign-in by federation', sentence), 400);
}

async function getSigninToken(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const { store, clock, credentials, entropy, region, furtherEvents } = parts;
  const given = credentialsIn(visit.query.get('Session') ?? '');
  if (given === undefined) return refused(visit, 'Session is JSON with sessionId, sessionKey and sessionToken.');
  const found = await credentials.find(given.sessionId, given.sessionToken);
  // Neither tells which of the three is wrong.
  if (found.kind !== 'valid' || !found.secret.equals(given.sessionKey))
    return refused(visit, 'The credentials are not valid.');
  const { session } = found;
  const { temporary, principal } = session;
  if (temporary === undefined || temporary.madeBy === 'getSessionToken' || principal.account === undefined) {
    return refused(visit, 'The credentials must be those of a role session or of GetFederationToken.');
  }
  if (await isClosed(store, principal.account)) return refused(visit, 'The credentials are not valid.');
  const wanted = visit.query.get('SessionDuration');
  const length = wanted === null ? undefined : durationIn(wanted);
  if (wanted !== null && length === undefined) {
    return refused(visit, `SessionDuration is a number of seconds from ${lengthMin} to ${lengthMax}.`);
  }
  // Of GetFederationToken the credentials' own time holds.
  if (length !== undefined && temporary.madeBy === 'getFederationToken') {
    return refused(visit, 'SessionDuration is not for credentials of GetFederationToken.');
  }
  const token = newToken(entropy);
  const now = clock.now();
  const until = length === undefined ? temporary.expiresAt : later(now, seconds(length));
  const federated: Session = { ...session, temporary: { ...temporary, expiresAt: until } };
  await store.transact(async (tx) => {
    const ticket = { token, stage: 'ticket', account: principal.account, owner: ownerOf(session), federated } as const;
    await insertSignIn(tx, { ...ticket, expiresAt: later(now, tokenLength) }, now);
    const { transport } = visit.request;
    const happening = { at: now, account: principal.account, region, transport, session, outcome: 'Success' } as const;
    await furtherEvents.record(tx, signInEvent({ name: 'GetSigninToken', ...happening }));
  });
  return visit.json({ SigninToken: token.reveal() });
}

/** A sign-in token is good for one sign-in. Where it leads to is a page of this server, or the first one. */
async function login(parts: SignInParts, visit: Visit): Promise<SiteAnswer> {
  const { store, clock, entropy, region, furtherEvents } = parts;
  const text = visit.query.get('SigninToken') ?? '';
  const given = /^[\w-]{43}$/.test(text) ? new Secret(text) : undefined;
  const now = clock.now();
  const ticket = given && (await findSignIn(store, given, now));
  if (ticket?.stage !== 'ticket' || ticket.federated?.temporary === undefined) {
    return refused(visit, 'The sign-in token is not valid, was used already, or is older than 15 minutes.');
  }
  const { federated, account, owner } = ticket;
  const longest = later(now, hours(12));
  const { expiresAt } = ticket.federated.temporary;
  const token = newToken(entropy);
  await store.transact(async (tx) => {
    await dropSignIn(tx, ticket);
    const open = { token, stage: 'open', account, owner, federated } as const;
    await insertSignIn(tx, { ...open, expiresAt: instant(Math.min(expiresAt, longest)) }, now);
    const { transport, origin } = visit.request;
    await furtherEvents.record(
      tx,
      signInEvent({
        name: 'ConsoleLogin',
        at: now,
        account,
        region,
        transport,
        session: federated,
        outcome: 'Success',
        data: { LoginTo: `${origin}/`, MFAUsed: federated.temporary?.mfaAt === undefined ? 'No' : 'Yes' },
      }),
    );
  });
  // A redirect would come from the other site still, and bring no cookie: the page goes on by itself.
  const goesTo = ownPath(visit.query.get('Destination'), visit.request.origin);
  return visit.page({ ...message('Signed in', 'You are signed in.'), goesTo }, 200, visit.cookie(token));
}

interface Given {
  readonly sessionId: string;
  readonly sessionKey: string;
  readonly sessionToken: string;
}

function credentialsIn(text: string): Given | undefined {
  if (text.length > textMax) return undefined;
  try {
    const { sessionId, sessionKey, sessionToken } = JSON.parse(text) as Record<string, unknown>;
    if (typeof sessionId !== 'string' || typeof sessionKey !== 'string' || typeof sessionToken !== 'string')
      return undefined;
    return { sessionId, sessionKey, sessionToken };
  } catch {
    return undefined;
  }
}

function durationIn(text: string): number | undefined {
  const length = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return length >= lengthMin && length <= lengthMax ? length : undefined;
}

function ownerOf({ principal }: Session): string {
  return 'arn' in principal ? principal.arn : principal.kind;
}
