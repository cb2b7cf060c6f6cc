/**
 * A real organization, from what the AWS CLI printed about it: describe-organization, list-roots, list-accounts, and for each parent
 * list-organizational-units-for-parent and list-accounts-for-parent; for each policy describe-policy and list-targets-for-policy.
 *
 * What a file tells is known by its members. What it is about stands in its name where the output does not say: `targets.p-a1b2c3d4.json`.
 */
import { faultsIn } from '../check-paper.ts';
import { fromTheRoot, type PaperOrganization, type PaperPolicy, type Place } from '../paper.ts';
import { isPolicyType, type PolicyType, serviceOfType } from '../policy-types.ts';

/** Bytes of all files together. */
export const collectedBytesMax: number = 256 * 1024 * 1024;

/** Files that do not tell of one whole organization: a sentence with the file and the reason. */
export class BadCollected extends Error {
  override readonly name = 'BadCollected';
}

export interface CollectedFile {
  /** As it was named, with its folder. */
  readonly name: string;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

interface Collected {
  organization?: Json;
  root?: Json;
  readonly units: Map<string, { readonly id: string; readonly name: string; parent?: string }>;
  readonly accounts: Map<string, { readonly account: Json; parent?: string }>;
  readonly summaries: Map<string, Json>;
  readonly policies: Map<string, Json>;
  readonly targets: Map<string, readonly string[]>;
  readonly services: Set<string>;
  readonly administered: Map<string, readonly string[]>;
}

/** @throws BadCollected */
export function readCollected(files: readonly CollectedFile[]): PaperOrganization {
  const collected: Collected = {
    units: new Map(),
    accounts: new Map(),
    summaries: new Map(),
    policies: new Map(),
    targets: new Map(),
    services: new Set(),
    administered: new Map(),
  };
  for (const file of files) addFile(collected, file);
  const organization = paperOf(collected);
  const [first, ...more] = faultsIn(organization);
  if (first !== undefined) {
    const about = first.place ?? first.policy;
    const rest = more.length === 0 ? '' : ` (and ${more.length} more faults)`;
    throw new BadCollected(`${about === undefined ? '' : `${about}: `}${first.message}${rest}.`);
  }
  return organization;
}

/** `units.ou-ab12-11111111.json` is about `ou-ab12-11111111`. */
function subjectOf(name: string): string | undefined {
  const parts = name.replace(/^.*[/\\]/, '').split('.');
  return parts.find((part) => /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|p-\w{8,128}|\d{12})$/.test(part));
}

function addFile(collected: Collected, { name, text }: CollectedFile): void {
  const refuse = (why: string): BadCollected => new BadCollected(`${name}: ${why}.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('this is not JSON');
  }
  if (!isObject(value)) throw refuse('this is nothing that the AWS CLI prints about organizations');
  if (value['NextToken'] !== undefined && value['NextToken'] !== null) {
    throw refuse('it is one page of several; let the AWS CLI fetch them all');
  }
  const subject = subjectOf(name);
  const needed = (what: string): string => {
    if (subject === undefined) throw refuse(`its name does not say of which ${what} it tells (such as x.r-ab12.json)`);
    return subject;
  };
  if (isObject(value['Organization'])) addOrganization(collected, value['Organization'], refuse);
  else if (Array.isArray(value['Roots'])) collected.root = listOf(value['Roots'])[0] ?? {};
  else if (Array.isArray(value['OrganizationalUnits']))
    addUnits(collected, listOf(value['OrganizationalUnits']), subject, needed);
  else if (Array.isArray(value['Accounts'])) addAccounts(collected, listOf(value['Accounts']), subject);
  else if (isObject(value['Policy'])) addPolicy(collected, value['Policy'], refuse);
  else if (Array.isArray(value['Policies'])) {
    for (const summary of listOf(value['Policies'])) collected.summaries.set(textOf(summary['Id']), summary);
  } else if (Array.isArray(value['Targets'])) {
    collected.targets.set(
      needed('policy'),
      listOf(value['Targets']).map(({ TargetId }) => textOf(TargetId)),
    );
  } else if (Array.isArray(value['EnabledServicePrincipals'])) {
    for (const { ServicePrincipal } of listOf(value['EnabledServicePrincipals']))
      collected.services.add(textOf(ServicePrincipal));
  } else if (Array.isArray(value['DelegatedServices'])) {
    const services = listOf(value['DelegatedServices']).map(({ ServicePrincipal }) => textOf(ServicePrincipal));
    collected.administered.set(needed('account'), services);
  } else if (!Array.isArray(value['DelegatedAdministrators'])) {
    throw refuse('this is nothing that the AWS CLI prints about organizations');
  }
}

function addOrganization(collected: Collected, organization: Json, refuse: (why: string) => BadCollected): void {
  const known = collected.organization;
  if (known !== undefined && known['Id'] !== organization['Id']) throw refuse('the files tell of two organizations');
  collected.organization = organization;
}

function addUnits(
  { units }: Collected,
  list: readonly Json[],
  subject: string | undefined,
  needed: (what: string) => string,
): void {
  for (const unit of list) {
    const id = textOf(unit['Id']);
    const parent = aboveIn(unit['Path']) ?? subject ?? needed('parent');
    units.set(id, { id, name: textOf(unit['Name']), parent });
  }
}

/** A list of all accounts tells where each is in newer versions of the CLI; a list of those of one parent always does. */
function addAccounts({ accounts }: Collected, list: readonly Json[], subject: string | undefined): void {
  for (const account of list) {
    const id = textOf(account['Id']);
    const [path] = Array.isArray(account['Paths']) ? (account['Paths'] as readonly unknown[]) : [];
    const parent = subject ?? aboveIn(path) ?? accounts.get(id)?.parent;
    accounts.set(id, { account, ...(parent === undefined ? {} : { parent }) });
  }
}

/** `o-…/r-…/ou-…/THIS/`: the one before the last. */
function aboveIn(path: unknown): string | undefined {
  if (typeof path !== 'string') return undefined;
  return path
    .split('/')
    .filter((part) => part !== '')
    .at(-2);
}

function addPolicy({ policies }: Collected, policy: Json, refuse: (why: string) => BadCollected): void {
  const summary = policy['PolicySummary'];
  if (!isObject(summary) || typeof policy['Content'] !== 'string')
    throw refuse('a policy has a PolicySummary and its Content');
  policies.set(textOf(summary['Id']), policy);
}

const fullAccess = 'p-FullAWSAccess';

function paperOf(collected: Collected): PaperOrganization {
  const { organization, root } = collected;
  if (organization === undefined) throw new BadCollected('No file has what describe-organization prints.');
  if (root === undefined) throw new BadCollected('No file has what list-roots prints.');
  const policyTypes = listOf(root['PolicyTypes'])
    .filter(({ Status }) => Status === 'ENABLED')
    .map(({ Type }) => policyTypeOf(textOf(Type)));
  const policies = policiesOf(collected, policyTypes);
  const places = placesOf(collected, textOf(root['Id']), policies, policyTypes);
  return {
    id: textOf(organization['Id']),
    managementAccount: textOf(organization['MasterAccountId'] ?? organization['ManagementAccountId']),
    featureSet: organization['FeatureSet'] === 'CONSOLIDATED_BILLING' ? 'CONSOLIDATED_BILLING' : 'ALL',
    policyTypes,
    // A type that is enabled says that the service which it needs is trusted.
    services: [...new Set([...collected.services, ...policyTypes.flatMap((type) => serviceOfType(type) ?? [])])],
    places,
    policies,
  };
}

function policyTypeOf(text: string): PolicyType {
  if (!isPolicyType(text)) throw new BadCollected(`"${text}" is not a type of policy that is known here.`);
  return text;
}

function policiesOf(
  { summaries, policies, targets }: Collected,
  enabled: readonly PolicyType[],
): ReadonlyMap<string, PaperPolicy> {
  const found = new Map<string, PaperPolicy>();
  for (const id of summaries.keys()) {
    const isAws = summaries.get(id)?.['AwsManaged'] === true;
    if (!isAws && !policies.has(id)) throw new BadCollected(`No file has what describe-policy prints of ${id}.`);
  }
  for (const [id, policy] of policies) {
    const summary = policy['PolicySummary'] as Json;
    if (summary['AwsManaged'] === true) continue;
    const type = policyTypeOf(textOf(summary['Type']));
    if (enabled.includes(type) && !targets.has(id)) {
      throw new BadCollected(`No file has what list-targets-for-policy prints of ${id} (targets.${id}.json).`);
    }
    found.set(id, {
      key: id,
      id,
      name: textOf(summary['Name']),
      type,
      description: textOf(summary['Description']),
      content: textOf(policy['Content']),
    });
  }
  return found;
}

function placesOf(
  collected: Collected,
  rootId: string,
  policies: ReadonlyMap<string, PaperPolicy>,
  enabled: readonly PolicyType[],
): ReadonlyMap<string, Place> {
  const { units, accounts, targets, administered } = collected;
  const attached = new Map<string, string[]>();
  for (const [policy, places] of targets) {
    const type = policies.get(policy)?.type;
    if (type === undefined || !enabled.includes(type)) continue;
    for (const place of places) attached.set(place, [...(attached.get(place) ?? []), policy]);
  }
  const fullOn = enabled.includes('SERVICE_CONTROL_POLICY') ? targets.get(fullAccess) : [];
  if (fullOn === undefined) {
    throw new BadCollected(
      `No file has what list-targets-for-policy prints of ${fullAccess} (targets.${fullAccess}.json).`,
    );
  }
  const isFull = new Set(fullOn);
  const common = (id: string): Pick<Place, 'key' | 'id' | 'policies' | 'withoutFullAccess'> => ({
    key: id,
    id,
    policies: attached.get(id) ?? [],
    withoutFullAccess: enabled.includes('SERVICE_CONTROL_POLICY') && !isFull.has(id),
  });
  const places: Place[] = [{ ...common(rootId), kind: 'root', name: 'Root' }];
  for (const { id, name, parent } of units.values()) {
    if (parent !== undefined) places.push({ ...common(id), kind: 'unit', name, parent });
  }
  for (const [id, { account, parent }] of accounts) {
    if (parent === undefined)
      throw new BadCollected(`No file says where the account ${id} is (list-accounts-for-parent).`);
    places.push({
      ...common(id),
      kind: 'account',
      name: textOf(account['Name']),
      parent,
      account: factsOf(account, administered.get(id)),
    });
  }
  const ordered = fromTheRoot(places);
  for (const { key } of places) {
    if (!ordered.has(key))
      throw new BadCollected(`${key} is in a place of which no file tells, or in a circle of places.`);
  }
  for (const place of attached.keys()) {
    if (!ordered.has(place)) throw new BadCollected(`A policy is attached to ${place}, of which no file tells.`);
  }
  return ordered;
}

type Facts = NonNullable<Place['account']>;

function factsOf(account: Json, administers: readonly string[] | undefined): Facts {
  const state = textOf(account['State'] ?? account['Status']);
  const joinedAt = account['JoinedTimestamp'];
  return {
    email: textOf(account['Email']),
    state: states.find((known) => known === state) ?? 'ACTIVE',
    joinedMethod: account['JoinedMethod'] === 'INVITED' ? 'INVITED' : 'CREATED',
    ...(typeof joinedAt === 'string' ? { joinedAt } : {}),
    ...(administers === undefined ? {} : { administers }),
  };
}

const states: readonly Facts['state'][] = ['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION'];

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
