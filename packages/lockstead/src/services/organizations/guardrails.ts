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

/** What is remembered of one organization, until something changes that shapes it. */
interface Remembered {
  isCurrent: boolean;
  /** By type and target. */
  readonly levels: Map<string, ControlLevel>;
}

/** Of one account. `organization` is absent for those in none. */
interface Place {
  readonly membership: Membership | undefined;
  readonly organization?: Remembered;
}

/**
 * One for each process. A stored policy that does not parse fails the request: leaving it out could leave out a Deny.
 */
export function organizationGuardrails(
  store: Store,
  { compiled }: Pick<PrincipalPolicyReader, 'compiled'>,
): Guardrails {
  const places = new Map<AccountId, Place>();
  /** By management account. */
  const remembered = new Map<AccountId, Remembered>();
  let generation = 0;

  function forget(manager: AccountId): void {
    const organization = remembered.get(manager);
    if (organization !== undefined) organization.isCurrent = false;
    remembered.delete(manager);
  }

  store.onCommit((changes) => {
    for (const change of changes) {
      if (change.collection === memberships.name) {
        places.delete(change.id as AccountId);
        generation += 1;
      } else if (shaping.has(change.collection) && change.scope.level === 'account') {
        if (changesOthers(change)) forget(change.scope.account);
        generation += 1;
      }
    }
  });
  store.onMissed(() => {
    for (const manager of [...remembered.keys()]) forget(manager);
    places.clear();
    generation += 1;
  });

  function keep(account: AccountId, place: Place): Membership | undefined {
    if (places.size >= accountsMax) places.clear();
    places.set(account, place);
    return place.membership;
  }

  async function read(account: AccountId): Promise<Membership | undefined> {
    const started = generation;
    const kept = await organizationsState(store, account).memberships.get(account);
    if (kept === undefined) return started === generation ? keep(account, { membership: undefined }) : undefined;
    const manager = kept.managementAccount;
    const state = organizationsState(store, manager);
    const organization = await state.organizations.get('organization');
    const member = await state.members.get(account);
    // Between the reads the account may have left.
    if (organization === undefined || member === undefined) return undefined;
    const known = mayUseCaches(store) ? remembered.get(manager) : undefined;
    const levels: Levels = { state, organization, compiled, kept: known?.levels ?? new Map() };
    const targets = [...(await levelsTo(state, organization, member.parent)), account];
    const membership: Membership = {
      organizationId: organization.id,
      path: pathOf(organization, targets.slice(0, -1)),
      isManagementAccount: manager === account,
      ...(await controls(levels, targets)),
    };
    if (started !== generation) return membership;
    const ofManager = remembered.get(manager) ?? { isCurrent: true, levels: levels.kept };
    remembered.set(manager, ofManager);
    return keep(account, { membership, organization: ofManager });
  }

  return {
    /** Asked for every request: a place that is known is found by one look. */
    async of(account) {
      const place = places.get(account);
      if (place !== undefined && place.organization?.isCurrent !== false && mayUseCaches(store)) {
        return place.membership;
      }
      return await read(account);
    },
  };
}

/** An account or OU that is new changes nobody else's place; a policy that is new is attached nowhere yet. */
function changesOthers({ collection, before }: Change): boolean {
  if (before !== undefined) return true;
  return collection !== members.name && collection !== units.name && collection !== policies.name;
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
