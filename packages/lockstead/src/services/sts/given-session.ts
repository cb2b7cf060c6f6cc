/**
 * Credentials that nobody asked a trust policy or a password for: for tests of a server started with --dev, whose operator may be anybody.
 * AWS has no such operation.
 */
import { stsArn } from '#kernel/arn';
import type { Instant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { Principal, Session } from '#service/session';
import { issueCredentials } from './issue.ts';
import type { SessionTokens } from './session-token.ts';
import type { Credentials } from './structures.ts';

/** Events of the session name it: it was made by no operation of AWS's. */
const roleSessionName = 'lockstead-env-as';

export interface GivenSession {
  /** Whom the credentials stand for: of a role a session's ARN. */
  readonly principal: string;
  readonly credentials: Credentials;
}

/**
 * For a user, the root user, a role (then a session of it) or a session of a role, as `principalFinder` finds them; undefined for anybody else.
 * A user's are those of a sign-in in a browser: unlike those of GetSessionToken they may call IAM.
 */
export function giveSession(
  tokens: SessionTokens,
  { principal }: Session,
  seconds: number,
  now: Instant,
  entropy: Entropy,
): GivenSession | undefined {
  const made = sessionPrincipal(principal);
  if (made?.account === undefined) return undefined;
  const madeBy = made.kind === 'assumedRole' ? ('assumeRole' as const) : ('console' as const);
  const carries = { madeBy, tags: [], transitiveTagKeys: [] };
  const grant = { account: made.account, principal: made, seconds, tokenSizeMin: 0, carries };
  return { principal: made.arn, credentials: issueCredentials(tokens, grant, now, entropy) };
}

function sessionPrincipal(
  principal: Principal,
): Extract<Principal, { kind: 'user' | 'root' | 'assumedRole' }> | undefined {
  if (principal.kind === 'user' || principal.kind === 'root') return principal;
  if (principal.kind !== 'assumedRole') return undefined;
  const sessionName = principal.sessionName === '' ? roleSessionName : principal.sessionName;
  const { account, roleName } = principal;
  return { ...principal, sessionName, arn: stsArn(account, `assumed-role/${roleName}/${sessionName}`) };
}
