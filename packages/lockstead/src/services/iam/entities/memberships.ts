/** Who is in which group, from either side. */
import { present } from '#kernel/invariant';
import type { GroupRecord, IamReader, UserRecord } from '../state/state.ts';

/** At most `GroupsPerUser` of them, so they are read whole. */
export async function groupsOf(state: IamReader, user: UserRecord): Promise<readonly GroupRecord[]> {
  const rows = await state.memberships.list({ index: 'user', key: user.id });
  return await Promise.all(rows.map(({ record }) => groupById(state, record.groupId)));
}

/** By the unique id (`AIDA…`), under whichever name. */
export async function userById(state: IamReader, id: string): Promise<UserRecord | undefined> {
  const [found] = await state.users.list({ index: 'id', key: id, limit: 1 });
  return found?.record;
}

async function groupById(state: IamReader, id: string): Promise<GroupRecord> {
  const [found] = await state.groups.list({ index: 'id', key: id, limit: 1 });
  return present(found, `group ${id} of a membership exists`).record;
}
