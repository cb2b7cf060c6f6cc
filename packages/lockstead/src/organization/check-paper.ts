/**
 * What an organization on paper has to keep so that AWS would have it: names, quotas, documents, attachments.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
import { awsPolicyOfType } from './aws-policies.ts';
import { faultOf } from './documents/check-document.ts';
import type { PaperOrganization, PaperPolicy, Place, Tags } from './paper.ts';
import { isControlPolicy, type PolicyType, quotasOf, serviceOfType } from './policy-types.ts';
import { treeLimits } from './tree-limits.ts';

export interface PaperFault {
  /** What it is about; neither: the whole organization. */
  readonly place?: string;
  readonly policy?: string;
  /** A clause without its full stop. */
  readonly message: string;
}

/** All faults. Time linear in places, policies and attachments. */
export function faultsIn(organization: PaperOrganization): readonly PaperFault[] {
  const faults: PaperFault[] = [];
  checkPolicies(organization, faults);
  const depths = new Map<string, number>();
  const seen: Seen = { names: new Set(), emails: new Map(), ids: new Set() };
  for (const place of organization.places.values()) {
    const say = (message: string): void => void faults.push({ place: place.key, message });
    checkPosition(organization, place, depths, say);
    checkNames(place, seen, say);
    checkTags(place.tags, say);
    checkAttachments(organization, place, say);
  }
  checkCounts(organization, faults);
  return faults;
}

type Say = (message: string) => void;

interface Seen {
  readonly names: Set<string>;
  readonly emails: Map<string, string>;
  readonly ids: Set<string>;
}

function checkPolicies({ policies }: PaperOrganization, faults: PaperFault[]): void {
  const names = new Set<string>();
  const counts = new Map<PolicyType, number>();
  for (const policy of policies.values()) {
    const say = (message: string): void => void faults.push({ policy: policy.key, message });
    checkPolicy(policy, say);
    const name = `${policy.type}/${policy.name}`;
    if (names.has(name)) say(`another policy of this type is called ${policy.name} too`);
    names.add(name);
    counts.set(policy.type, (counts.get(policy.type) ?? 0) + 1);
  }
  for (const [type, count] of counts) {
    const { perOrganization } = quotasOf(type);
    if (count > perOrganization)
      faults.push({ message: `there are ${count} policies of type ${type}, and at most ${perOrganization}` });
  }
}

function checkPolicy({ name, type, description, content, tags }: PaperPolicy, say: Say): void {
  if (name.length === 0 || name.length > 128) say('the name of a policy has 1 to 128 characters');
  if (awsPolicyOfType(type)?.name === name) say(`${name} is AWS's own`);
  if (description.length > 512) say('the description of a policy has at most 512 characters');
  const fault = faultOf(type, content);
  if (fault !== undefined) say(`its document is not one of type ${type}: ${fault.why}`);
  checkTags(tags, say);
}

/** Places come after those above them, so that a way that leads in a circle shows as a place that is not there yet. */
function checkPosition(organization: PaperOrganization, place: Place, depths: Map<string, number>, say: Say): void {
  const { key, parent, kind } = place;
  if (kind === 'root') {
    if (depths.size > 0) say('an organization has one root');
    depths.set(key, 0);
    return;
  }
  const above = parent === undefined ? undefined : depths.get(parent);
  if (above === undefined || organization.places.get(parent ?? '')?.kind === 'account') {
    say('the place above it is not there, or not above it');
    return;
  }
  if (kind === 'account') return;
  depths.set(key, above + 1);
  if (above + 1 > treeLimits.OrganizationalUnitDepth) {
    say(`OUs can be at most ${treeLimits.OrganizationalUnitDepth} levels deep`);
  }
}

function checkNames({ kind, name, id, parent, account }: Place, { names, emails, ids }: Seen, say: Say): void {
  if (id !== undefined) {
    if (ids.has(id)) say(`${id} is there twice`);
    ids.add(id);
    const form = { root: /^r-[0-9a-z]{4,32}$/, unit: /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, account: /^\d{12}$/ }[kind];
    if (!form.test(id))
      say(`${id} is not an id of ${kind === 'root' ? 'a root' : kind === 'unit' ? 'an OU' : 'an account'}`);
  }
  if (kind === 'unit') {
    if (name.length === 0 || name.length > 128) say('the name of an OU has 1 to 128 characters');
    if (names.has(`${parent}/${name}`)) say(`two OUs in one place are called ${name}`);
    names.add(`${parent}/${name}`);
  }
  if (account === undefined) return;
  if (name.length === 0 || name.length > 50) say('the name of an account has 1 to 50 characters');
  const email = account.email.toLowerCase();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length < 6 || email.length > 64) {
    say(`${account.email} is not an address of 6 to 64 characters`);
  }
  if (emails.has(email)) say(`two accounts have the address ${account.email}`);
  emails.set(email, name);
}

function checkTags(tags: Tags | undefined, say: Say): void {
  if (tags === undefined) return;
  const keys = Object.keys(tags);
  if (keys.length > treeLimits.TagsPerResource) say(`it has more than ${treeLimits.TagsPerResource} tags`);
  for (const key of keys) {
    if (key.length === 0 || key.length > 128 || key.toLowerCase().startsWith('aws:'))
      say(`"${key}" cannot be the key of a tag`);
    if ((tags[key] ?? '').length > 256) say(`the value of the tag ${key} has more than 256 characters`);
  }
}

function checkAttachments(organization: PaperOrganization, place: Place, say: Say): void {
  const counts = new Map<PolicyType, number>();
  const enabled = new Set(organization.policyTypes);
  for (const type of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    const byDefault = type === 'SERVICE_CONTROL_POLICY' && place.withoutFullAccess ? 0 : 1;
    if (enabled.has(type)) counts.set(type, byDefault);
  }
  const seen = new Set<string>();
  for (const key of place.policies) {
    const policy = organization.policies.get(key);
    if (policy === undefined) say(`there is no policy ${key} here`);
    else if (!enabled.has(policy.type)) say(`${policy.type} is not enabled`);
    else counts.set(policy.type, (counts.get(policy.type) ?? 0) + 1);
    if (seen.has(key)) say(`${key} is attached twice`);
    seen.add(key);
  }
  for (const [type, count] of counts) {
    const { perTarget, perTargetMin } = quotasOf(type);
    if (count > perTarget) {
      const own = isControlPolicy(type) ? `, AWS's own among them` : '';
      say(`${count} policies of type ${type} are attached, and at most ${perTarget} can be${own}`);
    }
    if (count < perTargetMin)
      say(`at least one policy of type ${type} is attached everywhere: without FullAWSAccess it needs another`);
  }
}

function checkCounts({ places, featureSet, policyTypes, services }: PaperOrganization, faults: PaperFault[]): void {
  const kinds = [...places.values()].map(({ kind }) => kind);
  const count = (wanted: Place['kind']): number => kinds.filter((kind) => kind === wanted).length;
  const { AccountsPerOrganization: accounts, OrganizationalUnitsPerOrganization: units } = treeLimits;
  if (count('root') !== 1) faults.push({ message: 'an organization has one root' });
  if (count('account') > accounts) faults.push({ message: `an organization has at most ${accounts} accounts` });
  if (count('unit') > units) faults.push({ message: `an organization has at most ${units} OUs` });
  if (featureSet !== 'ALL' && policyTypes.length > 0) {
    faults.push({ message: 'policies need an organization with all features (featureSet: ALL)' });
  }
  for (const type of policyTypes) {
    const service = serviceOfType(type);
    if (service !== undefined && !services.includes(service)) {
      faults.push({ message: `${type} needs ${service} among the trusted services` });
    }
  }
}
