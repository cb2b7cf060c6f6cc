/**
 * `lockstead import gaad`: what IAM holds of a real account comes in under the account's own id, part by part. Each part is one transaction and may come again:
 * what has the same unique id is written anew. Nobody gets a key or a password, so nobody can sign in as them.
 */
import { AwsError } from '#kernel/aws-error';
import { type Clock, type Instant, parseInstant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { turns } from '#kernel/turns';
import { type CheckedPart, readAccountPart } from '#organization/exported/account-parts';
import type {
  PaperGroup,
  PaperInline,
  PaperManagedPolicy,
  PaperNamed,
  PaperRole,
  PaperUser,
} from '#organization/exported/paper-account';
import type { Store, Transaction } from '#store/port';
import { policyArn } from '../entities/arns.ts';
import { awsManagedPolicy, isAwsManaged } from '../policies/aws-managed/index.ts';
import { keepPrincipals } from '../policies/stored-principals.ts';
import { createBareAccount } from '../provides/member-accounts.ts';
import { type Entity, entityKey, type IamWriter, iamState, nameKey } from '../state/state.ts';

export interface AccountImportParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** What a part has brought. */
export interface AccountImported {
  /** Whether the account was not here before. */
  readonly made: boolean;
  readonly items: number;
  /** Of `begin`: those of AWS's policies that are not known here. */
  readonly unknownPolicies: readonly string[];
}

const none: AccountImported = { made: false, items: 0, unknownPolicies: [] };
/** A request carries some hundred items: after so many the others have their turn. */
const itemsATurn = 20;

function refusal(message: string): AwsError {
  return new AwsError({ code: 'BadRequest', httpStatus: 400, fault: 'client' }, message);
}

/** Takes one part, as it came in a body. Throws an AwsError for what cannot be brought in; nothing of the part is then kept. */
export function accountImport({ store, clock }: AccountImportParts): (part: unknown) => Promise<AccountImported> {
  return async (value) => {
    const part = readAccountPart(value);
    if ('fault' in part) throw refusal(part.fault);
    return await store.transact((tx) => importPart(tx, part, clock.now()));
  };
}

async function importPart(tx: Transaction, part: CheckedPart, now: Instant): Promise<AccountImported> {
  if ('begin' in part) return await begin(tx, part.begin, now);
  const account = part.account as AccountId;
  const state = iamState(tx, account);
  if ((await state.accounts.get(account)) === undefined)
    throw refusal(`There is no account ${account} here: begin comes first.`);
  if ('trusts' in part) {
    for (const name of part.trusts) await nameTrusted(tx, account, name);
    return { ...none, items: part.trusts.length };
  }
  const work: Work = { state, account };
  let items = 0;
  const each = async <T>(all: readonly T[], keep: (work: Work, item: T) => Promise<void>): Promise<void> => {
    for (const item of all) {
      await keep(work, item);
      items += 1;
      if (items % itemsATurn === 0) await turns.take();
    }
  };
  await each(part.policies, keepPolicy);
  await each(part.groups, keepGroup);
  await each(part.users, keepUser);
  await each(part.roles, keepRole);
  return { ...none, items };
}

async function begin(
  tx: Transaction,
  asked: { readonly account: string; readonly awsPolicies: readonly string[] },
  now: Instant,
): Promise<AccountImported> {
  const account = asked.account as AccountId;
  const unknownPolicies = asked.awsPolicies.filter((arn) => awsManagedPolicy(arn) === undefined);
  if (unknownPolicies.length > 0) return { ...none, unknownPolicies };
  const made = (await iamState(tx, account).accounts.get(account)) === undefined;
  // The export does not tell the address of the root user.
  if (made) await createBareAccount(tx, { account, email: `root@${account}.lockstead.local` }, now);
  return { ...none, made };
}

interface Work {
  readonly state: IamWriter;
  readonly account: AccountId;
}

function named({ name, path, id, createdAt }: PaperNamed): {
  name: string;
  path: string;
  id: string;
  createdAt: Instant;
} {
  return { name, path, id, createdAt: present(parseInstant(createdAt), 'times were checked') };
}

/** Another one of the name is somebody's who was made here. */
function refuseOther(kind: string, known: { readonly id: string } | undefined, { name, id }: PaperNamed): void {
  if (known !== undefined && known.id !== id) throw refusal(`There is another ${kind} ${name} in this account here.`);
}

async function keepPolicy({ state }: Work, paper: PaperManagedPolicy): Promise<void> {
  refuseOther('policy', await state.policies.get(nameKey(paper.name)), paper);
  const versions = paper.versions.map(({ id, text, createdAt }) => ({
    id,
    text,
    createdAt: present(parseInstant(createdAt), 'times were checked'),
  }));
  const numbers = versions.map(({ id }) => Number(id.slice(1)));
  await state.policies.put({
    ...named(paper),
    updatedAt: present(parseInstant(paper.updatedAt), 'times were checked'),
    ...(paper.description === undefined ? {} : { description: paper.description }),
    defaultVersion: paper.defaultVersion,
    lastVersion: Math.max(...numbers),
    versions: versions.toSorted((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1))),
    tags: paper.tags,
  });
}

async function keepGroup(work: Work, paper: PaperGroup): Promise<void> {
  refuseOther('group', await work.state.groups.get(nameKey(paper.name)), paper);
  await work.state.groups.put(named(paper));
  await keepPolicies(work, { kind: 'group', name: paper.name }, paper);
}

async function keepUser(work: Work, paper: PaperUser): Promise<void> {
  const { state } = work;
  refuseOther('user', await state.users.get(nameKey(paper.name)), paper);
  await state.users.put({ ...named(paper), ...(await boundaryOf(work, paper)), tags: paper.tags });
  await keepPolicies(work, { kind: 'user', name: paper.name }, paper);
  for (const { record } of await state.memberships.list({ index: 'user', key: paper.id })) {
    await state.memberships.delete(`${record.userId}/${record.groupId}`);
  }
  for (const name of paper.groups) {
    const group = await state.groups.get(nameKey(name));
    if (group === undefined) throw refusal(`The user ${paper.name} is in the group ${name}, which is not here.`);
    await state.memberships.put({ userId: paper.id, groupId: group.id });
  }
}

async function keepRole(work: Work, paper: PaperRole): Promise<void> {
  const { state } = work;
  refuseOther('role', await state.roles.get(nameKey(paper.name)), paper);
  await state.roles.put({
    ...named(paper),
    // By name: whom it trusts may come after it.
    trustPolicy: paper.trust,
    // AWS DIFFERS: the export does not tell the longest session of a role, so it is what a new role has.
    maxSessionSeconds: 3600,
    ...(await boundaryOf(work, paper)),
    tags: paper.tags,
  });
  await keepPolicies(work, { kind: 'role', name: paper.name }, paper);
  for (const profile of paper.profiles) {
    refuseOther('instance profile', await state.instanceProfiles.get(nameKey(profile.name)), profile);
    await state.instanceProfiles.put({ ...named(profile), role: paper.name, tags: [] });
  }
}

async function boundaryOf(
  work: Work,
  { name, boundary }: { readonly name: string; readonly boundary?: string },
): Promise<{ readonly boundary?: string }> {
  if (boundary === undefined) return {};
  await requirePolicy(work, boundary, name);
  return { boundary };
}

async function keepPolicies(
  work: Work,
  entity: Entity,
  { inline, attached }: { readonly inline: readonly PaperInline[]; readonly attached: readonly string[] },
): Promise<void> {
  const { state } = work;
  const key = entityKey(entity);
  const ofEntity = { index: 'entity', key };
  for (const { record } of await state.inlinePolicies.list(ofEntity)) {
    await state.inlinePolicies.delete(`${key}/${record.policyName}`);
  }
  for (const { record } of await state.attachments.list(ofEntity))
    await state.attachments.delete(`${key}/${record.policyArn}`);
  for (const { name, text } of inline) await state.inlinePolicies.put({ ...entity, policyName: name, text });
  for (const arn of attached) {
    await requirePolicy(work, arn, entity.name);
    await state.attachments.put({ ...entity, policyArn: arn });
  }
}

/** A policy that is not here would allow nothing, and deny nothing either. */
async function requirePolicy({ state, account }: Work, arn: string, owner: string): Promise<void> {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (isAwsManaged(arn)) {
    if (awsManagedPolicy(arn) !== undefined) return;
  } else {
    const policy = await state.policies.get(nameKey(name));
    if (policy !== undefined && policyArn(account, policy) === arn) return;
  }
  throw refusal(`${owner} has the policy ${arn}, which is not here.`);
}

/** Once all users and roles are here, a trust policy means them by their ids. Whoever is not here stays as it was written, and matches nobody. */
async function nameTrusted(tx: Transaction, account: AccountId, name: string): Promise<void> {
  const { roles } = iamState(tx, account);
  const role = await roles.get(nameKey(name));
  if (role === undefined) throw refusal(`There is no role ${name} in account ${account} here.`);
  const { text, principals } = await keepPrincipals(tx, account, role.trustPolicy);
  const { trustPrincipals: _, ...rest } = role;
  await roles.put({ ...rest, trustPolicy: text, ...(principals.length === 0 ? {} : { trustPrincipals: principals }) });
}
