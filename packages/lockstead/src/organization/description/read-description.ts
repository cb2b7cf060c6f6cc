/**
 * Reads the description of an organization, as `lockstead org apply` takes it: YAML, or JSON, which is YAML too. The format is documented in
 * docs/guide/organization.md, and as a JSON schema in packages/lockstead/schemas/organization.schema.json.
 */
import { type Document, LineCounter, parseDocument } from 'yaml';
import { faultsIn } from '../check-paper.ts';
import type { AccountFacts, PaperOrganization, PaperPolicy, Place, Tags } from '../paper.ts';
import { isPolicyType, type PolicyType, policyTypes } from '../policy-types.ts';
import { lineAt } from './line-at.ts';
import { type Fault, Part, type Path } from './members.ts';
import { aliasesMax, withoutNumbers } from './texts-only.ts';

export const descriptionBytesMax: number = 4 * 1024 * 1024;
/** OUs in each other that are read. AWS has five; what is deeper is told as a fault, and what is much deeper is not looked at. */
const depthReadMax = 20;

/** A description that cannot be meant: a sentence with the line and the reason. Nothing of it is used. */
export class BadDescription extends Error {
  override readonly name = 'BadDescription';
}

export interface Description extends PaperOrganization {
  /** Where a place or a policy is described, for sentences about it. */
  lineOf(of: { readonly place?: string; readonly policy?: string }): number | undefined;
}

/**
 * `readFile` reads a policy's document from a file that the description names, relative to it.
 * @throws BadDescription
 */
export async function readDescription(
  text: string,
  file: string,
  readFile: (name: string) => Promise<string>,
): Promise<Description> {
  const lines = new LineCounter();
  const document = parsed(text, file, lines);
  const faults: Fault[] = [];
  const whole = new Part(plainValue(document, file), [], faults);
  const reading: Reading = { paths: new Map(), places: new Map(), faults };
  const organization = await organizationIn(whole, reading, readFile);
  for (const { place, policy, message } of faults.length > 0 ? [] : faultsIn(organization)) {
    const key = place === undefined ? `policy ${policy}` : `place ${place}`;
    faults.push({ path: reading.paths.get(key) ?? [], message });
  }
  const lineOf = (path: Path): number | undefined => lineAt(document, lines, path);
  refuse(faults, file, lineOf);
  return {
    ...organization,
    lineOf: ({ place, policy }) =>
      lineOf(reading.paths.get(place === undefined ? `policy ${policy}` : `place ${place}`) ?? []),
  };
}

function parsed(text: string, file: string, lineCounter: LineCounter): Document {
  try {
    const document = parseDocument(text, {
      schema: 'core',
      customTags: withoutNumbers,
      lineCounter,
      logLevel: 'error',
    });
    const [first] = document.errors;
    if (first === undefined) return document;
    const [sentence = ''] = first.message.split('\n', 1);
    const { line } = lineCounter.linePos(first.pos[0]);
    throw new BadDescription(`${file}, line ${line}: this is not YAML: ${sentence.replace(/ at line .*$/, '')}.`);
  } catch (error) {
    if (error instanceof RangeError) throw new BadDescription(`${file} is nested too deeply.`);
    throw error;
  }
}

function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasesMax });
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError)
      throw new BadDescription(`${file}: ${error.message}.`);
    throw error;
  }
}

function refuse(faults: readonly Fault[], file: string, lineOf: (path: Path) => number | undefined): void {
  const [first, ...more] = faults;
  if (first === undefined) return;
  const line = lineOf(first.path);
  const place = line === undefined ? '' : `, line ${line}`;
  const path = first.path.length === 0 ? '' : `${pathText(first.path)}: `;
  const rest = more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'fault' : 'faults'})`;
  throw new BadDescription(`${file}${place}: ${path}${first.message}${rest}.`);
}

/** `root.units[0].name` */
function pathText(path: Path): string {
  return path.map((each, i) => (typeof each === 'number' ? `[${each}]` : `${i === 0 ? '' : '.'}${each}`)).join('');
}

interface Reading {
  /** Where places and policies are described: `place KEY`, `policy KEY`. */
  readonly paths: Map<string, Path>;
  readonly places: Map<string, Place>;
  readonly faults: Fault[];
}

const forms = {
  organization: { like: /^o-[a-z0-9]{10,32}$/, what: 'the id of an organization' },
  account: { like: /^\d{12}$/, what: 'an account id of 12 digits' },
  policy: { like: /^p-[0-9a-zA-Z_]{8,128}$/, what: 'the id of a policy' },
  role: { like: /^[\w+=,.@-]{1,64}$/, what: 'the name of a role' },
  service: { like: /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/, what: 'a service such as config.amazonaws.com' },
} as const;

const members = ['id', 'managementAccount', 'featureSet', 'policyTypes', 'services', 'policies', 'root'] as const;

async function organizationIn(
  whole: Part,
  reading: Reading,
  readFile: (name: string) => Promise<string>,
): Promise<PaperOrganization> {
  if (whole.isAbsent || !whole.isObjectOf(['$schema', ...members])) {
    if (whole.isAbsent) whole.fault('this describes nothing');
    return { featureSet: 'ALL', policyTypes: [], services: [], places: reading.places, policies: new Map() };
  }
  const policies = await policiesIn(whole.at('policies'), reading, readFile);
  const root = whole.at('root');
  if (root.isAbsent) whole.fault('root is missing: it says what is in the organization');
  placesIn(root, undefined, 0, reading);
  const id = whole.at('id').text(forms.organization);
  const managementAccount = whole.at('managementAccount').text(forms.account);
  const featureSet = whole.at('featureSet').oneOf(['ALL', 'CONSOLIDATED_BILLING']) ?? 'ALL';
  return {
    ...(id === undefined ? {} : { id }),
    ...(managementAccount === undefined ? {} : { managementAccount }),
    featureSet,
    policyTypes: typesIn(whole.at('policyTypes'), featureSet, policies, reading),
    services: whole.at('services').texts(forms.service),
    places: reading.places,
    policies,
  };
}

/** Service control policies, those that are named, and those of which a policy is attached somewhere. */
function typesIn(
  named: Part,
  featureSet: PaperOrganization['featureSet'],
  policies: ReadonlyMap<string, PaperPolicy>,
  { places }: Reading,
): readonly PolicyType[] {
  const types = new Set<PolicyType>(featureSet === 'ALL' ? ['SERVICE_CONTROL_POLICY'] : []);
  for (const each of named.list()) {
    const type = each.oneOf(policyTypes);
    if (type !== undefined) types.add(type);
  }
  for (const place of places.values()) {
    for (const key of place.policies) {
      const type = policies.get(key)?.type;
      if (type !== undefined) types.add(type);
    }
  }
  return [...types];
}

async function policiesIn(
  all: Part,
  { paths }: Reading,
  readFile: (name: string) => Promise<string>,
): Promise<ReadonlyMap<string, PaperPolicy>> {
  const policies = new Map<string, PaperPolicy>();
  for (const key of all.names()) {
    const one = all.at(key);
    paths.set(`policy ${key}`, one.path);
    if (one.isAbsent || !one.isObjectOf(['id', 'name', 'type', 'description', 'content', 'file', 'tags'])) {
      one.fault('a policy has a type, and content or a file');
      continue;
    }
    const type = one.at('type').required('type');
    if (!isPolicyType(type)) {
      one.at('type').fault(`it is one of ${policyTypes.join(', ')}`);
      continue;
    }
    const id = one.at('id').text(forms.policy);
    const tags = tagsIn(one.at('tags'));
    policies.set(key, {
      key,
      ...(id === undefined ? {} : { id }),
      name: one.at('name').text() ?? key,
      type,
      description: one.at('description').text() ?? '',
      content: await contentOf(one, readFile),
      ...(tags === undefined ? {} : { tags }),
    });
  }
  return policies;
}

async function contentOf(policy: Part, readFile: (name: string) => Promise<string>): Promise<string> {
  const file = policy.at('file');
  const content = policy.at('content');
  if (file.isAbsent === content.isAbsent) {
    policy.fault('its document is either content or the name of a file');
    return '';
  }
  if (!file.isAbsent) {
    const name = file.text();
    return name === undefined ? '' : await readFile(name);
  }
  return typeof content.value === 'string' ? content.value : JSON.stringify(content.value);
}

function tagsIn(tags: Part): Tags | undefined {
  if (tags.isAbsent) return undefined;
  return Object.fromEntries(tags.names().map((key) => [key, tags.at(key).text() ?? '']));
}

const attached = ['policies', 'fullAccess', 'tags'] as const;

/** The place, and all that is in it. */
function placesIn(place: Part, parent: Place | undefined, depth: number, reading: Reading): void {
  const isRoot = parent === undefined;
  if (!place.isObjectOf([...(isRoot ? ['id'] : ['id', 'name']), ...attached, 'accounts', 'units'])) return;
  if (depth > depthReadMax) {
    place.fault('OUs are nested too deeply');
    return;
  }
  const id = place.at('id').text();
  const name = isRoot ? 'Root' : place.at('name').required('the name of an OU');
  const path = isRoot ? 'Root' : parent.parent === undefined ? name : `${parent.key}/${name}`;
  const made = keep(place, reading, {
    key: isRoot ? 'Root' : path,
    kind: isRoot ? 'root' : 'unit',
    name,
    ...(id === undefined ? {} : { id }),
    ...(isRoot ? {} : { parent: parent.key }),
    ...attachedTo(place),
  });
  for (const account of place.at('accounts').list()) accountIn(account, made.key, reading);
  for (const unit of place.at('units').list()) placesIn(unit, made, depth + 1, reading);
}

function accountIn(account: Part, parent: string, reading: Reading): void {
  if (!account.isObjectOf(['id', 'name', 'email', 'role', 'administers', ...attached])) return;
  const id = account.at('id').text(forms.account);
  const email = account.at('email').required('the address of an account');
  const roleName = account.at('role').text(forms.role);
  const administers = account.at('administers');
  const facts: AccountFacts = {
    email,
    state: 'ACTIVE',
    joinedMethod: 'CREATED',
    ...(roleName === undefined ? {} : { roleName }),
    ...(administers.isAbsent ? {} : { administers: administers.texts(forms.service) }),
  };
  keep(account, reading, {
    key: email.toLowerCase(),
    kind: 'account',
    name: account.at('name').required('the name of an account'),
    ...(id === undefined ? {} : { id }),
    parent,
    ...attachedTo(account),
    account: facts,
  });
}

function attachedTo(place: Part): Pick<Place, 'policies' | 'withoutFullAccess' | 'tags'> {
  const tags = tagsIn(place.at('tags'));
  return {
    policies: place.at('policies').texts(),
    withoutFullAccess: place.at('fullAccess').boolean() === false,
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Two of one name are a fault; the second is kept under a key of its own, so that both are looked at. */
function keep(part: Part, { places, paths }: Reading, place: Place): Place {
  const key = places.has(place.key) ? `${place.key} (${places.size})` : place.key;
  const kept = { ...place, key };
  places.set(key, kept);
  paths.set(`place ${key}`, part.path);
  return kept;
}
