/** Puts a file of a trail into its bucket: as CloudTrail itself, for the trail, under the bucket's policy. */
import { createHash } from 'node:crypto';
import type { Instant } from '#kernel/clock';
import type { CallAs, Invoke } from '#service/call';
import { cloudTrailPrincipal } from '../organization.ts';
import type { TrailRecord } from '../state.ts';
import { arnOf } from '../trails.ts';

export interface TrailFile {
  readonly key: string;
  readonly body: Buffer;
  /** Packed with gzip; the markers of folders are not. */
  readonly isPacked: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** When the events of a file happened. */
export interface Times {
  readonly oldest: Instant;
  readonly newest: Instant;
}

/** On whose authority a trail's calls are made: policies see the trail as `aws:SourceArn`. */
export function asTrail(trail: TrailRecord): CallAs {
  return {
    service: cloudTrailPrincipal,
    sourceArn: arnOf(trail),
    sourceAccount: trail.account,
    region: trail.homeRegion,
  };
}

/** By this the owner of a key can bind its use to trails. */
export function encryptionContext(trail: TrailRecord): { readonly 'aws:cloudtrail:arn': string } {
  return { 'aws:cloudtrail:arn': arnOf(trail) };
}

/** Throws what S3 answers. */
export async function putFile(invoke: Invoke, trail: TrailRecord, file: TrailFile): Promise<void> {
  const { kmsKeyArn } = trail;
  const input = {
    Bucket: trail.bucket,
    Key: file.key,
    Body: file.body,
    ContentLength: file.body.length,
    // A bucket that locks its objects takes none without it.
    ContentMD5: createHash('md5').update(file.body).digest('base64'),
    // The bucket's policy may demand it, although ACLs are off in most buckets.
    ACL: 'bucket-owner-full-control',
    ...(file.isPacked ? { ContentType: 'application/json', ContentEncoding: 'gzip' } : {}),
    ...(file.metadata === undefined ? {} : { Metadata: file.metadata }),
    ...(kmsKeyArn === undefined
      ? {}
      : {
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: kmsKeyArn,
          SSEKMSEncryptionContext: Buffer.from(JSON.stringify(encryptionContext(trail))).toString('base64'),
        }),
  };
  await invoke({ service: 's3', operation: 'PutObject', input }, asTrail(trail));
}
