/**
 * ListEntitiesForPolicy: who has a managed policy, or has it for a boundary: users, groups and roles in one list of pages.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
 */
import { present } from '#kernel/invariant';
import { findManagedPolicy } from '../managed-policy.ts';
import type { IamInput, IamRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { type Entity, entityKey, type IamReader, iamState, nameKey } from '../state.ts';

interface Found {
  readonly kind: Entity['kind'];
  readonly name: string;
  readonly id: string;
  readonly path: string;
}

const kinds = { User: 'user', Role: 'role', Group: 'group' } as const;

export const listEntitiesForPolicy: IamRead<'ListEntitiesForPolicy'> = {
  name: 'ListEntitiesForPolicy',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { PolicyArn: arn = '', PathPrefix = '/', EntityFilter, PolicyUsageFilter } = input;
    await findManagedPolicy(state, context.account, arn);
    const using = await entitiesOf(state, arn, PolicyUsageFilter);
    const wanted = using.filter(
      ({ kind, path }) => path.startsWith(PathPrefix) && (EntityFilter === undefined || kindOf(EntityFilter) === kind),
    );
    const filters = [arn, PathPrefix, EntityFilter, PolicyUsageFilter];
    const { items, ...rest } = pageOf(wanted, entityKey, input, context, 'ListEntitiesForPolicy', filters);
    const of = (kind: Entity['kind']): Found[] => items.filter((item) => item.kind === kind);
    return {
      PolicyGroups: of('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: of('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: of('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...rest,
    };
  },
};

/** The filter's other two words name kinds of policy, which no policy is attached to. */
function kindOf(filter: NonNullable<IamInput<'ListEntitiesForPolicy'>['EntityFilter']>): Entity['kind'] | undefined {
  return filter in kinds ? kinds[filter as keyof typeof kinds] : undefined;
}

/** Each once, though it may have the policy in both uses. */
async function entitiesOf(
  state: IamReader,
  arn: string,
  usage: IamInput<'ListEntitiesForPolicy'>['PolicyUsageFilter'],
): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  const add = (entity: Found): void => void found.set(entityKey(entity), entity);
  if (usage !== 'PermissionsBoundary') {
    for (const { record } of await state.attachments.list({ index: 'policy', key: arn })) {
      const entity = await collectionOf(state, record).get(nameKey(record.name));
      add({ kind: record.kind, ...present(entity, `${record.kind} ${record.name} of an attachment exists`) });
    }
  }
  if (usage !== 'PermissionsPolicy') {
    const listing = { index: 'boundary', key: arn };
    for (const { record } of await state.users.list(listing)) add({ kind: 'user', ...record });
    for (const { record } of await state.roles.list(listing)) add({ kind: 'role', ...record });
  }
  return [...found.values()];
}

function collectionOf(
  state: IamReader,
  { kind }: Entity,
): { get(id: string): Promise<Omit<Found, 'kind'> | undefined> } {
  switch (kind) {
    case 'user':
      return state.users;
    case 'group':
      return state.groups;
    case 'role':
      return state.roles;
  }
}
