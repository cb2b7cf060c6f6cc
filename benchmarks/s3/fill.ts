/**
 * Puts very many small objects into a bucket while no server runs: what S3 itself would write, without a request for each. A million of them over
 * HTTP take longer than what is measured.
 */
import { createSecretKey } from 'node:crypto';
import { parseConfig } from '../../packages/lockstead/src/config/config.ts';
import { loadRootKey } from '../../packages/lockstead/src/config/root-key.ts';
import { systemClock } from '../../packages/lockstead/src/kernel/clock.ts';
import { systemEntropy } from '../../packages/lockstead/src/kernel/entropy.ts';
import { systemTimers } from '../../packages/lockstead/src/kernel/timers.ts';
import { blobsOf, openStore } from '../../packages/lockstead/src/open-store.ts';
import {
  keepContent,
  type StagedContent,
  stageContent,
} from '../../packages/lockstead/src/services/s3/content/stage-content.ts';
import { writeObject } from '../../packages/lockstead/src/services/s3/objects/versions.ts';
import { s3Collections, s3State } from '../../packages/lockstead/src/services/s3/state.ts';
import { partitionScope } from '../../packages/lockstead/src/store/scope.ts';

const batch = 2_000;

/** The key of an object, by its number. Keys sort as their numbers do, and have a usual length. */
export function keyOf(n: number): string {
  return `photos/2026/${String(n).padStart(8, '0')}.jpg`;
}

/** `data`: of a server that has made the bucket, and has been stopped. */
export async function fillBucket(
  data: string,
  name: string,
  count: number,
  progress: (line: string) => void,
): Promise<void> {
  const config = parseConfig({ data });
  const [clock, entropy, timers] = [systemClock(), systemEntropy(), systemTimers];
  const rootKey = await loadRootKey(config, { environment: {}, entropy });
  const surroundings = { clock, entropy, timers, rootKey };
  const store = await openStore(config, surroundings);
  try {
    const blobs = blobsOf(config, surroundings, store);
    const keys = [createSecretKey(rootKey.derive('s3 objects'))];
    const place = await store.in(s3Collections.names, partitionScope).get(name);
    const bucket = place === undefined ? undefined : await s3State(store, place).buckets.get(name);
    if (place === undefined || bucket === undefined) throw new Error(`there is no bucket ${name}`);
    for (let first = 0; first < count; first += batch) {
      const staged: StagedContent[] = [];
      for (let n = first; n < Math.min(first + batch, count); n++) {
        const at = { bucket: name, key: keyOf(n) };
        staged.push(
          await stageContent(Buffer.from(`object ${n}`), { blobs, entropy, keys, place: at, algorithm: 'CRC64NVME' }),
        );
      }
      await store.transact(async (tx) => {
        const state = s3State(tx, place);
        for (const [i, content] of staged.entries()) {
          const change = { tx, state, place, blobs, entropy, at: clock.now(), bucket, key: keyOf(first + i) };
          await writeObject(change, {
            bytes: content.bytes,
            etag: content.md5.toString('hex'),
            system: { ContentType: 'image/jpeg' },
            checksum: {
              algorithm: 'CRC64NVME',
              type: 'FULL_OBJECT',
              value: content.checksum.digest().toString('base64'),
            },
            encryption: { kind: 'AES256' },
            content: await keepContent(tx, blobs, content),
          });
        }
      });
      if ((first + batch) % 100_000 === 0) progress(`${first + batch} objects in ${name}`);
    }
  } finally {
    await store.close();
  }
}
