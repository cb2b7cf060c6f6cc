/** Managed policies on users, groups and roles. */
import { LimitExceeded, NoSuchEntity } from './errors.ts';
import { iamLimits } from './limits.ts';
import { findManagedPolicy } from './managed-policy.ts';
import { type Entity, type EntityKind, entityKey, type IamWriter } from './state.ts';

const quota = {
  user: 'AttachedPoliciesPerUser',
  group: 'AttachedPoliciesPerGroup',
  role: 'AttachedPoliciesPerRole',
} as const satisfies Record<EntityKind, keyof typeof iamLimits>;

export async function attachPolicy(
  state: IamWriter,
  account: string,
  entity: Entity,
  policyArn: string,
): Promise<void> {
  await findManagedPolicy(state, account, policyArn);
  const row = { ...entity, policyArn };
  if ((await state.attachments.get(`${entityKey(entity)}/${policyArn}`)) !== undefined) return;
  const max = iamLimits[quota[entity.kind]];
  if ((await state.attachments.count({ index: 'entity', key: entityKey(entity) })) >= max) {
    // AWS names the one quota for all three kinds of entity, by its own name for it.
    throw LimitExceeded.quota(`PoliciesPer${capital(entity.kind)}`, max);
  }
  await state.attachments.insert(row);
}

export async function detachPolicy(
  state: IamWriter,
  account: string,
  entity: Entity,
  policyArn: string,
): Promise<void> {
  await findManagedPolicy(state, account, policyArn);
  if (!(await state.attachments.delete(`${entityKey(entity)}/${policyArn}`))) {
    throw new NoSuchEntity(`Policy ${policyArn} was not found.`);
  }
}

function capital(kind: EntityKind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
