/** What IAM keeps: in the scope of an account, but for the accounts themselves and the owners of keys, which belong to the partition. */
import type { Instant } from '#kernel/clock';
import type { AccessKeyId, AccountId } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import type { Tag } from '#service/session';
import type { Collection, Reader, Transaction } from '#store/port';
import { accountScope } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../../collections.ts';
import { credentialReportCollections } from '../credential-report/state.ts';
import { federationCollections } from '../federation/state.ts';
import { lastAccessedCollections } from '../last-accessed/state.ts';
import { mfaCollections } from '../user-credentials/mfa/state.ts';
import { userCredentialCollections } from '../user-credentials/state.ts';
import { pathKeys } from './path-keys.ts';

export interface UserRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Instant;
  readonly boundary?: string;
  readonly tags: readonly Tag[];
  /** When its password was last signed in with. */
  readonly passwordUsedAt?: Instant;
}

export interface GroupRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Instant;
}

/** Whose unique id it is that stands in a stored document (stored-principals.ts). */
export interface StoredPrincipal {
  readonly id: string;
  readonly kind: 'user' | 'role';
  readonly account: AccountId;
}

export interface RoleRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Instant;
  /** With users and roles by their unique ids (stored-principals.ts): what is decided by, not what is shown. */
  readonly trustPolicy: string;
  /** Whose ids these are. */
  readonly trustPrincipals?: readonly StoredPrincipal[];
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly boundary?: string;
  readonly tags: readonly Tag[];
}

export interface InstanceProfileRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Instant;
  readonly role?: string;
  readonly tags: readonly Tag[];
}

export interface PolicyVersion {
  /** `v1`; numbers are never used again. */
  readonly id: string;
  readonly text: string;
  readonly createdAt: Instant;
}

export interface ManagedPolicyRecord {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly description?: string;
  readonly defaultVersion: string;
  readonly lastVersion: number;
  readonly versions: readonly PolicyVersion[];
  readonly tags: readonly Tag[];
}

export interface AccessKeyRecord {
  readonly id: AccessKeyId;
  /** Absent: the root user's. */
  readonly user?: string;
  // Kept whole: SigV4 is an HMAC over this secret, so a hash could not verify a request. The store encrypts it.
  readonly secret: Secret;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: Instant;
}

/** Rules for the passwords of IAM users. */
export interface PasswordPolicyRecord {
  readonly account: AccountId;
  readonly minimumLength: number;
  readonly requireSymbols: boolean;
  readonly requireNumbers: boolean;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly usersMayChange: boolean;
  readonly expiresAfterDays?: number;
  readonly rememberedPasswords?: number;
  readonly hardExpiry?: boolean;
}

export type EntityKind = 'user' | 'group' | 'role';

/** A user, group or role, as the key of what hangs on it. */
export interface Entity {
  readonly kind: EntityKind;
  readonly name: string;
}

/** By unique ids, so that renaming either side changes nothing here. */
export interface MembershipRecord {
  readonly userId: string;
  readonly groupId: string;
}

export interface AttachmentRecord extends Entity {
  readonly policyArn: string;
}

export interface InlinePolicyRecord extends Entity {
  readonly policyName: string;
  readonly text: string;
}

/** Names are unique without regard to case and kept as they were given. */
export const nameKey = (name: string): string => name.toLowerCase();
export const membershipKey = ({ userId, groupId }: MembershipRecord): string => `${userId}/${groupId}`;
export const entityKey = ({ kind, name }: Entity): string => `${kind}/${nameKey(name)}`;

const users: Collection<UserRecord> = {
  name: 'iam.user',
  level: 'account',
  id: (user) => nameKey(user.name),
  indexes: {
    id: (user) => [user.id],
    boundary: (user) => (user.boundary === undefined ? [] : [user.boundary]),
    path: (user) => pathKeys(user.path),
  },
};
const groups: Collection<GroupRecord> = {
  name: 'iam.group',
  level: 'account',
  id: (group) => nameKey(group.name),
  indexes: { id: (group) => [group.id], path: (group) => pathKeys(group.path) },
};
const roles: Collection<RoleRecord> = {
  name: 'iam.role',
  level: 'account',
  id: (role) => nameKey(role.name),
  indexes: {
    id: (role) => [role.id],
    boundary: (role) => (role.boundary === undefined ? [] : [role.boundary]),
    path: (role) => pathKeys(role.path),
  },
};
const instanceProfiles: Collection<InstanceProfileRecord> = {
  name: 'iam.instanceProfile',
  level: 'account',
  id: (profile) => nameKey(profile.name),
  indexes: {
    role: (profile) => (profile.role === undefined ? [] : [nameKey(profile.role)]),
    path: (profile) => pathKeys(profile.path),
  },
};
const policies: Collection<ManagedPolicyRecord> = {
  name: 'iam.policy',
  level: 'account',
  id: (policy) => nameKey(policy.name),
  indexes: {
    // In the order in which policies are listed: by path, then name.
    path: (policy) => [`${policy.path}${policy.name}`],
    // To count the versions of all.
    version: (policy) => policy.versions.map(({ id }) => id),
  },
};
const accessKeys: Collection<AccessKeyRecord> = {
  name: 'iam.accessKey',
  level: 'account',
  id: (key) => key.id,
  indexes: { user: (key) => [key.user === undefined ? '' : nameKey(key.user)] },
  sealed: ['secret'],
};
const memberships: Collection<MembershipRecord> = {
  name: 'iam.membership',
  level: 'account',
  id: membershipKey,
  indexes: { user: (row) => [row.userId], group: (row) => [row.groupId] },
};
const attachments: Collection<AttachmentRecord> = {
  name: 'iam.attachment',
  level: 'account',
  id: (row) => `${entityKey(row)}/${row.policyArn}`,
  indexes: { entity: (row) => [entityKey(row)], policy: (row) => [row.policyArn] },
};
const inlinePolicies: Collection<InlinePolicyRecord> = {
  name: 'iam.inlinePolicy',
  level: 'account',
  id: (row) => `${entityKey(row)}/${row.policyName}`,
  indexes: { entity: (row) => [entityKey(row)] },
};

const passwordPolicies: Collection<PasswordPolicyRecord> = {
  name: 'iam.passwordPolicy',
  level: 'account',
  id: (policy) => policy.account,
};

/** The newest request to delete a service-linked role, by the role's name. */
const roleDeletions: Collection<{ readonly role: string; readonly id: string }> = {
  name: 'iam.roleDeletion',
  level: 'account',
  id: (row) => nameKey(row.role),
};

export interface AccountRecord {
  readonly account: AccountId;
  /** The root user's address. */
  readonly email: string;
  readonly createdAt: Instant;
  readonly alias?: string;
  /** The root user's, hashed (password-hash.ts). */
  readonly rootPassword?: Secret;
  /** When that was last signed in with. */
  readonly rootPasswordUsedAt?: Instant;
}

/** Accounts that exist here, and whose key is whose. */
const accounts: Collection<AccountRecord> = {
  name: 'iam.account',
  level: 'partition',
  id: (row) => row.account,
  indexes: { alias: (row) => (row.alias === undefined ? [] : [row.alias]) },
  unique: ['alias'],
  sealed: ['rootPassword'],
};
const keyOwners: Collection<{ readonly key: string; readonly account: AccountId }> = {
  name: 'iam.keyOwner',
  level: 'partition',
  id: (row) => row.key,
};

/** All that IAM keeps, by the names under which `iamState` opens it. */
export const iamCollections = {
  users,
  groups,
  roles,
  instanceProfiles,
  policies,
  accessKeys,
  memberships,
  attachments,
  inlinePolicies,
  roleDeletions,
  passwordPolicies,
  accounts,
  keyOwners,
  ...userCredentialCollections,
  ...mfaCollections,
  ...credentialReportCollections,
  ...federationCollections,
  ...lastAccessedCollections,
} as const;

export type IamReader = ReaderOf<typeof iamCollections>;
export type IamWriter = WriterOf<typeof iamCollections>;

const open = openerOf(iamCollections);

/** IAM's state of one account. */
export function iamState(store: Transaction, account: AccountId): IamWriter;
export function iamState(store: Reader, account: AccountId): IamReader;
export function iamState(store: Reader, account: AccountId): IamReader {
  return open(store, accountScope(account));
}
