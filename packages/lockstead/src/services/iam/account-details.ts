/** Users, groups, roles and policies with all that belongs to each, for GetAccountAuthorizationDetails. */
import type * as iam from '@aws-sdk/client-iam';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Reader } from '#store/port';
import { policyArn } from './arns.ts';
import { attachedShape } from './attachments.ts';
import { awsManagedPolicy, isAwsManaged } from './aws-managed/index.ts';
import type { CredentialUses } from './credential-uses.ts';
import { instanceProfileSummary } from './instance-profile-shape.ts';
import { groupsOf } from './memberships.ts';
import { encodeDocument } from './policy-document.ts';
import { policySummary, versionShape } from './policy-shapes.ts';
import { policyUsage } from './policy-usage.ts';
import { lastUsedShape, roleInProfile } from './role-shapes.ts';
import { boundaryShape, groupShape, userSummary } from './shapes.ts';
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
} from './state.ts';

interface ShownDetail {
  readonly user?: iam.UserDetail;
  readonly group?: iam.GroupDetail;
  readonly role?: iam.RoleDetail;
  readonly policy?: iam.ManagedPolicyDetail;
}

/** Something to be listed; what it takes to show it is read for those on the page alone. */
export interface AccountDetail {
  /** Sorts users before groups, roles and policies. */
  readonly place: string;
  show(): Promise<ShownDetail>;
}

/** An empty filter takes all kinds. */
export async function accountDetails(
  reader: Reader,
  account: AccountId,
  filter: readonly iam.EntityType[],
  uses: CredentialUses,
): Promise<readonly AccountDetail[]> {
  const state = iamState(reader, account);
  const wants = (kind: iam.EntityType): boolean => filter.length === 0 || filter.includes(kind);
  const all: AccountDetail[] = [];
  if (wants('User')) {
    for (const { record } of await state.users.list()) {
      all.push({ place: `1${nameKey(record.name)}`, show: () => userDetail(state, account, record) });
    }
  }
  if (wants('Group')) {
    for (const { record } of await state.groups.list()) {
      all.push({ place: `2${nameKey(record.name)}`, show: () => groupDetail(state, account, record) });
    }
  }
  if (wants('Role')) {
    for (const { record } of await state.roles.list()) {
      all.push({ place: `3${nameKey(record.name)}`, show: () => roleDetail(reader, account, record, uses) });
    }
  }
  if (wants('LocalManagedPolicy')) {
    for (const { record } of await state.policies.list()) {
      const arn = policyArn(account, record);
      all.push({ place: `4${arn}`, show: () => policyDetail(state, arn, record) });
    }
  }
  if (wants('AWSManagedPolicy')) {
    for (const arn of await awsPoliciesInUse(state)) {
      const policy = present(awsManagedPolicy(arn), `${arn} is in use and bundled`);
      all.push({ place: `5${arn}`, show: () => policyDetail(state, arn, policy) });
    }
  }
  return all;
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

/** Attached to somebody, or somebody's boundary. */
async function awsPoliciesInUse(state: IamReader): Promise<readonly string[]> {
  const attached = await state.attachments.list({ index: 'policy', prefix: 'arn:aws:iam::aws:policy/' });
  const bounding = [
    ...(await state.users.list({ index: 'boundary' })),
    ...(await state.roles.list({ index: 'boundary' })),
  ];
  return [
    ...new Set([
      ...attached.map(({ record }) => record.policyArn),
      ...bounding.flatMap(({ record }) => record.boundary ?? []).filter(isAwsManaged),
    ]),
  ];
}
