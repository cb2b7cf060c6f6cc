/**
 * An organization in parts that a request can carry: what the command line sends, and a server takes. Each part is complete by itself, so that an
 * import that stopped goes on when it is sent again.
 */

import { type Fault, Part } from './description/members.ts';
import { faultOf } from './documents/check-document.ts';
import type { AccountFacts, PaperOrganization, PaperPolicy, Place } from './paper.ts';
import { type PolicyType, policyTypes } from './policy-types.ts';

/** Policies and places of one part. */
export const partItemsMax = 25;

export interface Beginning extends Pick<PaperOrganization, 'featureSet' | 'policyTypes' | 'services'> {
  readonly id: string;
  readonly managementAccount: string;
  readonly rootId: string;
  /** Of the management account, which is there before the others. */
  readonly name: string;
  readonly email: string;
}

export type OrganizationPart =
  | { readonly begin: Beginning }
  | { readonly managementAccount: string; readonly policies: readonly PaperPolicy[] }
  | { readonly managementAccount: string; readonly places: readonly Place[] };

/** In the order in which they have to come: what binds comes before whom it binds. Every place and policy has its own id. */
export function partsOf(organization: PaperOrganization, rootId: string): readonly OrganizationPart[] {
  const { id = '', managementAccount = '', featureSet, policyTypes: types, services, places, policies } = organization;
  const account = places.get(managementAccount);
  const begin = { id, managementAccount, rootId, featureSet, policyTypes: types, services };
  return [
    { begin: { ...begin, name: account?.name ?? '', email: account?.account?.email ?? '' } },
    ...chunks([...policies.values()]).map((chunk) => ({ managementAccount, policies: chunk })),
    ...chunks([...places.values()].filter(({ kind }) => kind !== 'account')).map((chunk) => ({
      managementAccount,
      places: chunk,
    })),
    ...chunks([...places.values()].filter(({ kind }) => kind === 'account')).map((chunk) => ({
      managementAccount,
      places: chunk,
    })),
  ];
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / partItemsMax);
  return Array.from({ length: count }, (_, i) => all.slice(i * partItemsMax, (i + 1) * partItemsMax));
}

const forms = {
  organization: { like: /^o-[a-z0-9]{10,32}$/, what: 'the id of an organization' },
  account: { like: /^\d{12}$/, what: 'an account id' },
  root: { like: /^r-[0-9a-z]{4,32}$/, what: 'the id of a root' },
  place: {
    like: /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/,
    what: 'the id of a root, an OU or an account',
  },
  policy: { like: /^p-\w{8,128}$/, what: 'the id of a policy' },
  service: { like: /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/, what: 'a service' },
  email: { like: /^[^\s@]{1,64}@[^\s@]{1,64}$/, what: 'an address' },
  name: { like: /^[\s\S]{1,128}$/, what: 'a name of 1 to 128 characters' },
  description: { like: /^[\s\S]{0,512}$/, what: 'a description of at most 512 characters' },
} as const;

/** What stands in a body that anybody may have written. Answers the first fault as a sentence. */
export function readPart(value: unknown): OrganizationPart | { readonly fault: string } {
  const faults: Fault[] = [];
  const part = partIn(new Part(value, [], faults));
  const [first] = faults;
  if (first === undefined && part !== undefined) return part;
  const path = first === undefined || first.path.length === 0 ? '' : `${first.path.join('.')}: `;
  return { fault: `${path}${first?.message ?? 'it has none of begin, policies and places'}.` };
}

function partIn(whole: Part): OrganizationPart | undefined {
  if (whole.isAbsent || !whole.isObjectOf(['begin', 'managementAccount', 'policies', 'places'])) return undefined;
  const begin = whole.at('begin');
  if (!begin.isAbsent) return { begin: beginningIn(begin) };
  const managementAccount = needed(whole.at('managementAccount'), forms.account);
  const policies = whole.at('policies');
  const items = (policies.isAbsent ? whole.at('places') : policies).list();
  if (items.length > partItemsMax) whole.fault(`a part has at most ${partItemsMax} policies or places`);
  if (!policies.isAbsent) return { managementAccount, policies: items.map(policyIn) };
  return { managementAccount, places: items.map(placeIn) };
}

type Form = { readonly like: RegExp; readonly what: string };

function needed(part: Part, form: Form): string {
  if (part.isAbsent) part.fault(`${form.what} is missing`);
  return part.text(form) ?? '';
}

function beginningIn(begin: Part): Beginning {
  const known = ['id', 'managementAccount', 'rootId', 'featureSet', 'policyTypes', 'services', 'name', 'email'];
  begin.isObjectOf(known);
  return {
    id: needed(begin.at('id'), forms.organization),
    managementAccount: needed(begin.at('managementAccount'), forms.account),
    rootId: needed(begin.at('rootId'), forms.root),
    featureSet: begin.at('featureSet').oneOf(['ALL', 'CONSOLIDATED_BILLING']) ?? 'ALL',
    policyTypes: begin
      .at('policyTypes')
      .list()
      .map((each) => each.oneOf(policyTypes))
      .filter((type): type is PolicyType => type !== undefined),
    services: begin.at('services').texts(forms.service),
    name: needed(begin.at('name'), forms.name),
    email: needed(begin.at('email'), forms.email),
  };
}

function policyIn(policy: Part): PaperPolicy {
  policy.isObjectOf(['key', 'id', 'name', 'type', 'description', 'content', 'tags']);
  const id = needed(policy.at('id'), forms.policy);
  const type = policy.at('type').oneOf(policyTypes) ?? 'SERVICE_CONTROL_POLICY';
  const content = policy.at('content').required('the document');
  const fault = faultOf(type, content);
  if (fault !== undefined) policy.at('content').fault(fault.why);
  const description = policy.at('description').text(forms.description) ?? '';
  return { key: id, id, name: needed(policy.at('name'), forms.name), type, description, content };
}

function placeIn(place: Part): Place {
  place.isObjectOf(['key', 'id', 'kind', 'name', 'parent', 'policies', 'withoutFullAccess', 'tags', 'account']);
  const id = needed(place.at('id'), forms.place);
  const kind = id.startsWith('r-') ? 'root' : id.startsWith('ou-') ? 'unit' : 'account';
  const parent = kind === 'root' ? undefined : needed(place.at('parent'), forms.place);
  return {
    key: id,
    id,
    kind,
    name: needed(place.at('name'), forms.name),
    ...(parent === undefined ? {} : { parent }),
    policies: place.at('policies').texts(forms.policy),
    withoutFullAccess: place.at('withoutFullAccess').boolean() ?? false,
    ...(kind === 'account' ? { account: factsIn(place.at('account')) } : {}),
  };
}

function factsIn(facts: Part): AccountFacts {
  facts.isObjectOf(['email', 'state', 'joinedMethod', 'joinedAt', 'roleName', 'administers']);
  const joinedAt = facts.at('joinedAt').text();
  return {
    email: needed(facts.at('email'), forms.email),
    state:
      facts.at('state').oneOf(['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION']) ?? 'ACTIVE',
    joinedMethod: facts.at('joinedMethod').oneOf(['CREATED', 'INVITED']) ?? 'CREATED',
    ...(joinedAt === undefined ? {} : { joinedAt }),
    administers: facts.at('administers').texts(forms.service),
  };
}
