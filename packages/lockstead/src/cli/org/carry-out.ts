/**
 * Carries out a plan, step by step, through AWS's own API. Whatever stops it, what was done stays done: the next run plans anew from what is
 * there, and goes on.
 */
import { type PaperOrganization, type Place, rootOf, type Tags } from '#organization/paper';
import { Failure } from '#terminal/exit';
import { failedWith, type OrganizationsCalls } from './organizations-calls.ts';
import type { Change, Plan, PolicyRef } from './plan.ts';

/** AWS makes so many accounts at the same time. */
const accountsAtOnce = 5;
/** Between two looks at accounts that are being made. */
const pollMs = 250;
/** An account is there within seconds. Whoever waits longer waits for nothing. */
const pollsMax = 240;

export interface Carrying {
  readonly calls: OrganizationsCalls;
  readonly wanted: PaperOrganization;
  /** Told when so many more changes are done. */
  done(changes: number): void;
  wait(ms: number): Promise<void>;
}

/** Answers the ids of everything that is described, by key: `place KEY`, `policy KEY`. Throws `Failure`. */
export async function carryOut({ changes, ids }: Plan, carrying: Carrying): Promise<ReadonlyMap<string, string>> {
  const known = new Map(ids);
  const run = { ...carrying, known };
  for (let at = 0; at < changes.length; ) {
    const change = changes[at] as Change;
    const batch = change.change === 'createAccount' ? accountsFrom(changes, at) : [change];
    await (change.change === 'createAccount' ? createAccounts(batch, run) : carryOutOne(change, run));
    at += batch.length;
    carrying.done(batch.length);
  }
  return known;
}

/** Waits for accounts that an earlier run has asked for and not waited for, so that they are not asked for again. */
export async function settled(calls: OrganizationsCalls, wait: Carrying['wait']): Promise<void> {
  for (let polls = 0; polls < pollsMax; polls += 1) {
    if ((await inCreation(calls)) === 0) return;
    await wait(pollMs);
  }
  throw new Failure('Accounts that were asked for earlier are still being made.', 2);
}

async function inCreation(calls: OrganizationsCalls): Promise<number> {
  const input = { States: ['IN_PROGRESS'] };
  try {
    return (await calls.all('ListCreateAccountStatus', 'CreateAccountStatuses', input)).length;
  } catch (error) {
    if (failedWith(error, 'AWSOrganizationsNotInUseException')) return 0;
    throw error;
  }
}

interface Run extends Carrying {
  readonly known: Map<string, string>;
}

function accountsFrom(changes: readonly Change[], at: number): readonly Change[] {
  const end = changes.findIndex(
    ({ change }, i) => i >= at && (change !== 'createAccount' || i === at + accountsAtOnce),
  );
  return changes.slice(at, end === -1 ? Math.min(changes.length, at + accountsAtOnce) : end);
}

async function carryOutOne(change: Change, run: Run): Promise<void> {
  const { calls, wanted, known } = run;
  switch (change.change) {
    case 'createOrganization':
      await calls.call('CreateOrganization', { FeatureSet: wanted.featureSet });
      known.set(`place ${rootOf(wanted).key}`, await rootId(calls));
      return;
    case 'trustService':
      await calls.call('EnableAWSServiceAccess', { ServicePrincipal: change.service });
      return;
    case 'enablePolicyType':
      await calls.call('EnablePolicyType', { RootId: placeId(run, rootOf(wanted).key), PolicyType: change.type });
      return;
    case 'createPolicy':
      await createPolicy(change.policy, run);
      return;
    case 'updatePolicy':
      await updatePolicy(change.policy, change.what, run);
      return;
    case 'createUnit':
      await createUnit(change.place, run);
      return;
    case 'renameUnit':
      await calls.call('UpdateOrganizationalUnit', {
        OrganizationalUnitId: placeId(run, change.place),
        Name: placeOf(run, change.place).name,
      });
      return;
    case 'attach':
    case 'detach':
      await calls.call(change.change === 'attach' ? 'AttachPolicy' : 'DetachPolicy', {
        PolicyId: policyId(run, change.policy),
        TargetId: placeId(run, change.place),
      });
      return;
    case 'moveAccount':
      await moveAccount(change.place, run);
      return;
    case 'tag':
      await tag(change, run);
      return;
    case 'registerAdministrator':
    case 'deregisterAdministrator': {
      const input = { AccountId: placeId(run, change.place), ServicePrincipal: change.service };
      const verb = change.change === 'registerAdministrator' ? 'Register' : 'Deregister';
      await calls.call(`${verb}DelegatedAdministrator`, input);
      return;
    }
    case 'createAccount':
      await createAccounts([change], run);
  }
}

async function rootId(calls: OrganizationsCalls): Promise<string> {
  const [root] = await calls.all<{ readonly Id: string }>('ListRoots', 'Roots');
  if (root === undefined) throw new Failure('The organization has no root.', 2);
  return root.Id;
}

async function createPolicy(key: string, { calls, wanted, known }: Run): Promise<void> {
  const policy = wanted.policies.get(key);
  if (policy === undefined) return;
  const { name, type, description, content, tags } = policy;
  const input = { Name: name, Type: type, Description: description, Content: content, ...tagged(tags) };
  const { Policy } = await calls.call<{ readonly Policy: { readonly PolicySummary: { readonly Id: string } } }>(
    'CreatePolicy',
    input,
  );
  known.set(`policy ${key}`, Policy.PolicySummary.Id);
}

async function updatePolicy(key: string, what: readonly ('content' | 'description')[], run: Run): Promise<void> {
  const policy = run.wanted.policies.get(key);
  if (policy === undefined) return;
  await run.calls.call('UpdatePolicy', {
    PolicyId: policyId(run, { policy: key }),
    ...(what.includes('content') ? { Content: policy.content } : {}),
    ...(what.includes('description') ? { Description: policy.description } : {}),
  });
}

async function createUnit(key: string, run: Run): Promise<void> {
  const { name, parent = '', tags } = placeOf(run, key);
  const input = { ParentId: placeId(run, parent), Name: name, ...tagged(tags) };
  const made = await run.calls.call<{ readonly OrganizationalUnit: { readonly Id: string } }>(
    'CreateOrganizationalUnit',
    input,
  );
  run.known.set(`place ${key}`, made.OrganizationalUnit.Id);
}

interface Status {
  readonly Id: string;
  readonly State: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly AccountId?: string;
  readonly FailureReason?: string;
}

/** Several at the same time, because AWS makes them apart from the request. */
async function createAccounts(batch: readonly Change[], run: Run): Promise<void> {
  const { calls, known } = run;
  const asked: { readonly key: string; readonly id: string }[] = [];
  for (const change of batch) {
    if (change.change !== 'createAccount') continue;
    const { key, name, account, tags } = placeOf(run, change.place);
    const { CreateAccountStatus } = await calls.call<{ readonly CreateAccountStatus: Status }>('CreateAccount', {
      AccountName: name,
      Email: account?.email,
      ...(account?.roleName === undefined ? {} : { RoleName: account.roleName }),
      ...tagged(tags),
    });
    asked.push({ key, id: CreateAccountStatus.Id });
  }
  for (const { key, id } of asked) known.set(`place ${key}`, await accountMade(placeOf(run, key), id, run));
}

async function accountMade({ account }: Place, CreateAccountRequestId: string, { calls, wait }: Run): Promise<string> {
  for (let polls = 0; polls < pollsMax; polls += 1) {
    const { CreateAccountStatus } = await calls.call<{ readonly CreateAccountStatus: Status }>(
      'DescribeCreateAccountStatus',
      { CreateAccountRequestId },
    );
    const { State, AccountId, FailureReason } = CreateAccountStatus;
    if (State === 'SUCCEEDED' && AccountId !== undefined) return AccountId;
    if (State === 'FAILED') throw new Failure(`The account ${account?.email} was not made: ${FailureReason}.`, 2);
    await wait(pollMs);
  }
  throw new Failure(`The account ${account?.email} is still being made.`, 2);
}

/** From wherever it is by now. */
async function moveAccount(key: string, run: Run): Promise<void> {
  const { parent = '' } = placeOf(run, key);
  const AccountId = placeId(run, key);
  const destination = placeId(run, parent);
  const [above] = await run.calls.all<{ readonly Id: string }>('ListParents', 'Parents', { ChildId: AccountId });
  if (above === undefined || above.Id === destination) return;
  await run.calls.call('MoveAccount', { AccountId, SourceParentId: above.Id, DestinationParentId: destination });
}

async function tag(change: Extract<Change, { readonly change: 'tag' }>, run: Run): Promise<void> {
  const { place, policy = '', set, remove } = change;
  const ResourceId = place === undefined ? policyId(run, { policy }) : placeId(run, place);
  if (Object.keys(set).length > 0) await run.calls.call('TagResource', { ResourceId, ...tagged(set) });
  if (remove.length > 0) await run.calls.call('UntagResource', { ResourceId, TagKeys: remove });
}

function tagged(tags: Tags | undefined): object {
  return tags === undefined ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function placeOf({ wanted }: Run, key: string): Place {
  const place = wanted.places.get(key);
  if (place === undefined) throw new RangeError(`the plan names a place ${key} that is not described`);
  return place;
}

function placeId({ known }: Run, key: string): string {
  const id = known.get(`place ${key}`);
  if (id === undefined) throw new RangeError(`the plan uses the place ${key} before it is there`);
  return id;
}

function policyId({ known }: Run, ref: PolicyRef): string {
  const id = 'id' in ref ? ref.id : known.get(`policy ${ref.policy}`);
  if (id === undefined) throw new RangeError('the plan uses a policy before it is there');
  return id;
}
