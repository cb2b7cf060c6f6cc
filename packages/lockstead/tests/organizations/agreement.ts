/**
 * Guardrails against the slow interpreter: a random tree of OUs, random policies and changes of both. After each change some requests are decided
 * by the engine with what the guardrails answer, and by the slow interpreter with levels that a plain walk over plain maps found.
 */
import { contextOf, decide, type Layers } from '@lockstead/policy';
import fc from 'fast-check';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import type { Membership } from '#service/ports';
import type { ServiceDefinition } from '#service/service';
import { bootstrapAccount, principalPolicies } from '#services/iam/api';
import { organizationGuardrails } from '#services/organizations/api';
import type { Store } from '#store/port';
import { layersArbitrary, requestArbitrary } from '../../../policy/tests/oracle/arbitraries.ts';
import { answerOf, compiled } from '../../../policy/tests/oracle/engine.ts';
import { judge, type OraclePolicy, type OracleRequest } from '../../../policy/tests/oracle/oracle.ts';
import { organizationsState } from '../../src/services/organizations/state.ts';
import { openDefinitions } from '../support/definitions.ts';

const clock = simulatedClock(instant(1.8e12));
const management = '100000000000' as AccountId;
const members = ['200000000001', '200000000002', '200000000003'] as readonly string[] as readonly AccountId[];
const full = 'p-FullAWSAccess';
const wide: OraclePolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const wideForAll: OraclePolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

const changes = ['attach', 'detach', 'move', 'update', 'attachRcp', 'detachRcp', 'detachFull', 'toggle'] as const;
const number = fc.nat({ max: 1000 });
const stepArbitrary = fc.record({ change: fc.constantFrom(...changes), a: number, b: number });
/** Policies about the actions that requests ask for, so that a level that is missing or out of date changes answers. */
const few = fc.subarray(['s3:*', 'sqs:*', 'ec2:*', 'iam:*', 'sts:*', 'kms:*', 's3:Get*', 's3:Put*'], { minLength: 1 });
const statementOf = (Effect: 'Allow' | 'Deny', Action: readonly string[]): OraclePolicy => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource: '*' }],
});
const policyArbitrary: fc.Arbitrary<OraclePolicy> = fc.oneof(
  few.map((actions) => statementOf('Allow', actions)),
  few.map((actions) => statementOf('Deny', actions.slice(0, 2))),
  layersArbitrary.map(({ identity = [] }) => identity[0] ?? wide),
);
const rcpArbitrary: fc.Arbitrary<OraclePolicy> = fc.oneof(
  fc.constantFrom('s3:Get*', 's3:Put*', 'sqs:*', 'kms:*').map((Action) => ({
    Version: '2012-10-17' as const,
    Statement: [{ Effect: 'Deny' as const, Principal: '*' as const, Action, Resource: '*' }],
  })),
  layersArbitrary.map(({ rcps = [] }) => rcps.flat().find((one) => one.Statement[0]?.Effect === 'Deny') ?? wideForAll),
);

const given = fc.record({
  /** Below which of the OUs so far, or the root, each OU stands. */
  tree: fc.array(number, { minLength: 1, maxLength: 10 }),
  policies: fc.array(policyArbitrary, { minLength: 4, maxLength: 6 }),
  rcps: fc.array(rcpArbitrary, { minLength: 2, maxLength: 3 }),
  steps: fc.array(stepArbitrary, { minLength: 10, maxLength: 20 }),
  requests: fc.array(requestArbitrary, { minLength: 20, maxLength: 20 }),
});
type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;

/** What the tests know of the organization, in plain maps. */
interface Model {
  readonly root: string;
  readonly parents: Map<string, string>;
  readonly depths: Map<string, number>;
  readonly documents: Map<string, OraclePolicy>;
  readonly attached: Map<string, Set<string>>;
  readonly attachedRcps: Map<string, Set<string>>;
  readonly enabled: { scp: boolean; rcp: boolean };
}

/** Answers how many decisions were compared. */
export async function agree(runs: number): Promise<number> {
  let decisions = 0;
  await fc.assert(
    fc.asyncProperty(given, async (one) => {
      const { definitions, store } = await openDefinitions(clock);
      try {
        decisions += await run(one, store, definitions);
      } finally {
        await store.close();
      }
    }),
    { numRuns: runs },
  );
  return decisions;
}

async function run(one: Given, store: Store, definitions: readonly ServiceDefinition[]): Promise<number> {
  const call = caller(store, definitions);
  const guardrails = organizationGuardrails(store, principalPolicies(store));
  const model = await build(one, store, call);
  let decisions = 0;
  for (const step of one.steps) {
    await change(step, one, model, store, call);
    for (const [i, request] of one.requests.entries()) {
      const account = pick([...members, management], step.a + i);
      const owner = pick([...members, management], step.b + i);
      compare(request, model, account, owner, await guardrails.of(account), await guardrails.of(owner));
      decisions += 1;
    }
  }
  return decisions;
}

type Call = (operation: string, input: object) => Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>>;

function caller(store: Store, definitions: readonly ServiceDefinition[]): Call {
  const operations = definitions.find(({ name }) => name === 'organizations')?.operations ?? [];
  const entropy = seededEntropy('agreement');
  return async (name, input) => {
    const operation = operations.find((one) => one.name === name);
    if (operation?.effect !== 'write') throw new Error(`${name} is not a write`);
    const context = { account: management, clock, entropy };
    return (await store.transact((tx) =>
      operation.handle(input as never, { ...context, tx } as never, undefined),
    )) as never;
  };
}

async function build(one: Given, store: Store, call: Call): Promise<Model> {
  const entropy = seededEntropy('accounts');
  await store.transact((tx) =>
    bootstrapAccount(tx, { account: management, rootPassword: new Secret('x') }, clock.now(), entropy),
  );
  await call('CreateOrganization', {});
  const state = organizationsState(store, management);
  const organization = await state.organizations.get('organization');
  if (organization === undefined) throw new Error('no organization');
  const root = organization.rootId;
  await call('EnablePolicyType', { RootId: root, PolicyType: 'RESOURCE_CONTROL_POLICY' });
  const model: Model = {
    root,
    parents: new Map([...members, management].map((id) => [id, root])),
    depths: new Map([[root, 0]]),
    documents: new Map(),
    attached: new Map(),
    attachedRcps: new Map(),
    enabled: { scp: true, rcp: true },
  };
  for (const [i, at] of one.tree.entries()) {
    const open = [...model.depths].filter(([, depth]) => depth < 5).map(([id]) => id);
    const parent = pick(open, at);
    const { OrganizationalUnit } = await call('CreateOrganizationalUnit', { ParentId: parent, Name: `ou${i}` });
    const id = String(OrganizationalUnit?.['Id']);
    model.parents.set(id, parent);
    model.depths.set(id, (model.depths.get(parent) ?? 0) + 1);
  }
  await store.transact(async (tx) => {
    const writer = organizationsState(tx, management);
    for (const id of members) {
      await writer.memberships.insert({ account: id, organizationId: organization.id, managementAccount: management });
      await writer.members.insert({
        organizationId: 'o-aaaaaaaaaa',
        id,
        name: id,
        email: id,
        state: 'ACTIVE',
        joinedMethod: 'CREATED',
        joinedAt: clock.now(),
        parent: root,
        tags: [],
      });
    }
    const insert = (id: string, type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY', document: OraclePolicy) => {
      model.documents.set(id, document);
      const content = JSON.stringify(document);
      return writer.policies.insert({
        organizationId: 'o-aaaaaaaaaa',
        id,
        name: id,
        description: '',
        type,
        content,
        tags: [],
      });
    };
    for (const [i, document] of one.policies.entries()) {
      await insert(`p-scp${i}00000`, 'SERVICE_CONTROL_POLICY', document);
    }
    for (const [i, document] of one.rcps.entries()) {
      await insert(`p-rcp${i}00000`, 'RESOURCE_CONTROL_POLICY', document);
    }
  });
  for (const id of [...model.parents.keys(), root]) {
    model.attached.set(id, new Set([full]));
    model.attachedRcps.set(id, new Set());
  }
  model.documents.set(full, wide);
  return model;
}

async function change(
  { change: kind, a, b }: Given['steps'][number],
  one: Given,
  model: Model,
  store: Store,
  call: Call,
): Promise<void> {
  const target = pick([...model.attached.keys()], a);
  const scps = [full, ...one.policies.map((_, i) => `p-scp${i}00000`)];
  const policy = kind === 'detachFull' ? full : pick(scps, b);
  const rcp = pick(
    one.rcps.map((_, i) => `p-rcp${i}00000`),
    b,
  );
  const [on, onRcp] = [model.attached.get(target) ?? new Set(), model.attachedRcps.get(target) ?? new Set()];
  switch (kind) {
    case 'attach':
      if (!model.enabled.scp || on.has(policy) || on.size === 5) return;
      on.add(policy);
      await call('AttachPolicy', { PolicyId: policy, TargetId: target });
      return;
    case 'detach':
    case 'detachFull':
      if (!model.enabled.scp || !on.has(policy) || on.size === 1) return;
      on.delete(policy);
      await call('DetachPolicy', { PolicyId: policy, TargetId: target });
      return;
    case 'attachRcp':
      if (!model.enabled.rcp || onRcp.has(rcp) || onRcp.size === 4) return;
      onRcp.add(rcp);
      await call('AttachPolicy', { PolicyId: rcp, TargetId: target });
      return;
    case 'detachRcp':
      if (!model.enabled.rcp || !onRcp.has(rcp)) return;
      onRcp.delete(rcp);
      await call('DetachPolicy', { PolicyId: rcp, TargetId: target });
      return;
    case 'move': {
      const member = pick(members, a);
      const from = model.parents.get(member) ?? '';
      const to = pick([...model.depths.keys()], b);
      if (from === to) return;
      model.parents.set(member, to);
      await call('MoveAccount', { AccountId: member, SourceParentId: from, DestinationParentId: to });
      return;
    }
    case 'update': {
      if (policy === full) return;
      const document = pick(one.policies, a);
      model.documents.set(policy, document);
      await store.transact(async (tx) => {
        const { policies } = organizationsState(tx, management);
        const record = await policies.get(policy);
        if (record !== undefined) await policies.update({ ...record, content: JSON.stringify(document) });
      });
      return;
    }
    case 'toggle': {
      // Less often: all attachments of the type are gone with it.
      if (a % 2 !== 0) return;
      const which = b % 2 === 0 ? 'scp' : 'rcp';
      const PolicyType = which === 'scp' ? 'SERVICE_CONTROL_POLICY' : 'RESOURCE_CONTROL_POLICY';
      const operation = model.enabled[which] ? 'DisablePolicyType' : 'EnablePolicyType';
      await call(operation, { RootId: model.root, PolicyType });
      model.enabled[which] = !model.enabled[which];
      for (const id of model.attached.keys()) {
        if (which === 'scp') model.attached.set(id, new Set([full]));
        else model.attachedRcps.set(id, new Set());
      }
    }
  }
}

function compare(
  given: OracleRequest,
  model: Model,
  account: AccountId,
  owner: AccountId,
  membership: Membership | undefined,
  ownerMembership: Membership | undefined,
): void {
  const levels = (id: string, of: Map<string, Set<string>>, byDefault: readonly OraclePolicy[]): OraclePolicy[][] => {
    const way = [id];
    for (let at = id; at !== model.root; way.push(at)) at = model.parents.get(at) ?? model.root;
    return way.map((target) => [
      ...byDefault,
      ...[...(of.get(target) ?? [])].map((policy) => model.documents.get(policy) ?? wide),
    ]);
  };
  const scps = account !== management && model.enabled.scp ? levels(account, model.attached, []) : undefined;
  const rcps = owner !== management && model.enabled.rcp ? levels(owner, model.attachedRcps, [wideForAll]) : undefined;
  const identity = [wide];
  const resource = wideForAll;
  const request = inAccount(given, account, owner);
  const expected = judge(
    request,
    { identity, resource, ...(scps === undefined ? {} : { scps }), ...(rcps === undefined ? {} : { rcps }) },
    'optional',
  );
  const { context, ...rest } = request;
  const actual = answerOf(decide({ ...rest, context: contextOf(context) }, layersOf(membership, ownerMembership)));
  if (expected !== actual) {
    throw new Error(`rules say ${expected}, guardrails say ${actual} of ${JSON.stringify(request)}`);
  }
}

/** The same caller, of one of the accounts here. */
function inAccount(request: OracleRequest, account: AccountId, owner: AccountId): OracleRequest {
  const { principal } = request;
  const here = 'account' in principal && principal.account !== undefined ? { ...principal, account } : principal;
  return { ...request, principal: here as OracleRequest['principal'], resourceAccount: owner };
}

function layersOf(membership: Membership | undefined, ownerMembership: Membership | undefined): Layers {
  if (membership === undefined || ownerMembership === undefined)
    throw new Error('all accounts are in the organization');
  const { serviceControl } = membership;
  const { resourceControl } = ownerMembership;
  return {
    identity: [{ name: 'wide', document: allowAll.identity }],
    resource: { name: 'wide', document: allowAll.resource },
    ...(membership.isManagementAccount || serviceControl === undefined ? {} : { serviceControl }),
    ...(ownerMembership.isManagementAccount || resourceControl === undefined ? {} : { resourceControl }),
  };
}

const allowAll = { identity: compiled(wide, 'identity'), resource: compiled(wideForAll, 'resource') };

function pick<T>(of: readonly T[], at: number): T {
  const found = of[at % of.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
