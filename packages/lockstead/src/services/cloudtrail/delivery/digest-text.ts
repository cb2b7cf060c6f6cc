/**
 * A digest as it is written, and what is signed of it.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
 */
import { createHash } from 'node:crypto';
import { type Instant, instant, isoSeconds } from '#kernel/clock';
import type { ChainRecord, DigestKeyRecord, FileRecord, TrailRecord } from '../state.ts';
import { digestKey } from './object-keys.ts';

export const signatureAlgorithm = 'SHA256withRSA';
const hashAlgorithm = 'SHA-256';

export interface Digest {
  readonly bucket: string;
  readonly key: string;
  /** JSON, before it is packed. */
  readonly content: string;
  readonly hash: string;
  /** What the signature is over. */
  readonly signed: string;
}

export function digestOf(
  trail: TrailRecord,
  chain: ChainRecord,
  files: readonly FileRecord[],
  key: DigestKeyRecord,
  end: Instant,
): Digest {
  const { bucket } = trail;
  const object = digestKey(trail, chain, end);
  const { last } = chain;
  const content = JSON.stringify({
    awsAccountId: chain.account,
    digestStartTime: isoSeconds(chain.endedAt),
    digestEndTime: isoSeconds(end),
    digestS3Bucket: bucket,
    digestS3Object: object,
    digestPublicKeyFingerprint: key.fingerprint,
    digestSignatureAlgorithm: signatureAlgorithm,
    newestEventTime: timeOf(files, Math.max, ({ newest }) => newest),
    oldestEventTime: timeOf(files, Math.min, ({ oldest }) => oldest),
    previousDigestS3Bucket: last?.bucket ?? null,
    previousDigestS3Object: last?.key ?? null,
    previousDigestHashValue: last?.hash ?? null,
    previousDigestHashAlgorithm: last === undefined ? null : hashAlgorithm,
    previousDigestSignature: last?.signature ?? null,
    logFiles: files.map((file) => ({
      s3Bucket: file.bucket,
      s3Object: file.key,
      hashValue: file.hash,
      hashAlgorithm,
      newestEventTime: isoSeconds(file.newest),
      oldestEventTime: isoSeconds(file.oldest),
    })),
  });
  const hash = createHash('sha256').update(content).digest('hex');
  const signed = [isoSeconds(end), `${bucket}/${object}`, hash, last?.signature ?? 'null'].join('\n');
  return { bucket, key: object, content, hash, signed };
}

function timeOf(
  files: readonly FileRecord[],
  choose: (...times: number[]) => number,
  time: (file: FileRecord) => Instant,
): string | null {
  return files.length === 0 ? null : isoSeconds(files.map(time).reduce((a, b) => instant(choose(a, b))));
}
