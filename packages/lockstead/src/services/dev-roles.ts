/**
 * Access key ids that stand for roles, for test suites that sign with well-known keys (`--dev`, this machine alone): each program of a suite gets
 * a role of its own by one variable, and so its own denials and its own least policy.
 */
import { stsArn } from '#kernel/arn';
import type { Clock } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { Credentials, PrincipalFinder } from '#service/ports';

/** As the well-known key of `--dev` has it. */
const secret = new Secret('test');

export interface DevRoles {
  /** The role's name by the access key id. */
  readonly roles: ReadonlyMap<string, string>;
  readonly account: AccountId;
  readonly principals: PrincipalFinder;
  readonly clock: Clock;
}

/** The session is named after the key. A role that somebody has deleted has no session. */
export function withDevRoles(credentials: Credentials, { roles, account, principals, clock }: DevRoles): Credentials {
  if (roles.size === 0) return credentials;
  return {
    async find(accessKeyId, sessionToken) {
      const role = sessionToken === undefined ? roles.get(accessKeyId) : undefined;
      if (role === undefined) return await credentials.find(accessKeyId, sessionToken);
      const session = await principals.find(
        stsArn(account, `assumed-role/${role}/${sessionName(accessKeyId)}`),
        clock.now(),
      );
      return session === undefined ? { kind: 'unknown' } : { kind: 'valid', session, secret };
    },
  };
}

/** AWS takes 2 to 64 characters. */
function sessionName(accessKeyId: string): string {
  return `dev-${accessKeyId}`.slice(0, 64);
}
