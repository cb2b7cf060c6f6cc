/**
 * What Organizations keeps. An organization and all that is in it stand in the scope of its management account; which organization an account is
 * in stands for the whole partition, because every request asks for it.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { PolicyType } from '#organization/policy-types';
import type { Tag } from '#service/session';
import type { Collection, Reader, Transaction } from '#store/port';
import { accountScope } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../collections.ts';

/** The organization that an account manages; at most one. */
export interface OrganizationRecord {
  readonly key: 'organization';
  readonly id: string;
  /** The management account. */
  readonly account: AccountId;
  readonly email: string;
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  readonly rootId: string;
  readonly rootTags: readonly Tag[];
  readonly createdAt: Instant;
  /** Those that are enabled in the root. */
  readonly policyTypes: readonly EnabledPolicyType[];
  /** How many times a type was enabled, of all types together: the newest generation. */
  readonly generations: number;
}

/**
 * A type that is enabled. Attachments belong to one generation: when a type is disabled they are all gone at once, however many there are, and
 * enabling it again begins anew.
 */
export interface EnabledPolicyType {
  readonly type: PolicyType;
  readonly generation: number;
}

/**
 * An organization that was here before may have left attachments that are still being removed. Their generations are below this one, because each
 * organization begins with the time of its making.
 */
export function firstGeneration(now: Instant): number {
  return now;
}

/** An account that was closed. Its credentials open nothing from then on, also when it is in no organization any more. */
export interface ClosureRecord {
  readonly account: AccountId;
  readonly managementAccount: AccountId;
  readonly closedAt: Instant;
}

/** A question from one account to another, and what became of it. */
export interface HandshakeRecord {
  readonly id: string;
  readonly action: 'INVITE' | 'ENABLE_ALL_FEATURES' | 'APPROVE_ALL_FEATURES';
  /** Whose question it is, or for whose organization. */
  readonly managementAccount: AccountId;
  readonly organizationId: string;
  /** Who answers. */
  readonly recipient: AccountId;
  /** As the recipient was named: by an address, or by its number. */
  readonly email?: string;
  readonly notes?: string;
  /** For the account, once it has joined. */
  readonly tags: readonly Tag[];
  readonly state: 'REQUESTED' | 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'CANCELED';
  readonly requestedAt: Instant;
  readonly expiresAt: Instant;
  /** Of the handshake for all features: accounts are still being asked, so that it cannot be opened yet. */
  readonly isAsking?: true;
  /** Of an approval: the handshake that waits for it. */
  readonly parent?: string;
}

/** A service that works in the whole organization. */
export interface ServiceAccessRecord {
  /** `config.amazonaws.com` */
  readonly service: string;
  readonly enabledAt: Instant;
}

/** A member account that administers a service for the organization. */
export interface DelegationRecord {
  readonly account: AccountId;
  readonly service: string;
  readonly enabledAt: Instant;
}

/** The one policy on the organization itself, which lets member accounts manage policies. */
export interface ResourcePolicyRecord {
  readonly key: 'policy';
  readonly id: string;
  readonly content: string;
  readonly tags: readonly Tag[];
}

/** Which organization an account is in. */
export interface MembershipRecord {
  readonly account: AccountId;
  readonly organizationId: string;
  readonly managementAccount: AccountId;
}

/** An organizational unit. */
export interface UnitRecord {
  /** Of the organization that it is in: its ARN has it. */
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  /** The root's id, or that of the OU above. */
  readonly parent: string;
  readonly tags: readonly Tag[];
}

/** An account as its organization knows it, the management account among them. */
export interface MemberRecord {
  readonly organizationId: string;
  readonly id: AccountId;
  readonly name: string;
  readonly email: string;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';
  readonly joinedMethod: 'CREATED' | 'INVITED';
  readonly joinedAt: Instant;
  readonly parent: string;
  readonly tags: readonly Tag[];
}

/** A request to create an account. */
export interface CreationRecord {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roleName: string;
  readonly tags: readonly Tag[];
  readonly requestedAt: Instant;
  readonly state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly completedAt?: Instant;
  readonly failureReason?: 'EMAIL_ALREADY_EXISTS' | 'ACCOUNT_LIMIT_EXCEEDED' | 'INTERNAL_FAILURE';
  /**
   * Ids that were drawn when the request came, because the work that falls due has no randomness. The account's is shown once the account is
   * there.
   */
  readonly drawn: { readonly account: AccountId; readonly role: string; readonly linkedRole: string };
}

/** A policy of the organization's own. */
export interface PolicyRecord {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: PolicyType;
  readonly content: string;
  readonly tags: readonly Tag[];
  /** When it was made or its content was changed; absent where that was before this was kept. */
  readonly updatedAt?: Instant;
}

/** A policy of the organization's own on a root, OU or account. */
export interface AttachmentRecord {
  readonly generation: number;
  readonly target: string;
  readonly policy: string;
  /** Policies of one place that are merged count in this order; absent: before all others. */
  readonly attachedAt?: Instant;
}

/** AWS's policy of a type is on everything that has no such record. */
export interface DefaultDetachmentRecord {
  readonly generation: number;
  readonly target: string;
}

const organizations: Collection<OrganizationRecord> = {
  name: 'organizations.organization',
  level: 'account',
  id: ({ key }) => key,
};
const memberships: Collection<MembershipRecord> = {
  name: 'organizations.membership',
  level: 'partition',
  id: ({ account }) => account,
};
const units: Collection<UnitRecord> = {
  name: 'organizations.unit',
  level: 'account',
  id: ({ id }) => id,
  indexes: {
    parent: ({ parent }) => [parent],
    // Two OUs in one place cannot have one name.
    name: ({ parent, name }) => [`${parent}/${name}`],
  },
  unique: ['name'],
};
const members: Collection<MemberRecord> = {
  name: 'organizations.member',
  level: 'account',
  id: ({ id }) => id,
  indexes: { parent: ({ parent }) => [parent], state: ({ state }) => [state] },
};
const creations: Collection<CreationRecord> = {
  name: 'organizations.creation',
  level: 'account',
  id: ({ id }) => id,
  indexes: { state: ({ state }) => [state] },
  feed: false,
};
const policies: Collection<PolicyRecord> = {
  name: 'organizations.policy',
  level: 'account',
  id: ({ id }) => id,
  indexes: { type: ({ type }) => [type], name: ({ type, name }) => [`${type}/${name}`] },
  unique: ['name'],
};
export const attachmentTarget = ({ generation, target }: Omit<AttachmentRecord, 'policy'>): string =>
  `${generation}/${target}`;
export const attachmentPolicy = ({ generation, policy }: Omit<AttachmentRecord, 'target'>): string =>
  `${generation}/${policy}`;
export const attachmentKey = (row: AttachmentRecord): string => `${attachmentTarget(row)}/${row.policy}`;
const attachments: Collection<AttachmentRecord> = {
  name: 'organizations.attachment',
  level: 'account',
  id: attachmentKey,
  indexes: { target: (row) => [attachmentTarget(row)], policy: (row) => [attachmentPolicy(row)] },
};
const defaultDetachments: Collection<DefaultDetachmentRecord> = {
  name: 'organizations.defaultDetachment',
  level: 'account',
  id: attachmentTarget,
};
const closures: Collection<ClosureRecord> = {
  name: 'organizations.closure',
  level: 'partition',
  id: ({ account }) => account,
  indexes: { management: ({ managementAccount }) => [managementAccount] },
};
const handshakes: Collection<HandshakeRecord> = {
  name: 'organizations.handshake',
  level: 'partition',
  id: ({ id }) => id,
  indexes: {
    recipient: ({ recipient }) => [recipient],
    organization: ({ organizationId }) => [organizationId],
    // Approvals that are still awaited.
    awaited: ({ parent, state }) => (parent === undefined || state !== 'OPEN' ? [] : [parent]),
  },
  feed: false,
};
const serviceAccess: Collection<ServiceAccessRecord> = {
  name: 'organizations.serviceAccess',
  level: 'account',
  id: ({ service }) => service,
};
export const delegationKey = ({ account, service }: Pick<DelegationRecord, 'account' | 'service'>): string =>
  `${account}/${service}`;
const delegations: Collection<DelegationRecord> = {
  name: 'organizations.delegation',
  level: 'account',
  id: delegationKey,
  indexes: { account: ({ account }) => [account], service: ({ service }) => [service] },
};
const resourcePolicies: Collection<ResourcePolicyRecord> = {
  name: 'organizations.resourcePolicy',
  level: 'account',
  id: ({ key }) => key,
};
/** Addresses of root users, in lower case: each belongs to one account of the partition. */
const addresses: Collection<{ readonly email: string; readonly account: AccountId }> = {
  name: 'organizations.address',
  level: 'partition',
  id: ({ email }) => email,
  feed: false,
};

/** All that Organizations keeps, by the names under which `organizationsState` opens it. */
export const organizationsCollections = {
  organizations,
  memberships,
  units,
  members,
  policies,
  attachments,
  defaultDetachments,
  closures,
  handshakes,
  serviceAccess,
  delegations,
  resourcePolicies,
  creations,
  addresses,
} as const;

export type OrganizationsReader = ReaderOf<typeof organizationsCollections>;
export type OrganizationsWriter = WriterOf<typeof organizationsCollections>;

const open = openerOf(organizationsCollections);

/** The state of the organization that this account manages, and what stands for the whole partition. */
export function organizationsState(store: Transaction, managementAccount: AccountId): OrganizationsWriter;
export function organizationsState(store: Reader, managementAccount: AccountId): OrganizationsReader;
export function organizationsState(store: Reader, managementAccount: AccountId): OrganizationsReader {
  return open(store, accountScope(managementAccount));
}
