/**
 * Multi-Region keys: one primary, and replicas in other Regions of the same account. Key id, key material, key spec, key usage, origin and rotation are the same
 * in all of them; policy, tags, aliases, grants, description and state belong to each.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 */
import type { Region } from '#kernel/ids';
import type { Reader, Transaction } from '#store/port';
import { UnsupportedOperation } from './errors.ts';
import { type FoundKey, keyById } from './key-reference.ts';
import { type KeyRecord, kmsState, type MultiRegion, multiRegionKeyType } from './state.ts';

/** The Regions of all keys of the set. */
function regionsOf({ primaryRegion, replicaRegions }: MultiRegion): readonly Region[] {
  return [primaryRegion, ...replicaRegions];
}

export function isReplica({ key, region }: FoundKey): boolean {
  return key.multiRegion !== undefined && multiRegionKeyType(key.multiRegion, region) === 'REPLICA';
}

/** The other keys of its set. Empty for a single-Region key. */
export async function relatedKeys(reader: Reader, { key, owner, region }: FoundKey): Promise<readonly FoundKey[]> {
  const related: FoundKey[] = [];
  for (const other of key.multiRegion === undefined ? [] : regionsOf(key.multiRegion)) {
    if (other === region) continue;
    const found = await keyById(reader, { account: owner, region: other }, key.keyId);
    if (found.is === 'key') related.push(found);
  }
  return related;
}

/** Changes all keys of a set. */
export async function changeSet(
  tx: Transaction,
  found: FoundKey,
  change: (each: FoundKey) => KeyRecord,
): Promise<void> {
  for (const each of [found, ...(await relatedKeys(tx, found))]) {
    await kmsState(tx, each.owner, each.region).keys.update(change(each));
  }
}

/** The set of which this key is the primary. Throws for replicas and single-Region keys. */
export function requirePrimary(found: FoundKey): MultiRegion {
  const { multiRegion } = found.key;
  if (multiRegion === undefined || isReplica(found)) throw notPrimary(found);
  return multiRegion;
}

/** Throws where the set's primary must be asked instead. Single-Region keys pass. */
export function refuseReplica(found: FoundKey): void {
  if (isReplica(found)) throw notPrimary(found);
}

function notPrimary({ arn }: FoundKey): UnsupportedOperation {
  return new UnsupportedOperation(`${arn} is not a multi-Region primary key.`);
}
