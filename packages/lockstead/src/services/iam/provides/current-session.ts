/**
 * A session as it stands now. Temporary credentials belong to a user or role by its unique id: a user that was renamed or moved is still
 * the same, one that is gone, or was made anew under the same name, is not.
 */
import type { AccountId } from '#kernel/ids';
import type { Session } from '#service/session';
import type { Reader } from '#store/port';
import { userArn } from '../entities/arns.ts';
import { userById } from '../entities/memberships.ts';
import { iamState, nameKey, type UserRecord } from '../state/state.ts';

/** `undefined` where the principal is gone; otherwise the session under the principal's present name and path. */
export async function currentSession(reader: Reader, session: Session): Promise<Session | undefined> {
  const { principal } = session;
  switch (principal.kind) {
    case 'user': {
      const user = await sameUser(reader, principal.account, principal.userName, principal.userId);
      if (user === undefined) return undefined;
      const arn = userArn(principal.account, user);
      return arn === principal.arn ? session : { ...session, principal: { ...principal, arn, userName: user.name } };
    }
    case 'assumedRole': {
      const role = await iamState(reader, principal.account).roles.get(nameKey(principal.roleName));
      return role?.id === principal.roleId ? session : undefined;
    }
    case 'federatedUser': {
      const { account, issuer } = principal;
      if (issuer.userName === undefined) return session;
      const user = await sameUser(reader, account, issuer.userName, issuer.userId);
      if (user === undefined) return undefined;
      const arn = userArn(account, user);
      if (arn === issuer.arn) return session;
      return { ...session, principal: { ...principal, issuer: { ...issuer, arn, userName: user.name } } };
    }
    case 'root':
    case 'federated':
    case 'service':
    case 'anonymous':
      return session;
  }
}

/** By name first, which is nearly always still the same. */
async function sameUser(reader: Reader, account: AccountId, name: string, id: string): Promise<UserRecord | undefined> {
  const state = iamState(reader, account);
  const user = await state.users.get(nameKey(name));
  return user?.id === id ? user : await userById(state, id);
}
