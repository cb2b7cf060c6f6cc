/** The keys that sign digests: one for each Region and period. Old ones stay, since what they have signed is to be checked for ever. */
import { createHash } from 'node:crypto';
import { type Instant, instant } from '#kernel/clock';
import type { Region } from '#kernel/ids';
import type { Reader, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';
import type { Keys } from '../../kms/api.ts';
import { deliveryLimits } from '../limits.ts';
import { cloudTrailCollections, type DigestKeyRecord, digestKeyId } from '../state.ts';

type Signing = Keys['signing'];
type Made = Awaited<ReturnType<Signing['make']>> & { readonly region: Region };

const { signingKeyFor } = deliveryLimits;

export function digestKeyPeriod(at: Instant): number {
  return Math.floor(at / signingKeyFor);
}

/** When a period begins and ends. */
export function periodTimes(period: number): { readonly from: Instant; readonly to: Instant } {
  return { from: instant(period * signingKeyFor), to: instant((period + 1) * signingKeyFor) };
}

export async function digestKey(reader: Reader, region: Region, at: Instant): Promise<DigestKeyRecord | undefined> {
  return await reader
    .in(cloudTrailCollections.digestKeys, partitionScope)
    .get(digestKeyId(region, digestKeyPeriod(at)));
}

/** Makes a key for each Region that has none for this time. They are kept by `keepKeys`. */
export async function makeKeys(
  signing: Signing,
  reader: Reader,
  regions: Iterable<Region>,
  at: Instant,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const region of new Set(regions)) {
    if ((await digestKey(reader, region, at)) === undefined) made.push({ ...(await signing.make(region)), region });
  }
  return made;
}

/** Where somebody else has kept one for the same Region and time, that one counts. */
export async function keepKeys(tx: Transaction, signing: Signing, made: readonly Made[], at: Instant): Promise<void> {
  for (const key of made) {
    if ((await digestKey(tx, key.region, at)) !== undefined) continue;
    await signing.keep(tx, key);
    await tx.in(cloudTrailCollections.digestKeys, partitionScope).insert({
      region: key.region,
      period: digestKeyPeriod(at),
      keyId: key.keyId,
      publicKey: key.publicKey.toString('base64'),
      fingerprint: createHash('md5').update(key.publicKey).digest('hex'),
    });
  }
}
