/** Quotas, as the operations that use them up ask for them. */
import { LimitExceeded } from './errors.ts';
import { kmsLimits } from './limits.ts';
import type { KmsReader } from './state.ts';

// AWS DIFFERS? The codes are AWS's; the sentences are not known here.

export async function requireKeyQuota(state: KmsReader): Promise<void> {
  const max = kmsLimits.KeysPerRegion;
  if ((await state.keys.count()) >= max) throw new LimitExceeded(`You have reached the quota of ${max} keys.`);
}

export async function requireAliasQuota(state: KmsReader, keyId: string): Promise<void> {
  const max = kmsLimits.AliasesPerKey;
  if ((await state.aliases.count({ index: 'key', key: keyId })) >= max) {
    throw new LimitExceeded(`You have reached the quota of ${max} aliases for one key.`);
  }
}
