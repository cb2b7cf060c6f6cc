/** Hands out temporary credentials: a key id, a secret that is derived from it, and the token that carries the session. */
import { type Instant, later, seconds, toDate } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { type AccountId, newAccessKeyId } from '#kernel/ids';
import type { Principal, TemporaryCredentials } from '#service/session';
import { stsLimits } from './limits.ts';
import type { SessionTokens } from './session-token.ts';
import type { Credentials } from './structures.ts';

/** What credentials are made for, and what their session carries. */
export interface Grant {
  readonly account: AccountId;
  readonly principal: Principal;
  readonly seconds: number;
  /** In bytes; 0 leaves the token as long as it is. */
  readonly tokenSizeMin: number;
  readonly carries: Omit<TemporaryCredentials, 'issuedAt' | 'expiresAt'>;
}

/** Whole seconds, as AWS counts; nothing is stored. */
export function issueCredentials(tokens: SessionTokens, grant: Grant, now: Instant, entropy: Entropy): Credentials {
  const { account, principal, carries } = grant;
  // AWS counts in seconds: what is told as the expiration is when it ends.
  const issuedAt = (Math.floor(now / 1000) * 1000) as Instant;
  const expiresAt = later(issuedAt, seconds(grant.seconds));
  const accessKeyId = newAccessKeyId(entropy, 'ASIA', account);
  const session = { principal, accessKeyId, temporary: { issuedAt, expiresAt, ...carries } };
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: tokens.secretOf(accessKeyId).reveal(),
    SessionToken: tokens.seal(session, entropy, grant.tokenSizeMin),
    Expiration: toDate(expiresAt),
  };
}

/** How long the session of a user, or of the root user, lasts. */
export function sessionSeconds(principal: Principal, asked: number | undefined): number {
  const wanted = asked ?? stsLimits.sessionSecondsDefault;
  return principal.kind === 'root' ? Math.min(wanted, stsLimits.rootSecondsMax) : wanted;
}
