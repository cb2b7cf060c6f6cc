/** Policies written into a user, group or role: theirs alone, gone with them. */
import type { ReadContext } from '#service/operation';
import { policySize } from '../../policy-documents.ts';
import { LimitExceeded, NoSuchEntity } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import { type Page, type PageInput, page } from '../paging.ts';
import {
  type Entity,
  type EntityKind,
  entityKey,
  type IamReader,
  type IamWriter,
  type InlinePolicyRecord,
} from '../state/state.ts';
import { checkInlinePolicy } from './policy-document.ts';

/** For all inline policies of one entity together, white space not counted. */
const sizeMax = {
  user: iamLimits.UserPolicySize,
  group: iamLimits.GroupPolicySize,
  role: iamLimits.RolePolicySize,
} as const satisfies Record<EntityKind, number>;

const inlineKey = (entity: Entity, policyName: string): string => `${entityKey(entity)}/${policyName}`;

/** Writes it anew, or over the one of the same name. */
export async function putInlinePolicy(
  state: IamWriter,
  entity: Entity,
  policyName: string,
  text: string,
): Promise<void> {
  checkInlinePolicy(text);
  const rows = await state.inlinePolicies.list({ index: 'entity', key: entityKey(entity) });
  const others = rows.filter(({ record }) => record.policyName !== policyName);
  const size = others.reduce((sum, { record }) => sum + policySize(record.text), policySize(text));
  const max = sizeMax[entity.kind];
  if (size > max) throw LimitExceeded.inlinePolicies(entity.kind, entity.name, max);
  await state.inlinePolicies.put({ kind: entity.kind, name: entity.name, policyName, text });
}

/** Throws `NoSuchEntity` where there is none of that name. */
export async function findInlinePolicy(
  state: IamReader,
  entity: Entity,
  policyName: string,
): Promise<InlinePolicyRecord> {
  const policy = await state.inlinePolicies.get(inlineKey(entity, policyName));
  if (policy === undefined) throw NoSuchEntity.inlinePolicy(entity.kind, policyName);
  return policy;
}

/** Throws `NoSuchEntity` where there is none of that name. */
export async function deleteInlinePolicy(state: IamWriter, entity: Entity, policyName: string): Promise<void> {
  if (!(await state.inlinePolicies.delete(inlineKey(entity, policyName)))) {
    throw NoSuchEntity.inlinePolicy(entity.kind, policyName);
  }
}

/** In the order of names. */
export async function pageOfInlinePolicies(
  state: IamReader,
  entity: Entity,
  input: PageInput,
  context: ReadContext,
  operation: string,
): Promise<Page<InlinePolicyRecord>> {
  const key = entityKey(entity);
  return await page(state.inlinePolicies, { index: 'entity', key }, input, context, operation, [key]);
}
