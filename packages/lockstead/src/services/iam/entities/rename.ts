/** Renames: what refers to a user or group by its name gets the new name. */
import { type Entity, entityKey, type IamWriter } from '../state/state.ts';

/** Moves attachments and inline policies of a user or group to its new name. */
export async function carryPolicies(state: IamWriter, from: Entity, name: string): Promise<void> {
  const to: Entity = { kind: from.kind, name };
  const moved = entityKey(from) !== entityKey(to);
  const listing = { index: 'entity', key: entityKey(from) };
  for (const { record } of await state.attachments.list(listing)) {
    if (moved) await state.attachments.delete(`${entityKey(from)}/${record.policyArn}`);
    await state.attachments.put({ ...record, name });
  }
  for (const { record } of await state.inlinePolicies.list(listing)) {
    if (moved) await state.inlinePolicies.delete(`${entityKey(from)}/${record.policyName}`);
    await state.inlinePolicies.put({ ...record, name });
  }
}
