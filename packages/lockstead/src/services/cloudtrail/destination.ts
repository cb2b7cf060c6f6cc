/**
 * Whether a trail can deliver where it is told to. CreateTrail and UpdateTrail ask the bucket and the key in CloudTrail's own name, as a delivery
 * does later. Policies are judged as for any other call.
 *
 * AWS DIFFERS? AWS does not tell how it finds out that a bucket lets it write. Here it puts empty objects whose keys are those of the folders of
 * the trail's files; such objects are seen in buckets that AWS delivers to.
 */
import { parseArn } from '#kernel/arn';
import { AwsError } from '#kernel/aws-error';
import { parseRegion } from '#kernel/ids';
import type { Invoke } from '#service/call';
import type { Keys } from '../kms/api.ts';
import { accountFolder } from './delivery/object-keys.ts';
import { asTrail, encryptionContext, putFile } from './delivery/put-file.ts';
import {
  bucketDoesNotExist,
  insufficientBucketPolicy,
  insufficientKeyPolicy,
  invalidBucketName,
  invalidKeyId,
  invalidPrefix,
  keyNotFound,
  keyProblem,
} from './errors.ts';
import { cloudTrailLimits } from './limits.ts';
import type { TrailRecord } from './state.ts';

const bucketForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ipAddress = /^\d{1,3}(\.\d{1,3}){3}$/;
/** Characters that S3 keys take without trouble. */
const prefixForm = /^[A-Za-z0-9!_.*'()/-]*$/;

export function checkBucketName(bucket: string): void {
  if (!bucketForm.test(bucket) || bucket.includes('..') || ipAddress.test(bucket)) throw invalidBucketName(bucket);
}

/** As it is kept; `undefined` for none. A slash at its end does not count. */
export function checkedPrefix(prefix: string | undefined): string | undefined {
  const kept = prefix?.replace(/\/$/, '');
  if (kept === undefined || kept === '') return undefined;
  if (kept.length > cloudTrailLimits.s3KeyPrefixLengthMax || !prefixForm.test(kept)) throw invalidPrefix();
  return kept;
}

/** The ARN of the key that a request names, in any form. */
export async function keyArnOf(
  { forOthers }: Pick<Keys, 'forOthers'>,
  place: Pick<TrailRecord, 'account' | 'homeRegion'>,
  text: string,
): Promise<string> {
  const found = await forOthers.find({ account: place.account, region: place.homeRegion }, text);
  if (found === undefined) throw keyNotFound(text);
  const { keySpec, keyUsage } = found.key;
  if (keySpec !== 'SYMMETRIC_DEFAULT' || keyUsage !== 'ENCRYPT_DECRYPT') throw invalidKeyId(text);
  return found.arn;
}

/** Throws the AwsError that CreateTrail answers. */
export async function checkDestination(invoke: Invoke, trail: TrailRecord): Promise<void> {
  if (trail.kmsKeyArn !== undefined) await checkKey(invoke, trail, trail.kmsKeyArn);
  await checkBucket(invoke, trail);
}

async function checkKey(invoke: Invoke, trail: TrailRecord, key: string): Promise<void> {
  const region = parseRegion(parseArn(key)?.region ?? '') ?? trail.homeRegion;
  const as = { ...asTrail(trail), region };
  const use = { KeyId: key, KeySpec: 'AES_256', EncryptionContext: encryptionContext(trail), DryRun: true };
  try {
    await invoke({ service: 'kms', operation: 'DescribeKey', input: { KeyId: key } }, as);
    await invoke({ service: 'kms', operation: 'GenerateDataKey', input: use }, as);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // It would have been carried out.
    if (error.code === 'DryRunOperationException') return;
    if (error.code === 'NotFoundException') throw keyNotFound(key);
    throw error.code === 'AccessDeniedException' ? insufficientKeyPolicy(trail.bucket, key) : keyProblem(key);
  }
}

async function checkBucket(invoke: Invoke, trail: TrailRecord): Promise<void> {
  const { bucket } = trail;
  const folder = accountFolder(trail, trail.account);
  try {
    await invoke({ service: 's3', operation: 'GetBucketAcl', input: { Bucket: bucket } }, asTrail(trail));
    for (const kind of trail.validatesFiles ? ['CloudTrail/', 'CloudTrail-Digest/'] : ['CloudTrail/']) {
      await putFile(invoke, trail, { key: `${folder}${kind}`, body: Buffer.alloc(0), isPacked: false });
    }
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error;
    if (error.code === 'NoSuchBucket') throw bucketDoesNotExist(bucket);
    if (error.code.startsWith('KMS.')) throw keyProblem(trail.kmsKeyArn ?? '');
    throw insufficientBucketPolicy(bucket);
  }
}
