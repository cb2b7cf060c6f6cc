import type { Session } from '#service/session';
import type { Reader } from '#store/port';
import { iamState, nameKey } from './state.ts';

/** Whether the user or role behind a session is still there, and the same: one made anew under the same name is another. */
export async function principalStands(reader: Reader, { principal }: Session): Promise<boolean> {
  switch (principal.kind) {
    case 'user': {
      const user = await iamState(reader, principal.account).users.get(nameKey(principal.userName));
      return user?.id === principal.userId;
    }
    case 'assumedRole': {
      const role = await iamState(reader, principal.account).roles.get(nameKey(principal.roleName));
      return role?.id === principal.roleId;
    }
    case 'federatedUser': {
      const { userName, userId } = principal.issuer;
      if (userName === undefined) return true;
      const user = await iamState(reader, principal.account).users.get(nameKey(userName));
      return user?.id === userId;
    }
    case 'root':
    case 'service':
    case 'anonymous':
      return true;
  }
}
