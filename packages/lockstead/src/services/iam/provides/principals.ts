/** Users, roles and root users as the sessions that they could have now: for questions about what would be decided. */
import { iamArn, parseArn, stsArn } from '#kernel/arn';
import { hours, type Instant, later } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { PrincipalFinder } from '#service/ports';
import type { Session } from '#service/session';
import type { Reader } from '#store/port';
import { roleArn, userArn } from '../entities/arns.ts';
import { type IamReader, iamState, nameKey, type RoleRecord, type UserRecord } from '../state/state.ts';

/**
 * Finds users, roles, sessions of roles and the root user by ARN, with the path or without; `undefined` for anybody else, and for those who are
 * not there.
 */
export function principalFinder(reader: Reader): PrincipalFinder {
  return {
    async find(arn, at) {
      const parsed = parseArn(arn);
      const account = parseAccountId(parsed?.account ?? '');
      if (parsed === undefined || account === undefined) return undefined;
      const state = iamState(reader, account);
      if ((await state.accounts.get(account)) === undefined) return undefined;
      const { service, resource } = parsed;
      const [kind, ...names] = resource.split('/');
      const name = names.at(-1) ?? '';
      if (service === 'iam' && resource === 'root') return rootSession(account);
      if (service === 'iam' && kind === 'user') return await userNamed(state, account, name, arn);
      if (service === 'iam' && kind === 'role') return await roleNamed(state, account, name, arn, at);
      if (service !== 'sts' || kind !== 'assumed-role' || names.length !== 2) return undefined;
      const role = await state.roles.get(nameKey(names[0] ?? ''));
      return role === undefined ? undefined : roleSession(account, role, name, at);
    },

    async all(account, at) {
      const state = iamState(reader, account);
      if ((await state.accounts.get(account)) === undefined) return [];
      return [
        rootSession(account),
        ...(await state.users.list()).map(({ record }) => userSession(account, record)),
        ...(await state.roles.list()).map(({ record }) => roleSession(account, record, undefined, at)),
      ];
    },
  };
}

/** By its ARN, or by its name without the path: names are unique in an account. Another path is a mistake. */
function isNamed(arn: string, asked: string): boolean {
  const withoutPath = arn.replace(/\/.*\//, '/');
  return arn === asked || withoutPath === asked;
}

function rootSession(account: AccountId): Session {
  return { principal: { kind: 'root', account, arn: iamArn(account, 'root') } };
}

async function userNamed(
  state: IamReader,
  account: AccountId,
  name: string,
  arn: string,
): Promise<Session | undefined> {
  const user = await state.users.get(nameKey(name));
  return user !== undefined && isNamed(userArn(account, user), arn) ? userSession(account, user) : undefined;
}

function userSession(account: AccountId, user: UserRecord): Session {
  const { name: userName, id: userId } = user;
  return { principal: { kind: 'user', account, arn: userArn(account, user), userName, userId } };
}

async function roleNamed(
  state: IamReader,
  account: AccountId,
  name: string,
  arn: string,
  at: Instant,
): Promise<Session | undefined> {
  const role = await state.roles.get(nameKey(name));
  return role !== undefined && isNamed(roleArn(account, role), arn)
    ? roleSession(account, role, undefined, at)
    : undefined;
}

/** Without session policies, tags and second factor. A session that has no name yet goes by its role's ARN. */
function roleSession(account: AccountId, role: RoleRecord, sessionName: string | undefined, at: Instant): Session {
  const arn = roleArn(account, role);
  return {
    principal: {
      kind: 'assumedRole',
      account,
      arn: sessionName === undefined ? arn : stsArn(account, `assumed-role/${role.name}/${sessionName}`),
      roleArn: arn,
      roleName: role.name,
      roleId: role.id,
      sessionName: sessionName ?? '',
    },
    temporary: { issuedAt: at, expiresAt: later(at, hours(1)), madeBy: 'assumeRole', tags: [], transitiveTagKeys: [] },
  };
}
