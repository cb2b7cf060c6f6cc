/** A change of one key's record. */
import type { WriteContext } from '#service/operation';
import { UnsupportedOperation } from './errors.ts';
import { type FoundKey, requireKey } from './key-reference.ts';
import { requireState, type StateRule } from './key-state.ts';
import { type KeyRecord, kmsState } from './state.ts';

/**
 * The key with its change, which is kept. Throws where there is no such key, its state does not let it be changed so, or it is one of AWS's. `rule` is
 * absent for what any state lets pass.
 */
export async function changedKey(
  context: WriteContext,
  keyId: string,
  rule: StateRule | undefined,
  change: (found: FoundKey) => KeyRecord,
): Promise<FoundKey> {
  const found = await requireKey(context.tx, context, keyId);
  requireCustomerManaged(found);
  if (rule !== undefined) requireState(rule, found.key.state, found.arn);
  const key = change(found);
  await kmsState(context.tx, found.owner, found.region).keys.update(key);
  return { ...found, key };
}

/** Keys that AWS manages are out of their account's reach. */
export function requireCustomerManaged({ key, arn }: FoundKey): void {
  // AWS DIFFERS? The code is AWS's; the sentence is not known here.
  if (key.manager === 'AWS') throw new UnsupportedOperation(`${arn} is managed by AWS and cannot be changed.`);
}
