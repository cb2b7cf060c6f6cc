/** Users, groups, roles and policies with all that belongs to each, for GetAccountAuthorizationDetails. */
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { formatPlace } from '#store/place';
import type { Reader } from '#store/port';
import { recordsOf, type Source } from '../paging.ts';
import { attachedShape } from '../policies/attachments.ts';
import { awsManagedPolicy } from '../policies/aws-managed/index.ts';
import { encodeDocument } from '../policies/policy-document.ts';
import { policySummary, versionShape } from '../policies/policy-shapes.ts';
import { policyUsage } from '../policies/policy-usage.ts';
import type { CredentialUses } from '../provides/credential-uses.ts';
import {
  type Entity,
  entityKey,
  type GroupRecord,
  type IamReader,
  iamState,
  type ManagedPolicyRecord,
  nameKey,
  type RoleRecord,
  type UserRecord,
} from '../state/state.ts';
import type * as iam from '../structures.ts';
import { policyArn } from './arns.ts';
import { instanceProfileSummary } from './instance-profile-shape.ts';
import { groupsOf } from './memberships.ts';
import { lastUsedShape, roleInProfile } from './role-shapes.ts';
import { boundaryShape, groupShape, userSummary } from './shapes.ts';
import { awsPolicyPrefix } from './well-known-paths.ts';

export interface ShownDetail {
  readonly user?: iam.UserDetail;
  readonly group?: iam.GroupDetail;
  readonly role?: iam.RoleDetail;
  readonly policy?: iam.ManagedPolicyDetail;
}

/** Shows what is listed; what it takes is read for those on the page alone. */
export type Show = () => Promise<ShownDetail>;

/** Users, groups, roles, the account's policies, then AWS's in use. An empty filter takes all kinds. */
export function accountDetails(
  reader: Reader,
  account: AccountId,
  filter: readonly iam.EntityType[],
  uses: CredentialUses,
): readonly Source<Show>[] {
  const state = iamState(reader, account);
  const wants = (kind: iam.EntityType): boolean => filter.length === 0 || filter.includes(kind);
  return [
    ...(wants('User') ? [shownBy(recordsOf('1', state.users), (user) => userDetail(state, account, user))] : []),
    ...(wants('Group') ? [shownBy(recordsOf('2', state.groups), (group) => groupDetail(state, account, group))] : []),
    ...(wants('Role') ? [shownBy(recordsOf('3', state.roles), (role) => roleDetail(reader, account, role, uses))] : []),
    ...(wants('LocalManagedPolicy')
      ? [shownBy(recordsOf('4', state.policies), (policy) => policyDetail(state, policyArn(account, policy), policy))]
      : []),
    ...(wants('AWSManagedPolicy') ? [shownBy(awsPoliciesInUse(state), (arn) => awsPolicyDetail(state, arn))] : []),
  ];
}

/** Names, ids and dates of an entity, roughly. */
const lengthOfRest = 1000;

/** How long its documents and tags are, with all the rest, as a page weighs it. */
export function lengthOf({ user, group, role, policy }: ShownDetail): number {
  const inline = [...(user?.UserPolicyList ?? []), ...(group?.GroupPolicyList ?? []), ...(role?.RolePolicyList ?? [])];
  const documents = [
    ...inline.map(({ PolicyDocument }) => PolicyDocument),
    ...(policy?.PolicyVersionList ?? []).map(({ Document }) => Document),
    role?.AssumeRolePolicyDocument,
  ];
  const tags = [...(user?.Tags ?? []), ...(role?.Tags ?? [])];
  const lengthOfTags = tags.reduce((sum, { Key, Value }) => sum + Key.length + Value.length, 0);
  return documents.reduce((sum, text = '') => sum + text.length, lengthOfTags + lengthOfRest);
}

function shownBy<Row>({ tag, rows }: Source<Row>, show: (row: Row) => Promise<ShownDetail>): Source<Show> {
  return {
    tag,
    rows: async (after, limit) =>
      (await rows(after, limit)).map(({ place, record }) => ({ place, record: () => show(record) })),
  };
}

async function userDetail(state: IamReader, account: AccountId, user: UserRecord): Promise<ShownDetail> {
  const entity = { kind: 'user', name: user.name } as const;
  const inline = await inlineOf(state, entity);
  return {
    user: {
      ...userSummary(account, user),
      // AWS leaves the list out where a user has no policies of its own.
      ...(inline.length === 0 ? {} : { UserPolicyList: inline }),
      GroupList: (await groupsOf(state, user)).map(({ name }) => name),
      AttachedManagedPolicies: await attachedTo(state, entity),
      ...boundaryOf(user),
      Tags: [...user.tags],
    },
  };
}

async function groupDetail(state: IamReader, account: AccountId, group: GroupRecord): Promise<ShownDetail> {
  const entity = { kind: 'group', name: group.name } as const;
  return {
    group: {
      ...groupShape(account, group),
      GroupPolicyList: await inlineOf(state, entity),
      AttachedManagedPolicies: await attachedTo(state, entity),
    },
  };
}

async function roleDetail(
  reader: Reader,
  account: AccountId,
  role: RoleRecord,
  uses: CredentialUses,
): Promise<ShownDetail> {
  const state = iamState(reader, account);
  const entity = { kind: 'role', name: role.name } as const;
  const profiles = await state.instanceProfiles.list({ index: 'role', key: nameKey(role.name) });
  return {
    role: {
      ...(await roleInProfile(reader, account, role)),
      InstanceProfileList: await Promise.all(
        profiles.map(({ record }) => instanceProfileSummary(reader, account, record)),
      ),
      RolePolicyList: await inlineOf(state, entity),
      AttachedManagedPolicies: await attachedTo(state, entity),
      ...boundaryOf(role),
      Tags: [...role.tags],
      RoleLastUsed: lastUsedShape(await uses.lastUse(reader, account, role.id)),
    },
  };
}

async function policyDetail(state: IamReader, arn: string, policy: ManagedPolicyRecord): Promise<ShownDetail> {
  return {
    policy: {
      ...policySummary(arn, policy, await policyUsage(state, arn)),
      ...(policy.description === undefined ? {} : { Description: policy.description }),
      PolicyVersionList: policy.versions.map((version) => versionShape(policy, version)).reverse(),
    },
  };
}

async function inlineOf(state: IamReader, entity: Entity): Promise<iam.PolicyDetail[]> {
  const rows = await state.inlinePolicies.list({ index: 'entity', key: entityKey(entity) });
  return rows.map(({ record }) => ({
    PolicyName: record.policyName,
    PolicyDocument: encodeDocument(record.text),
  }));
}

async function attachedTo(state: IamReader, entity: Entity): Promise<iam.AttachedPolicy[]> {
  const rows = await state.attachments.list({ index: 'entity', key: entityKey(entity) });
  return rows.map(({ record }) => attachedShape(record));
}

function boundaryOf({ boundary }: { readonly boundary?: string }): Pick<iam.RoleDetail, 'PermissionsBoundary'> {
  return boundary === undefined ? {} : { PermissionsBoundary: boundaryShape(boundary) };
}

async function awsPolicyDetail(state: IamReader, arn: string): Promise<ShownDetail> {
  return await policyDetail(state, arn, present(awsManagedPolicy(arn), `${arn} is in use and bundled`));
}

/** Attached to somebody, or somebody's boundary: by the indexes of both, from one ARN to the next, however many have it. */
function awsPoliciesInUse(state: IamReader): Source<string> {
  const nextAfter = async (arn: string): Promise<string | undefined> => {
    const listing = { prefix: awsPolicyPrefix, limit: 1, ...(arn === '' ? {} : { after: afterKey(arn) }) };
    const [[attached], [user], [role]] = await Promise.all([
      state.attachments.list({ index: 'policy', ...listing }),
      state.users.list({ index: 'boundary', ...listing }),
      state.roles.list({ index: 'boundary', ...listing }),
    ]);
    const found = [attached?.record.policyArn, user?.record.boundary, role?.record.boundary];
    return found.filter((next) => next !== undefined).toSorted()[0];
  };
  return {
    tag: '5',
    async rows(after = '', limit) {
      const found: { readonly place: string; readonly record: string }[] = [];
      for (let arn = await nextAfter(after); arn !== undefined && found.length < limit; arn = await nextAfter(arn)) {
        found.push({ place: arn, record: arn });
      }
      return found;
    },
  };
}

/** After all records that stand under this key of an index. */
function afterKey(key: string): string {
  return formatPlace([key, '\u{10ffff}']);
}
