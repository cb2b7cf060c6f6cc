/** Managed policies on users, groups and roles. */
import type { ReadContext } from '#service/operation';
import { isServiceLinked } from '../entities/well-known-paths.ts';
import { LimitExceeded, NoSuchEntity, PolicyNotAttachable } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import { type Page, type PageInput, page } from '../paging.ts';
import {
  type AttachmentRecord,
  type Entity,
  type EntityKind,
  entityKey,
  type IamReader,
  type IamWriter,
} from '../state/state.ts';
import { checkPolicyArn, lookupManagedPolicy } from './managed-policy.ts';

const quota = {
  user: { name: 'PoliciesPerUser', max: iamLimits.AttachedPoliciesPerUser },
  group: { name: 'PoliciesPerGroup', max: iamLimits.AttachedPoliciesPerGroup },
  role: { name: 'PoliciesPerRole', max: iamLimits.AttachedPoliciesPerRole },
} as const satisfies Record<EntityKind, { readonly name: string; readonly max: number }>;

/** Attaching what is attached already is no error. */
export async function attachPolicy(
  state: IamWriter,
  account: string,
  entity: Entity,
  policyArn: string,
): Promise<void> {
  checkPolicyArn(policyArn);
  const policy = await lookupManagedPolicy(state, account, policyArn);
  if (policy === undefined) throw NoSuchEntity.attachable(policyArn);
  if (isServiceLinked(policy)) {
    throw new PolicyNotAttachable('Cannot attach a Service Role Policy to a Customer Role.');
  }
  if ((await state.attachments.get(attachmentKey(entity, policyArn))) !== undefined) return;
  const { name, max } = quota[entity.kind];
  if ((await state.attachments.count({ index: 'entity', key: entityKey(entity) })) >= max) {
    throw LimitExceeded.quota(name, max);
  }
  await state.attachments.insert({ kind: entity.kind, name: entity.name, policyArn });
}

/** Throws `NoSuchEntity` where it is not attached. */
export async function detachPolicy(state: IamWriter, entity: Entity, policyArn: string): Promise<void> {
  checkPolicyArn(policyArn);
  if (!(await state.attachments.delete(attachmentKey(entity, policyArn)))) throw NoSuchEntity.policy(policyArn);
}

/** As the answers of ListAttached…Policies have it, those under the path prefix when one is given. */
export async function pageOfAttachments(
  state: IamReader,
  entity: Entity,
  input: PageInput & { readonly PathPrefix?: string | undefined },
  context: ReadContext,
  operation: string,
): Promise<Page<AttachmentRecord>> {
  const key = entityKey(entity);
  const prefix = input.PathPrefix ?? '/';
  const under = ({ policyArn }: AttachmentRecord): boolean => pathOf(policyArn).startsWith(prefix);
  return await page(state.attachments, { index: 'entity', key }, input, context, operation, [key, prefix], under);
}

/** As the lists of attached policies show one; the name is the end of the ARN. */
export function attachedShape({ policyArn }: AttachmentRecord): { PolicyName: string; PolicyArn: string } {
  return { PolicyName: policyArn.slice(policyArn.lastIndexOf('/') + 1), PolicyArn: policyArn };
}

const attachmentKey = (entity: Entity, policyArn: string): string => `${entityKey(entity)}/${policyArn}`;

/** `/a/b/` of `arn:aws:iam::111122223333:policy/a/b/name`. */
function pathOf(policyArn: string): string {
  return policyArn.slice(policyArn.indexOf('/'), policyArn.lastIndexOf('/') + 1);
}
