/** Temporary credentials, as the gateway asks for them. */
import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock';
import { accountOfAccessKeyId } from '#kernel/ids';
import type { CredentialOutcome, Credentials } from '#service/ports';
import type { Session } from '#service/session';
import type { SessionTokens } from './session-token.ts';

const openedMax = 10_000;

/** The session under its principal's present name; `undefined` where the user or role it was made for is gone. */
export type CurrentSession = (session: Session) => Promise<Session | undefined>;

/**
 * Answers for ids that begin with `ASIA`, with their session token; whether they have ended is told to whoever can sign with the secret.
 * `current` says whether the user or role is still the one that they were made for.
 */
export function temporaryCredentials(tokens: SessionTokens, clock: Clock, current: CurrentSession): Credentials {
  /** What has been unsealed once, by a hash of key id and token. */
  const opened = new Map<string, Session>();

  function open(accessKeyId: string, token: string): Session | undefined {
    const key = createHash('sha256').update(accessKeyId).update('\n').update(token).digest('base64');
    const known = opened.get(key);
    if (known !== undefined) return known;
    const session = tokens.open(token, accessKeyId);
    if (session === undefined) return undefined;
    if (opened.size >= openedMax) opened.clear();
    opened.set(key, session);
    return session;
  }

  return {
    async find(accessKeyId, sessionToken): Promise<CredentialOutcome> {
      if (accountOfAccessKeyId(accessKeyId) === undefined) return { kind: 'unknown' };
      if (sessionToken === undefined) return { kind: 'badToken' };
      const session = open(accessKeyId, sessionToken);
      if (session?.temporary === undefined) return { kind: 'badToken' };
      const secret = tokens.secretOf(accessKeyId);
      if (session.temporary.expiresAt <= clock.now()) return { kind: 'expired', secret, session };
      const now = await current(session);
      return now === undefined ? { kind: 'unknown' } : { kind: 'valid', session: now, secret };
    },
  };
}
