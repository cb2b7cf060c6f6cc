/** Credentials of all kinds: long-term keys are IAM's, temporary ones STS's. */
import type { MovableClock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { Log } from '#kernel/log';
import type { Credentials } from '#service/ports';
import type { Store } from '#store/port';
import { currentSession, longTermCredentials, type principalFinder } from './iam/api.ts';
import { ClosedAccounts } from './organizations/api.ts';
import { type GivenSession, giveSession, type SessionTokens, temporaryCredentials } from './sts/api.ts';

/** A session token tells which. */
export function credentialsOf(store: Store, tokens: SessionTokens, clock: MovableClock): Credentials {
  const closed = new ClosedAccounts(store);
  const longTerm = longTermCredentials(store);
  const temporary = temporaryCredentials(tokens, clock, (session) => currentSession(store, session));
  return {
    async find(accessKeyId, sessionToken) {
      const isTemporary = accessKeyId.startsWith('ASIA') || sessionToken !== undefined;
      const outcome = await (isTemporary ? temporary : longTerm).find(accessKeyId, sessionToken);
      if (outcome.kind !== 'valid') return outcome;
      const { account } = outcome.session.principal;
      // AWS DIFFERS? What it answers to the credentials of an account that is closed is not documented.
      return account !== undefined && (await closed.has(account)) ? { kind: 'inactive' } : outcome;
    },
  };
}

interface GivingParts {
  readonly principals: ReturnType<typeof principalFinder>;
  readonly sessionTokens: SessionTokens;
  readonly clock: MovableClock;
  readonly entropy: Entropy;
  readonly log: Log;
}

/** Gives credentials of a principal without asking a trust policy; undefined where there is no such principal. */
export function credentialGiver({
  principals,
  sessionTokens,
  clock,
  entropy,
  log,
}: GivingParts): (arn: string, seconds: number) => Promise<GivenSession | undefined> {
  return async (arn, seconds) => {
    const session = await principals.find(arn, clock.now());
    const given = session && giveSession(sessionTokens, session, seconds, clock.now(), entropy);
    // There is no event for it, because events are about operations of AWS.
    if (given !== undefined)
      log.warn('credentials were given without asking a trust policy', { principal: given.principal, seconds });
    return given;
  };
}
