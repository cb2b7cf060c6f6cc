/**
 * Digests, checked by an oracle of their own: Node's RSA verification over what AWS documents, with the keys that ListPublicKeys answers.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { type CloudTrailClient, ListPublicKeysCommand } from '@aws-sdk/client-cloudtrail';
import type { S3Client } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { keysIn, unpacked } from './trails.ts';

export interface DigestText {
  readonly awsAccountId: string;
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestSignature: string | null;
  readonly newestEventTime: string | null;
  readonly logFiles: readonly { readonly s3Bucket: string; readonly s3Object: string; readonly hashValue: string }[];
}

export interface Verifier {
  readonly s3: S3Client;
  /** Of the Region whose digests they are. */
  readonly regional: CloudTrailClient;
  readonly account: string;
}

/** The digests of a Region in their order, each with its signature verified and each of its files' hashes. */
export async function verifiedDigests(
  { s3, regional, account }: Verifier,
  bucket: string,
  region: string,
): Promise<readonly DigestText[]> {
  const keys = await keysIn(s3, bucket, `AWSLogs/${account}/CloudTrail-Digest/${region}/`);
  const { PublicKeyList = [] } = await regional.send(
    new ListPublicKeysCommand({ StartTime: new Date(0), EndTime: new Date('2100-01-01') }),
  );
  const digests: DigestText[] = [];
  for (const key of keys) {
    const { text, metadata } = await unpacked(s3, bucket, key);
    const digest = JSON.parse(text) as DigestText;
    const hash = createHash('sha256').update(text).digest('hex');
    const signed = [digest.digestEndTime, `${bucket}/${key}`, hash, digest.previousDigestSignature ?? 'null'].join(
      '\n',
    );
    const publicKey = PublicKeyList.find(({ Fingerprint }) => Fingerprint === digest.digestPublicKeyFingerprint);
    const der = createPublicKey({ key: Buffer.from(publicKey?.Value ?? []), format: 'der', type: 'pkcs1' });
    const signature = Buffer.from(metadata['signature'] ?? '', 'hex');
    expect(verify('sha256', Buffer.from(signed), der, signature), key).toBe(true);
    expect(metadata['signature-algorithm']).toBe('SHA256withRSA');
    expect(digest).toMatchObject({ awsAccountId: account, digestS3Bucket: bucket, digestS3Object: key });
    for (const file of digest.logFiles) {
      const { text: content } = await unpacked(s3, file.s3Bucket, file.s3Object);
      expect(createHash('sha256').update(content).digest('hex')).toBe(file.hashValue);
    }
    const last = digests.at(-1);
    if (digest.previousDigestS3Object !== null) {
      expect(digest.previousDigestS3Object).toBe(last?.digestS3Object);
      expect(digest.digestStartTime).toBe(last?.digestEndTime);
    }
    digests.push(digest);
  }
  return digests;
}
