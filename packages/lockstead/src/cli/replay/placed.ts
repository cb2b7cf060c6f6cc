/** A proposal at a place of an organization that is known: in files, or on the server whose history is read. */
import { type AttachedPolicy, type PolicyKind, parsePolicy } from '@lockstead/policy';
import { awsPolicyOfType } from '#organization/aws-policies';
import { accountsBelow, findPlace, findPolicy, NoSuchThing } from '#organization/find-place';
import { type PaperOrganization, type PaperPolicy, type Place, pathName, rootOf, wayTo } from '#organization/paper';
import { type ControlPolicyType, quotasOf } from '#organization/policy-types';
import type { AccountPlace } from '#replay/event/event-context';
import { type Placement, type ProposedKind, policyKinds } from '#replay/judge/proposal';
import { Usage } from '#terminal/exit';

export interface Placed {
  readonly placement: Placement;
  readonly kind: ProposedKind;
  /** As a reader calls it. */
  readonly place: string;
  readonly detached: readonly string[];
  readonly managementAccount?: string;
  readonly notes: readonly string[];
}

export interface PlacedQuestion {
  /** Of the policies that are proposed; absent where something is only taken away. */
  readonly kind: 'scp' | 'rcp' | undefined;
  /** How many are proposed. */
  readonly proposed: number;
  /** As it was named; absent: the root. Of a user or role its account. */
  readonly target: string | undefined;
  readonly detach: readonly string[];
}

const fullAccess = 'FullAWSAccess';
const types: Readonly<Record<'scp' | 'rcp', ControlPolicyType>> = {
  scp: 'SERVICE_CONTROL_POLICY',
  rcp: 'RESOURCE_CONTROL_POLICY',
};

/** Throws Usage for a place or a policy that is not there, and for what AWS would refuse. */
export function placed(organization: PaperOrganization, question: PlacedQuestion): Placed {
  const { target, proposed } = question;
  const place = orUsage('--target', () =>
    target === undefined ? rootOf(organization) : findPlace(organization, target),
  );
  const kind = question.kind ?? kindOfDetached(organization, place, question.detach);
  const type = types[kind];
  const removed = question.detach.map((name) => detachable(organization, place, type, name));
  const before = attachedTo(organization, place, type);
  const left = before.filter((policy) => !removed.includes(policy));
  const { perTarget, perTargetMin } = quotasOf(type);
  if (left.length + proposed < perTargetMin) {
    throw new Usage('AWS detaches the last service control policy of no place: name another one with --scp.');
  }
  const named = place.kind === 'account' ? `the account ${place.id ?? place.name}` : pathName(organization, place.key);
  const attached = (policies: readonly Attached[]): readonly AttachedPolicy[] =>
    policies.map(({ name, content }) => ({ name, document: documentOf(name, content, policyKinds[kind]) }));
  const { managementAccount } = organization;
  return {
    kind,
    place: place.kind === 'root' ? 'the root' : named,
    detached: removed.map(({ name }) => name),
    ...(managementAccount === undefined ? {} : { managementAccount }),
    placement: {
      placeOf: placesOf(organization),
      isBound: boundBy(organization, place),
      ...(kind === 'scp' && removed.length > 0
        ? { detached: { removed: attached(removed), left: attached(left) } }
        : {}),
    },
    notes: [
      ...(left.length + proposed > perTarget
        ? [`AWS attaches ${perTarget} policies of this type to one place, and ${left.length + proposed} would be.`]
        : []),
      ...(kind === 'rcp' && removed.length > 0
        ? ['A resource control policy only denies: without it nothing stops.']
        : []),
      'The organization is taken as it is described now; accounts may have been elsewhere when the calls were made.',
    ],
  };
}

interface Attached {
  readonly name: string;
  readonly content: string;
}

const awsPolicies: ReadonlyMap<ControlPolicyType, Attached> = new Map(
  Object.values(types).flatMap((type): [ControlPolicyType, Attached][] => {
    const policy = awsPolicyOfType(type);
    return policy === undefined ? [] : [[type, policy]];
  }),
);

/** Of a type on one place, AWS's own among them. */
function attachedTo({ policies }: PaperOrganization, place: Place, type: ControlPolicyType): readonly Attached[] {
  const own = place.policies.flatMap((key): readonly PaperPolicy[] => {
    const policy = policies.get(key);
    return policy?.type === type ? [policy] : [];
  });
  const ofAws = awsPolicies.get(type);
  const isThere = ofAws !== undefined && (type !== 'SERVICE_CONTROL_POLICY' || !place.withoutFullAccess);
  return isThere ? [ofAws, ...own] : own;
}

function detachable(organization: PaperOrganization, place: Place, type: ControlPolicyType, name: string): Attached {
  if (name === fullAccess || name === 'p-FullAWSAccess') {
    const found = attachedTo(organization, place, type).find((policy) => policy.name === fullAccess);
    if (found !== undefined) return found;
  }
  const there = place.policies
    .flatMap((key) => organization.policies.get(key) ?? [])
    .filter((policy) => policy.type === type);
  return orUsage('--detach', () => {
    try {
      return findPolicy(there, name);
    } catch (error) {
      if (!(error instanceof NoSuchThing) || there.some((policy) => policy.name === name)) throw error;
      throw new NoSuchThing(`${name} is not attached to ${pathName(organization, place.key)}`);
    }
  });
}

function kindOfDetached({ policies }: PaperOrganization, place: Place, names: readonly string[]): 'scp' | 'rcp' {
  const there = place.policies.flatMap((key) => policies.get(key) ?? []);
  const isRcp = names.some((name) =>
    there.some((policy) => policy.type === types.rcp && [policy.key, policy.id, policy.name].includes(name)),
  );
  return isRcp ? 'rcp' : 'scp';
}

/** Time linear in the places, once. */
function placesOf(organization: PaperOrganization): (account: string) => AccountPlace | undefined {
  const { id: organizationId, places } = organization;
  const known = new Map<string, AccountPlace>();
  for (const { key, id, kind, parent } of places.values()) {
    if (kind !== 'account' || id === undefined || parent === undefined) continue;
    const ids = wayTo(organization, key)
      .slice(0, -1)
      .map((each) => places.get(each)?.id);
    const isKnown = organizationId !== undefined && ids.every((each) => each !== undefined);
    known.set(id, {
      ...(organizationId === undefined ? {} : { organizationId }),
      ...(isKnown ? { path: `${[organizationId, ...ids].join('/')}/` } : {}),
    });
  }
  return (account) => known.get(account);
}

function boundBy(organization: PaperOrganization, place: Place): (account: string) => boolean {
  const accounts = accountsBelow(organization, place);
  const ids = new Set(accounts.flatMap(({ id }) => id ?? []));
  if (accounts.length > 0 && ids.size === 0) {
    throw new Usage(
      'The accounts of this organization have no ids in the description, so that no event can be told to be theirs. "lockstead org show" and "lockstead import org" know them.',
    );
  }
  return (account) => ids.has(account);
}

function documentOf(name: string, content: string, kind: PolicyKind): AttachedPolicy['document'] {
  const parsed = parsePolicy(content, kind);
  if (!parsed.ok)
    throw new Usage(`The policy ${name} of the organization cannot be read: ${parsed.problems[0]?.message}.`);
  return parsed.document;
}

function orUsage<T>(flag: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof NoSuchThing)) throw error;
    throw new Usage(`${flag}: ${error.message}.`, { cause: error });
  }
}
