/** Roles that `--dev-role` names: made where they are missing, without permissions, and trusting their own account. */
import { iamArn } from '#kernel/arn';
import type { Clock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { type AccountId, newUniqueId } from '#kernel/ids';
import type { Transaction } from '#store/port';
import { iamState, nameKey } from '../state/state.ts';

export async function ensureRoles(
  tx: Transaction,
  account: AccountId,
  names: Iterable<string>,
  { clock, entropy }: { readonly clock: Clock; readonly entropy: Entropy },
): Promise<void> {
  const { roles } = iamState(tx, account);
  for (const name of new Set(names)) {
    if ((await roles.get(nameKey(name))) !== undefined) continue;
    const trust = { Effect: 'Allow', Principal: { AWS: iamArn(account, 'root') }, Action: 'sts:AssumeRole' };
    await roles.insert({
      name,
      path: '/',
      id: newUniqueId(entropy, 'AROA'),
      createdAt: clock.now(),
      trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      maxSessionSeconds: 3600,
      tags: [],
    });
  }
}
