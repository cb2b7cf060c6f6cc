/**
 * What binds an account from above, for every decision: the policies on each level from the root of its organization down to itself.
 *
 * Kept in memory by account until something in the organization changes that shapes it. Levels and compiled documents are shared: two thousand
 * accounts in one OU have one copy of what is above them. A change binds the next request on its node, and other nodes' within a second.
 */
import type { ControlLevel } from '@lockstead/policy';
import type { AccountId } from '#kernel/ids';
import type { ControlPolicyType } from '#organization/policy-types';
import type { Guardrails, Membership } from '#service/ports';
import type { PrincipalPolicyReader } from '#services/iam/api';
import { mayUseCaches } from '#store/caches';
import type { Change, Store } from '#store/port';
import { awsPolicyArn, policyArn } from './arns.ts';
import { attachedTo, generationOf } from './policies/attachments.ts';
import { isAws } from './policies/find-policy.ts';
import {
  type MembershipRecord,
  type OrganizationRecord,
  type OrganizationsReader,
  organizationsCollections,
  organizationsState,
} from './state.ts';
import { levelsTo, pathOf } from './tree/levels.ts';

/** Accounts of which the place is kept, those in no organization among them. */
const accountsMax = 20_000;

const kinds = { SERVICE_CONTROL_POLICY: 'serviceControl', RESOURCE_CONTROL_POLICY: 'resourceControl' } as const;

const { memberships, members, units, organizations, policies, attachments, defaultDetachments } =
  organizationsCollections;
/** Changes in these, in the scope of a management account, reshape what binds its organization's accounts. */
const shaping: ReadonlySet<string> = new Set(
  [members, units, organizations, policies, attachments, defaultDetachments].map(({ name }) => name),
);

/** What is remembered of one organization. */
interface Remembered {
  readonly accounts: Map<AccountId, Membership>;
  /** By type and target. */
  readonly levels: Map<string, ControlLevel>;
}

/**
 * One for each process. A stored policy that does not parse fails the request: leaving it out could leave out a Deny.
 */
export function organizationGuardrails(
  store: Store,
  { compiled }: Pick<PrincipalPolicyReader, 'compiled'>,
): Guardrails {
  const remembered = new Map<AccountId, Remembered>();
  /** The management account of each account; undefined for those in no organization. */
  const managers = new Map<AccountId, AccountId | undefined>();
  let generation = 0;

  function forgetAll(): void {
    remembered.clear();
    managers.clear();
    generation += 1;
  }

  store.onCommit((changes) => {
    for (const change of changes) {
      if (change.collection === memberships.name) {
        managers.delete(change.id as AccountId);
        generation += 1;
      } else if (shaping.has(change.collection) && change.scope.level === 'account') {
        forget(remembered, change, change.scope.account);
        generation += 1;
      }
    }
  });
  store.onMissed(forgetAll);

  async function managerOf(account: AccountId): Promise<AccountId | undefined> {
    if (managers.has(account) && mayUseCaches(store)) return managers.get(account);
    const started = generation;
    const membership: MembershipRecord | undefined = await organizationsState(store, account).memberships.get(account);
    if (started === generation) {
      if (managers.size >= accountsMax) managers.clear();
      managers.set(account, membership?.managementAccount);
    }
    return membership?.managementAccount;
  }

  return {
    async of(account) {
      const manager = await managerOf(account);
      if (manager === undefined) return undefined;
      const known = remembered.get(manager)?.accounts.get(account);
      if (known !== undefined && mayUseCaches(store)) return known;
      const started = generation;
      const state = organizationsState(store, manager);
      const organization = await state.organizations.get('organization');
      const member = await state.members.get(account);
      // Between the two reads the account may have left.
      if (organization === undefined || member === undefined) return undefined;
      const kept = mayUseCaches(store) ? (remembered.get(manager)?.levels ?? new Map()) : new Map();
      const levels: Levels = { state, organization, compiled, kept };
      const targets = [...(await levelsTo(state, organization, member.parent)), account];
      const membership: Membership = {
        organizationId: organization.id,
        path: pathOf(organization, targets.slice(0, -1)),
        isManagementAccount: manager === account,
        ...(await controls(levels, targets)),
      };
      if (started === generation) {
        const ofManager = remembered.get(manager) ?? { accounts: new Map(), levels: levels.kept };
        remembered.set(manager, ofManager);
        if (ofManager.accounts.size >= accountsMax) ofManager.accounts.clear();
        ofManager.accounts.set(account, membership);
      }
      return membership;
    },
  };
}

/** An account or OU that is new changes nobody else's place. */
function forget(remembered: Map<AccountId, Remembered>, { collection, before }: Change, manager: AccountId): void {
  const isNewcomer = before === undefined && (collection === members.name || collection === units.name);
  const isUnused = before === undefined && collection === policies.name;
  if (!isNewcomer && !isUnused) remembered.delete(manager);
}

interface Levels {
  readonly state: OrganizationsReader;
  readonly organization: OrganizationRecord;
  readonly compiled: PrincipalPolicyReader['compiled'];
  readonly kept: Map<string, ControlLevel>;
}

type Controls = Pick<Membership, 'serviceControl' | 'resourceControl'>;

/** A type that is not enabled does not exist for the organization's accounts. */
async function controls(levels: Levels, targets: readonly string[]): Promise<Controls> {
  const of = async (type: ControlPolicyType): Promise<readonly ControlLevel[] | undefined> =>
    generationOf(levels.organization, type) === undefined ? undefined : await levelsOf(levels, type, targets);
  const serviceControl = await of('SERVICE_CONTROL_POLICY');
  const resourceControl = await of('RESOURCE_CONTROL_POLICY');
  return {
    ...(serviceControl === undefined ? {} : { serviceControl }),
    ...(resourceControl === undefined ? {} : { resourceControl }),
  };
}

async function levelsOf(
  { state, organization, compiled, kept }: Levels,
  type: ControlPolicyType,
  targets: readonly string[],
): Promise<readonly ControlLevel[]> {
  const found: ControlLevel[] = [];
  for (const target of targets) {
    const key = `${type}/${target}`;
    let level = kept.get(key);
    if (level === undefined) {
      const attached = await attachedTo(state, organization, type, target);
      level = {
        target,
        policies: attached.map((policy) => ({
          name: policy.name,
          arn: isAws(policy) ? awsPolicyArn(type, policy.id) : policyArn(organization, type, policy.id),
          document: compiled(policy.content, kinds[type]),
        })),
      };
      kept.set(key, level);
    }
    found.push(level);
  }
  return found;
}
