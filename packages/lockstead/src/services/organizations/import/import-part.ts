/**
 * `lockstead import org`: an organization of a real account comes in with its own ids, part by part. Each part is one transaction and may come
 * again. Policies and OUs come before accounts, so that no account is ever there without what binds it.
 */
import { AwsError } from '#kernel/aws-error';
import { type Clock, type Instant, parseInstant } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { type AccountId, newUniqueId } from '#kernel/ids';
import type { PaperPolicy, Place } from '#organization/paper';
import { type Beginning, type OrganizationPart, readPart } from '#organization/parts';
import { quotasOf } from '#organization/policy-types';
import { accountEmail, createBareAccount, createMemberAccount, ensureLinkedRole } from '#services/iam/api';
import type { Store, Transaction } from '#store/port';
import { scheduleClosure } from '../accounts/closure.ts';
import { organizationsLimits } from '../limits.ts';
import { generationOf, ownOn } from '../policies/attachments.ts';
import { organizationsPrincipal } from '../principal.ts';
import {
  attachmentKey,
  attachmentTarget,
  delegationKey,
  firstGeneration,
  type MemberRecord,
  type OrganizationRecord,
  type OrganizationsWriter,
  organizationsState,
} from '../state.ts';
import { levelsTo } from '../tree/levels.ts';

export interface ImportParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** What a part has brought. */
export interface Imported {
  readonly policies: number;
  readonly places: number;
  /** Accounts that were not here before. */
  readonly accountsMade: number;
}

const usualRole = 'OrganizationAccountAccessRole';

function refusal(message: string): AwsError {
  return new AwsError({ code: 'BadRequest', httpStatus: 400, fault: 'client' }, message);
}

/** Takes one part, as it came in a body. Throws an AwsError for what cannot be brought in; nothing of the part is then kept. */
export function organizationImport({ store, clock, entropy }: ImportParts): (part: unknown) => Promise<Imported> {
  return async (value) => {
    const part = readPart(value);
    if ('fault' in part) throw refusal(part.fault);
    return await store.transact((tx) => importPart({ tx, now: clock.now(), entropy }, part));
  };
}

interface Work {
  readonly tx: Transaction;
  readonly now: Instant;
  readonly entropy: Entropy;
}

async function importPart(work: Work, part: OrganizationPart): Promise<Imported> {
  if ('begin' in part) return await begin(work, part.begin);
  const management = part.managementAccount as AccountId;
  const state = organizationsState(work.tx, management);
  const organization = await state.organizations.get('organization');
  if (organization === undefined)
    throw refusal(`Account ${management} manages no organization here: begin comes first.`);
  if ('policies' in part) {
    for (const policy of part.policies) await keepPolicy(state, organization, policy);
    return { policies: part.policies.length, places: 0, accountsMade: 0 };
  }
  let accountsMade = 0;
  for (const place of part.places) accountsMade += await keepPlace({ ...work, state, organization }, place);
  return { policies: 0, places: part.places.length, accountsMade };
}

async function begin(work: Work, beginning: Beginning): Promise<Imported> {
  const { tx, now, entropy } = work;
  const { id, rootId, email, name, featureSet, policyTypes, services } = beginning;
  const account = beginning.managementAccount as AccountId;
  const state = organizationsState(tx, account);
  const membership = await state.memberships.get(account);
  const existing = await state.organizations.get('organization');
  if (membership !== undefined && membership.organizationId !== id) {
    throw refusal(`Account ${account} is in another organization here (${membership.organizationId}).`);
  }
  if (existing !== undefined && existing.rootId !== rootId)
    throw refusal(`The root of ${id} is ${existing.rootId} here.`);
  const generations = existing?.generations ?? firstGeneration(now);
  const enabled = existing?.policyTypes ?? [];
  const added = policyTypes
    .filter((type) => !enabled.some((one) => one.type === type))
    .map((type, i) => ({ type, generation: generations + i + 1 }));
  const organization: OrganizationRecord = {
    key: 'organization',
    id,
    account,
    email,
    featureSet,
    rootId,
    rootTags: existing?.rootTags ?? [],
    createdAt: existing?.createdAt ?? now,
    policyTypes: [...enabled, ...added],
    generations: generations + added.length,
  };
  await state.organizations.put(organization);
  for (const service of services) {
    if ((await state.serviceAccess.get(service)) === undefined)
      await state.serviceAccess.insert({ service, enabledAt: now });
  }
  const made = await bareAccount(work, state, account, email);
  await state.memberships.put({ account, organizationId: id, managementAccount: account });
  if ((await state.members.get(account)) === undefined) {
    const facts = { state: 'ACTIVE', joinedMethod: 'INVITED', joinedAt: now } as const;
    await state.members.insert({ organizationId: id, id: account, name, email, ...facts, parent: rootId, tags: [] });
  }
  await ensureLinkedRole(tx, account, organizationsPrincipal, newUniqueId(entropy, 'AROA'), now);
  return { policies: 0, places: 0, accountsMade: Number(made) };
}

/** False where it is here already, with whatever is in it. */
async function bareAccount(
  { tx, now }: Work,
  state: OrganizationsWriter,
  account: AccountId,
  email: string,
): Promise<boolean> {
  if ((await accountEmail(tx, account)) !== undefined) return false;
  await claimAddress(state, email, account);
  await createBareAccount(tx, { account, email }, now);
  return true;
}

async function claimAddress(state: OrganizationsWriter, email: string, account: AccountId): Promise<void> {
  const known = await state.addresses.get(email.toLowerCase());
  if (known !== undefined && known.account !== account) throw refusal(`Another account here has the address ${email}.`);
  await state.addresses.put({ email: email.toLowerCase(), account });
}

async function keepPolicy(
  state: OrganizationsWriter,
  organization: OrganizationRecord,
  { key, name, type, description, content }: PaperPolicy,
): Promise<void> {
  const known = await state.policies.get(key);
  const [other] = await state.policies.list({ index: 'name', key: `${type}/${name}`, limit: 1 });
  if (other !== undefined && other.record.id !== key)
    throw refusal(`Another policy of type ${type} is called ${name} here.`);
  if (known !== undefined && known.type !== type) throw refusal(`The policy ${key} is of type ${known.type} here.`);
  await state.policies.put({
    organizationId: organization.id,
    id: key,
    name,
    type,
    description,
    content,
    tags: known?.tags ?? [],
  });
}

interface PlaceWork extends Work {
  readonly state: OrganizationsWriter;
  readonly organization: OrganizationRecord;
}

/** Answers 1 for an account that was made. */
async function keepPlace(work: PlaceWork, place: Place): Promise<number> {
  const { state, organization } = work;
  const { kind, key, parent = '' } = place;
  if (kind === 'root' && key !== organization.rootId)
    throw refusal(`The root is ${organization.rootId} here, not ${key}.`);
  if (kind !== 'root' && parent !== organization.rootId && (await state.units.get(parent)) === undefined) {
    throw refusal(`${parent}, where ${key} is, is not here.`);
  }
  if (kind === 'unit') await keepUnit(work, place, parent);
  // What binds it is there before the account is.
  await keepAttachments(state, organization, place);
  return kind === 'account' ? await keepAccount(work, place, parent) : 0;
}

async function keepUnit({ state, organization }: PlaceWork, { key, name }: Place, parent: string): Promise<void> {
  const known = await state.units.get(key);
  if (known !== undefined && known.parent !== parent)
    throw refusal(`The OU ${key} is in ${known.parent} here, and cannot be moved.`);
  const { OrganizationalUnitDepth: depthMax, OrganizationalUnitsPerOrganization: unitsMax } = organizationsLimits;
  if ((await levelsTo(state, organization, parent)).length > depthMax)
    throw refusal(`OUs can be at most ${depthMax} levels deep.`);
  if (known === undefined && (await state.units.count()) >= unitsMax)
    throw refusal(`An organization has at most ${unitsMax} OUs.`);
  const [other] = await state.units.list({ index: 'name', key: `${parent}/${name}`, limit: 1 });
  if (other !== undefined && other.record.id !== key) throw refusal(`Another OU in ${parent} is called ${name} here.`);
  await state.units.put({ organizationId: organization.id, id: key, name, parent, tags: known?.tags ?? [] });
}

/** Exactly those of the place; a type that is not enabled has none. */
async function keepAttachments(
  state: OrganizationsWriter,
  organization: OrganizationRecord,
  { key: target, policies, withoutFullAccess }: Place,
): Promise<void> {
  const wanted = new Map<number, Set<string>>();
  for (const id of policies) {
    const policy = await state.policies.get(id);
    if (policy === undefined) throw refusal(`The policy ${id}, which is attached to ${target}, is not here.`);
    const generation = generationOf(organization, policy.type);
    if (generation === undefined) throw refusal(`${policy.type} is not enabled, and ${id} is attached to ${target}.`);
    const ofType = wanted.get(generation) ?? new Set();
    wanted.set(generation, ofType.add(id));
    if (ofType.size > quotasOf(policy.type).perTarget) throw refusal(`Too many policies are attached to ${target}.`);
  }
  for (const { type, generation } of organization.policyTypes) {
    const ofType = wanted.get(generation) ?? new Set();
    const isBare = type === 'SERVICE_CONTROL_POLICY' && withoutFullAccess;
    if (isBare && ofType.size === 0) throw refusal(`${target} has no service control policy at all.`);
    const there = new Set(await ownOn(state, generation, target));
    for (const policy of ofType) if (!there.has(policy)) await state.attachments.insert({ generation, target, policy });
    for (const policy of there) {
      if (!ofType.has(policy)) await state.attachments.delete(attachmentKey({ generation, target, policy }));
    }
    if (isBare) await state.defaultDetachments.put({ generation, target });
    else await state.defaultDetachments.delete(attachmentTarget({ generation, target }));
  }
}

async function keepAccount(work: PlaceWork, { key, name, account: facts }: Place, parent: string): Promise<number> {
  const { tx, now, entropy, state, organization } = work;
  const account = key as AccountId;
  if (facts === undefined) throw refusal(`${key} has no address.`);
  const membership = await state.memberships.get(account);
  if (membership !== undefined && membership.organizationId !== organization.id) {
    throw refusal(`Account ${account} is in another organization here (${membership.organizationId}).`);
  }
  const isManagement = account === organization.account;
  const made = (await accountEmail(tx, account)) === undefined;
  if (made && (await state.members.count()) >= organizationsLimits.AccountsPerOrganization) {
    throw refusal(`An organization has at most ${organizationsLimits.AccountsPerOrganization} accounts.`);
  }
  await makeAccount(work, account, facts);
  await state.memberships.put({ account, organizationId: organization.id, managementAccount: organization.account });
  const known = await state.members.get(account);
  const isOpen = facts.state === 'ACTIVE' || facts.state === 'PENDING_ACTIVATION';
  const member: MemberRecord = {
    organizationId: organization.id,
    id: account,
    name,
    email: facts.email,
    state: isOpen || isManagement ? (known?.state ?? 'ACTIVE') : 'SUSPENDED',
    joinedMethod: isManagement ? 'INVITED' : facts.joinedMethod,
    joinedAt: parseInstant(facts.joinedAt ?? '') ?? known?.joinedAt ?? now,
    parent,
    tags: known?.tags ?? [],
  };
  await state.members.put(member);
  if (member.state === 'SUSPENDED' && (await state.closures.get(account)) === undefined) {
    await state.closures.insert({ account, managementAccount: organization.account, closedAt: now });
    await scheduleClosure(tx, organization.account, account, now);
  }
  for (const service of isManagement ? [] : (facts.administers ?? [])) {
    const delegation = { account, service, enabledAt: now };
    if ((await state.delegations.get(delegationKey(delegation))) === undefined)
      await state.delegations.insert(delegation);
  }
  await ensureLinkedRole(tx, account, organizationsPrincipal, newUniqueId(entropy, 'AROA'), now);
  return Number(made);
}

/** An account that the organization made has the role for its management account; one that was invited has its root user alone. */
async function makeAccount(
  work: PlaceWork,
  account: AccountId,
  { email, joinedMethod, roleName }: NonNullable<Place['account']>,
): Promise<void> {
  const { tx, now, entropy, state, organization } = work;
  if (joinedMethod === 'INVITED' || account === organization.account) {
    await bareAccount(work, state, account, email);
    return;
  }
  if ((await accountEmail(tx, account)) !== undefined) return;
  await claimAddress(state, email, account);
  const role = {
    managementAccount: organization.account,
    roleName: roleName ?? usualRole,
    roleId: newUniqueId(entropy, 'AROA'),
  };
  await createMemberAccount(tx, { account, email, ...role }, now);
}
