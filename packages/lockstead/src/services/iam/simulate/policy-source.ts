/** The user, group or role whose policies are simulated: those it has, those of its groups, and its boundary. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { groupArn, roleArn, userArn } from '../entities/arns.ts';
import { parseEntityArn } from '../entities/entity-arn.ts';
import { groupsOf } from '../entities/memberships.ts';
import { InvalidInput, NoSuchEntity } from '../errors.ts';
import { isAwsManaged } from '../policies/aws-managed/index.ts';
import { defaultVersion, lookupManagedPolicy } from '../policies/managed-policy.ts';
import type { PrincipalPolicyReader } from '../provides/principal-policies.ts';
import { type Entity, entityKey, type IamReader, iamState, nameKey } from '../state/state.ts';
import type { SimulatedPolicy } from './simulated-policy.ts';

export interface AttachedTo extends SimulatedPolicy {
  readonly origin: 'inline' | 'aws-managed' | 'user-managed';
  readonly entity: Entity;
  /** The inline policy's name, or the managed policy's ARN. */
  readonly named: string;
}

export interface PolicySource {
  readonly entity: Entity;
  readonly arn: string;
  readonly uniqueId: string;
  readonly policies: readonly AttachedTo[];
  readonly boundary?: SimulatedPolicy | 'deleted';
}

/** Throws InvalidInput for what is no user, group or role, NoSuchEntity where there is none by that ARN. */
export async function findPolicySource(
  reader: Reader,
  account: AccountId,
  arn: string,
  compiled: PrincipalPolicyReader['compiled'],
): Promise<PolicySource> {
  const state = iamState(reader, account);
  const { kind, name } = entityOf(arn);
  const found = await lookup(state, account, kind, name);
  if (found?.arn !== arn) throw missing(kind, name);
  const of = new Attached(state, account, compiled);
  const entity = { kind, name: found.record.name };
  const groups = found.kind === 'user' ? await groupsOf(state, found.record) : [];
  const policies = [
    ...(await of.entity(entity)),
    ...(await Promise.all(groups.map((group) => of.entity({ kind: 'group', name: group.name })))).flat(),
  ];
  const boundary = found.kind === 'group' ? undefined : await of.boundary(found.record.boundary);
  return {
    entity,
    arn,
    uniqueId: found.record.id,
    policies,
    ...(boundary === undefined ? {} : { boundary }),
  };
}

function entityOf(text: string): Entity {
  const arn = parseEntityArn(text);
  if (arn !== undefined) return { kind: arn.kind, name: arn.name };
  throw new InvalidInput(`Invalid Entity Arn: ${text} does not clearly define entity type and name.`);
}

async function lookup(state: IamReader, account: AccountId, kind: Entity['kind'], name: string) {
  switch (kind) {
    case 'user': {
      const record = await state.users.get(nameKey(name));
      return record && { kind, record, arn: userArn(account, record) };
    }
    case 'group': {
      const record = await state.groups.get(nameKey(name));
      return record && { kind, record, arn: groupArn(account, record) };
    }
    case 'role': {
      const record = await state.roles.get(nameKey(name));
      return record && { kind, record, arn: roleArn(account, record) };
    }
  }
}

function missing(kind: Entity['kind'], name: string): NoSuchEntity {
  switch (kind) {
    case 'user':
      return NoSuchEntity.user(name);
    case 'group':
      return NoSuchEntity.group(name);
    case 'role':
      return NoSuchEntity.role(name);
  }
}

class Attached {
  readonly #state: IamReader;
  readonly #account: AccountId;
  readonly #compiled: PrincipalPolicyReader['compiled'];

  constructor(state: IamReader, account: AccountId, compiled: PrincipalPolicyReader['compiled']) {
    this.#state = state;
    this.#account = account;
    this.#compiled = compiled;
  }

  async entity(entity: Entity): Promise<readonly AttachedTo[]> {
    const listing = { index: 'entity', key: entityKey(entity) };
    const inline = (await this.#state.inlinePolicies.list(listing)).map(
      ({ record }): AttachedTo => ({
        id: `${entity.kind}_${entity.name}_${record.policyName}`,
        type: 'IAM Policy',
        origin: 'inline',
        entity,
        named: record.policyName,
        document: this.#compiled(record.text, 'identity'),
      }),
    );
    const managed: AttachedTo[] = [];
    for (const { record } of await this.#state.attachments.list(listing)) {
      const policy = await lookupManagedPolicy(this.#state, this.#account, record.policyArn);
      if (policy === undefined) throw new Error(`attached policy ${record.policyArn} does not exist`);
      managed.push({
        id: policy.name,
        type: 'IAM Policy',
        origin: isAwsManaged(record.policyArn) ? 'aws-managed' : 'user-managed',
        entity,
        named: record.policyArn,
        document: this.#compiled(defaultVersion(policy).text, 'identity'),
      });
    }
    return [...inline, ...managed];
  }

  async boundary(arn: string | undefined): Promise<SimulatedPolicy | 'deleted' | undefined> {
    if (arn === undefined) return undefined;
    const policy = await lookupManagedPolicy(this.#state, this.#account, arn);
    if (policy === undefined) return 'deleted';
    const document = this.#compiled(defaultVersion(policy).text, 'permissionsBoundary');
    return { id: policy.name, type: 'Permissions Boundary Policy', document };
  }
}
