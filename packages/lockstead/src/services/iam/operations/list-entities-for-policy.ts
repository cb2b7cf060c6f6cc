/**
 * ListEntitiesForPolicy: who has a managed policy, or has it for a boundary: users, groups and roles in one list of pages.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
 */
import { present } from '#kernel/invariant';
import type { IamInput, IamRead } from '../operation.ts';
import { pageThrough, recordsOf, type Source } from '../paging.ts';
import { findManagedPolicy } from '../policies/managed-policy.ts';
import { type Entity, entityKey, type IamReader, iamState, nameKey } from '../state/state.ts';

interface Found {
  readonly kind: Entity['kind'];
  readonly name: string;
  readonly id: string;
  readonly path: string;
}

type Input = IamInput<'ListEntitiesForPolicy'>;

const kinds = { User: 'user', Role: 'role', Group: 'group' } as const;

export const listEntitiesForPolicy: IamRead<'ListEntitiesForPolicy'> = {
  name: 'ListEntitiesForPolicy',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { PolicyArn: arn, PathPrefix = '/', EntityFilter, PolicyUsageFilter } = input;
    await findManagedPolicy(state, context.account, arn);
    const { items, ...rest } = await pageThrough(
      sourcesOf(state, input),
      input,
      context,
      'ListEntitiesForPolicy',
      [arn, PathPrefix, EntityFilter, PolicyUsageFilter],
      async (find) => {
        const entity = await find();
        return entity?.path.startsWith(PathPrefix) === true ? entity : undefined;
      },
    );
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

/** Answers the entity, or `undefined` where it has been listed in its other use. */
type Find = () => Promise<Found | undefined>;

/** Those that the policy is attached to, then those whose boundary it is; each once, though it may have the policy in both uses. */
function sourcesOf(
  state: IamReader,
  { PolicyArn: arn, EntityFilter, PolicyUsageFilter }: Input,
): readonly Source<Find>[] {
  const wanted = EntityFilter === undefined ? undefined : kindOf(EntityFilter);
  if (EntityFilter !== undefined && wanted === undefined) return [];
  const isAttached = async (entity: Entity): Promise<boolean> =>
    PolicyUsageFilter !== 'PermissionsBoundary' &&
    (await state.attachments.get(`${entityKey(entity)}/${arn}`)) !== undefined;
  const attached = recordsOf('0', state.attachments, {
    index: 'policy',
    key: arn,
    ...(wanted === undefined ? {} : { prefix: `${wanted}/` }),
  });
  const bounded = { index: 'boundary', key: arn };
  const sources: Source<Find>[] = [];
  if (PolicyUsageFilter !== 'PermissionsBoundary') {
    sources.push(
      mapped(attached, (row) => async () => {
        const entity = await collectionOf(state, row).get(nameKey(row.name));
        return { kind: row.kind, ...present(entity, `${row.kind} ${row.name} of an attachment exists`) };
      }),
    );
  }
  if (PolicyUsageFilter === 'PermissionsPolicy') return sources;
  for (const [tag, kind] of [
    ['1', 'user'],
    ['2', 'role'],
  ] as const) {
    if (wanted !== undefined && wanted !== kind) continue;
    const records = kind === 'user' ? recordsOf(tag, state.users, bounded) : recordsOf(tag, state.roles, bounded);
    sources.push(
      mapped(records as Source<Omit<Found, 'kind'>>, (row) => async () => {
        const entity = { kind, name: row.name, id: row.id, path: row.path };
        return (await isAttached(entity)) ? undefined : entity;
      }),
    );
  }
  return sources;
}

function mapped<Row, Other>({ tag, rows }: Source<Row>, map: (row: Row) => Other): Source<Other> {
  return {
    tag,
    rows: async (after, limit) =>
      (await rows(after, limit)).map(({ place, record }) => ({ place, record: map(record) })),
  };
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
