/** Sign-ins that have begun or are done. The browser has 32 random bytes; what is kept is their hash. */
import { createHash, createHmac } from 'node:crypto';
import { hours, type Instant, later, minutes } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { Session } from '#service/session';
import type { SignInPerson } from '#services/iam/api';
import type { Collection, Reader, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';

/**
 * `factor`: the password was right, and a second factor is asked for. `password`: a new one has to be chosen. `open`: signed in. `ticket`: a sign-in
 * token of the federation endpoint.
 */
export type Stage = 'factor' | 'password' | 'open' | 'ticket';

export interface SignIn {
  /** SHA-256 of what the browser has, in base64url. */
  readonly id: string;
  readonly stage: Stage;
  readonly account: AccountId;
  /** A user's unique id, or the account's of the root user; of a session that came by the federation endpoint, the ARN. */
  readonly owner: string;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  readonly mfaAt?: Instant;
  /** The serial number of the device that proved it, for events. */
  readonly mfaSerial?: string;
  /** Of who came with temporary credentials. */
  readonly federated?: Session;
  /** The role that is worn now. */
  readonly role?: { readonly session: Session; readonly displayName: string };
  /** Drawn for one use of a passkey: to sign in, or to register it. In base64url. */
  readonly challenge?: { readonly for: 'sign-in' | 'register'; readonly text: string };
}

const signIns: Collection<SignIn> = {
  name: 'signin.session',
  level: 'partition',
  id: ({ id }) => id,
  indexes: { owner: ({ account, owner }) => [`${account}/${owner}`] },
  feed: false,
};

export const sessionLength = hours(12);
const halfWayLength = minutes(10);
/** Of one person, those that are half way included: the oldest goes. */
const signInsMax = 20;

/** What a browser keeps in its cookie. Each stage has a new one: what was seen before the second factor is worth nothing after it. */
export function newToken(entropy: Entropy): Secret {
  return new Secret(entropy.bytes(32).toString('base64url'));
}

function idOf(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('base64url');
}

/** Stands in each form of somebody who is signed in, or half way: another site's page cannot know it. */
export function formToken(token: Secret): Secret {
  return new Secret(createHmac('sha256', token.reveal()).update('form').digest('base64url'));
}

/** Undefined where there is none, or where it has ended. */
export async function findSignIn(reader: Reader, token: Secret, now: Instant): Promise<SignIn | undefined> {
  const found = await reader.in(signIns, partitionScope).get(idOf(token));
  return found !== undefined && found.expiresAt > now ? found : undefined;
}

export interface NewSignIn extends Pick<SignIn, 'account' | 'owner' | 'stage' | 'mfaAt' | 'mfaSerial' | 'federated'> {
  readonly token: Secret;
  /** Where it is not the usual one. */
  readonly expiresAt?: Instant;
}

export async function insertSignIn(tx: Transaction, { token, ...given }: NewSignIn, now: Instant): Promise<void> {
  const records = tx.in(signIns, partitionScope);
  const own = await records.list({ index: 'owner', key: `${given.account}/${given.owner}` });
  const byAge = own.map(({ record }) => record).sort((a, b) => a.startedAt - b.startedAt);
  const ended = byAge.filter(({ expiresAt }) => expiresAt <= now);
  const open = byAge.filter(({ expiresAt }) => expiresAt > now);
  for (const { id } of [...ended, ...open.slice(0, Math.max(0, open.length - signInsMax + 1))])
    await records.delete(id);
  const length = given.stage === 'open' ? sessionLength : halfWayLength;
  await records.insert({ id: idOf(token), startedAt: now, expiresAt: later(now, length), ...given });
}

/** As it is now: what another request has changed since stays, and a sign-in that is over is not brought back. Undefined: it is over. */
export async function changeSignIn(
  tx: Transaction,
  { id }: Pick<SignIn, 'id'>,
  change: (now: SignIn) => SignIn,
): Promise<SignIn | undefined> {
  const records = tx.in(signIns, partitionScope);
  const before = await records.get(id);
  if (before !== undefined) await records.update(change(before));
  return before;
}

export async function dropSignIn(tx: Transaction, { id }: Pick<SignIn, 'id'>): Promise<void> {
  await tx.in(signIns, partitionScope).delete(id);
}

/** What the browser had before. */
export async function dropToken(tx: Transaction, token: Secret): Promise<void> {
  await dropSignIn(tx, { id: idOf(token) });
}

/** Who is signed in, before any role. */
export function ownSession({ startedAt, expiresAt, mfaAt, federated }: SignIn, person: SignInPerson): Session {
  if (federated !== undefined) return federated;
  return {
    principal: person.principal,
    temporary: {
      issuedAt: startedAt,
      expiresAt,
      madeBy: 'console',
      tags: [],
      transitiveTagKeys: [],
      ...(mfaAt === undefined ? {} : { mfaAt }),
    },
  };
}
