/** The organization of a running server, read through AWS's own API. */
import type { PaperOrganization, PaperPolicy, Place } from '#organization/paper';
import type { PolicyType } from '#organization/policy-types';
import { failedWith, type OrganizationsCalls } from './organizations-calls.ts';

interface Organization {
  readonly Id: string;
  readonly FeatureSet: PaperOrganization['featureSet'];
  readonly MasterAccountId: string;
}
interface Root {
  readonly Id: string;
  readonly PolicyTypes?: readonly { readonly Type: PolicyType; readonly Status: string }[];
}
interface Unit {
  readonly Id: string;
  readonly Name: string;
}
interface Account {
  readonly Id: string;
  readonly Name: string;
  readonly Email: string;
  readonly State: NonNullable<Place['account']>['state'];
  readonly JoinedMethod: NonNullable<Place['account']>['joinedMethod'];
}
interface PolicySummary {
  readonly Id: string;
  readonly Name: string;
  readonly Description?: string;
  readonly Type: PolicyType;
  readonly AwsManaged: boolean;
}

const fullAccess = 'p-FullAWSAccess';

/** Undefined where the caller's account is in no organization. `looked` is told how many calls have been made. */
export async function readLive(
  calls: OrganizationsCalls,
  looked: (things: number) => void = () => {},
): Promise<PaperOrganization | undefined> {
  const organization = await ofCaller(calls);
  if (organization === undefined) return undefined;
  const [root] = await calls.all<Root>('ListRoots', 'Roots');
  if (root === undefined) return undefined;
  const policyTypes = (root.PolicyTypes ?? []).filter(({ Status }) => Status === 'ENABLED').map(({ Type }) => Type);
  const places = new Map<string, Place>();
  await addPlaces(calls, { Id: root.Id, Name: 'Root' }, undefined, places, looked);
  await addAdministrators(calls, places);
  const policies = await addPolicies(calls, policyTypes, places, looked);
  const services = await calls.all<{ readonly ServicePrincipal: string }>(
    'ListAWSServiceAccessForOrganization',
    'EnabledServicePrincipals',
  );
  return {
    id: organization.Id,
    managementAccount: organization.MasterAccountId,
    featureSet: organization.FeatureSet,
    policyTypes,
    services: services.map(({ ServicePrincipal }) => ServicePrincipal),
    places,
    policies,
  };
}

async function ofCaller(calls: OrganizationsCalls): Promise<Organization | undefined> {
  try {
    return (await calls.call<{ readonly Organization: Organization }>('DescribeOrganization')).Organization;
  } catch (error) {
    if (failedWith(error, 'AWSOrganizationsNotInUseException')) return undefined;
    throw error;
  }
}

async function addPlaces(
  calls: OrganizationsCalls,
  { Id, Name }: Unit,
  parent: string | undefined,
  places: Map<string, Place>,
  looked: (things: number) => void,
): Promise<void> {
  const nothing = { policies: [], withoutFullAccess: false };
  const above = parent === undefined ? {} : { parent };
  places.set(Id, { key: Id, id: Id, kind: parent === undefined ? 'root' : 'unit', name: Name, ...above, ...nothing });
  const inside = { ParentId: Id };
  for (const account of await calls.all<Account>('ListAccountsForParent', 'Accounts', inside)) {
    const { Id: id, Name: name, Email: email, State: state, JoinedMethod: joinedMethod } = account;
    const facts = { email, state, joinedMethod };
    places.set(id, { key: id, id, kind: 'account', name, parent: Id, ...nothing, account: facts });
  }
  looked(places.size);
  for (const unit of await calls.all<Unit>('ListOrganizationalUnitsForParent', 'OrganizationalUnits', inside)) {
    await addPlaces(calls, unit, Id, places, looked);
  }
}

async function addAdministrators(calls: OrganizationsCalls, places: Map<string, Place>): Promise<void> {
  for (const place of places.values()) {
    if (place.account !== undefined) places.set(place.key, withServices(place, []));
  }
  const administrators = await calls.all<{ readonly Id: string }>(
    'ListDelegatedAdministrators',
    'DelegatedAdministrators',
  );
  for (const { Id } of administrators) {
    const place = places.get(Id);
    if (place === undefined) continue;
    const services = await calls.all<{ readonly ServicePrincipal: string }>(
      'ListDelegatedServicesForAccount',
      'DelegatedServices',
      { AccountId: Id },
    );
    places.set(
      Id,
      withServices(
        place,
        services.map(({ ServicePrincipal }) => ServicePrincipal),
      ),
    );
  }
}

function withServices(place: Place, administers: readonly string[]): Place {
  return place.account === undefined ? place : { ...place, account: { ...place.account, administers } };
}

async function addPolicies(
  calls: OrganizationsCalls,
  types: readonly PolicyType[],
  places: Map<string, Place>,
  looked: (things: number) => void,
): Promise<ReadonlyMap<string, PaperPolicy>> {
  const policies = new Map<string, PaperPolicy>();
  for (const type of types) {
    for (const summary of await calls.all<PolicySummary>('ListPolicies', 'Policies', { Filter: type })) {
      const targets = await targetsOf(calls, summary.Id);
      if (summary.Id === fullAccess) withoutFullAccess(places, targets);
      if (summary.AwsManaged) continue;
      policies.set(summary.Id, await policyOf(calls, summary));
      for (const target of targets) attach(places, target, summary.Id);
      looked(places.size + policies.size);
    }
  }
  return policies;
}

async function targetsOf(calls: OrganizationsCalls, PolicyId: string): Promise<ReadonlySet<string>> {
  const targets = await calls.all<{ readonly TargetId: string }>('ListTargetsForPolicy', 'Targets', { PolicyId });
  return new Set(targets.map(({ TargetId }) => TargetId));
}

async function policyOf(
  calls: OrganizationsCalls,
  { Id: id, Name: name, Type: type, Description: description = '' }: PolicySummary,
): Promise<PaperPolicy> {
  const { Policy } = await calls.call<{ readonly Policy: { readonly Content: string } }>('DescribePolicy', {
    PolicyId: id,
  });
  return { key: id, id, name, type, description, content: Policy.Content };
}

function withoutFullAccess(places: Map<string, Place>, attached: ReadonlySet<string>): void {
  for (const place of places.values()) {
    if (!attached.has(place.key)) places.set(place.key, { ...place, withoutFullAccess: true });
  }
}

/** What has been moved or removed since the tree was read is left out. */
function attach(places: Map<string, Place>, target: string, policy: string): void {
  const place = places.get(target);
  if (place !== undefined) places.set(target, { ...place, policies: [...place.policies, policy] });
}
