/**
 * What a request asks of a bucket, or of an object in it. In one account an identity policy or the bucket's policy is enough, across accounts both
 * are needed; ACLs count beside the bucket's policy where the bucket takes them.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
import type { AttachedPolicy } from '@lockstead/policy';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import type { CompiledPolicies } from '../../compiled-policies.ts';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { bucketArn, objectArn } from '../buckets/bucket-arn.ts';
import { decidedBucketPolicy } from '../buckets/bucket-policy.ts';
import type { FoundBucket } from '../buckets/find-bucket.ts';
import { effectiveBlock } from '../buckets/public-access.ts';
import { pairReasons } from '../reasons/pair-reasons.ts';
import type { BucketRecord, ObjectRecord } from '../state.ts';
import { aclGrants } from './acl-grants.ts';
import { callKeys } from './call-keys.ts';
import { keysOfAction } from './keys-of-action.ts';

/** A request as its authorization sees it. */
export interface Asking {
  readonly reader: Reader;
  readonly context: RequestContext;
  readonly policies: CompiledPolicies;
}

export interface Ask {
  /** `s3:GetObject` */
  readonly action: string;
  readonly keys?: ConditionKeys;
  readonly seenAs?: string;
}

/** The root user of a bucket's account can always undo a policy that locked the account out. */
const rescues: ReadonlySet<string> = new Set(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']);

function policyOf({ policies }: Asking, bucket: BucketRecord): AttachedPolicy | undefined {
  const text = decidedBucketPolicy(bucket);
  return text === undefined ? undefined : policies.attached(bucketArn(bucket.name), text);
}

function bucketTagKeys({ abac, tags = [] }: BucketRecord): ConditionKeys {
  if (abac !== true) return {};
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => [
      [`aws:ResourceTag/${Key}`, Value],
      [`s3:BucketTag/${Key}`, Value],
    ]),
  );
}

export async function bucketPair(asking: Asking, found: FoundBucket, ask: Ask): Promise<AccessPair> {
  const { bucket, place } = found;
  const { context, reader } = asking;
  const { principal } = context.session;
  const whole = await effectiveBlock(reader, place, bucket);
  const block = whole.effective;
  const isRescue = principal.kind === 'root' && principal.account === place.account && rescues.has(ask.action);
  const policy = isRescue ? undefined : policyOf(asking, bucket);
  const askedAcl = { action: ask.action, isAboutObject: false };
  const grants = aclGrants(context, found, block, askedAcl);
  const settings = { context, found, block: whole, policy, grants, asked: askedAcl, foreign: undefined };
  const reasons = pairReasons(settings);
  return {
    action: ask.action,
    resource: bucketArn(bucket.name),
    owner: place.account,
    context: { ...callKeys(context, place.account), ...bucketTagKeys(bucket), ...keysOfAction(ask.action, ask.keys) },
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
    ...(grants === undefined ? {} : { grants }),
    ...(block.restrictPublicBuckets ? { restrictPublicBuckets: true as const } : {}),
    ...(ask.seenAs === undefined ? {} : { seenAs: ask.seenAs }),
    ...(reasons.length === 0 ? {} : { reasons }),
  };
}

/** The object that is asked about. */
export interface ObjectOfAsk {
  readonly key: string;
  /** The one that is read or changed. */
  readonly object?: ObjectRecord | undefined;
  /** The one that is there and is to be overwritten or deleted: the bucket's owner decides about that. */
  readonly existing?: ObjectRecord | undefined;
}

/**
 * `object` is absent where there is none, or where it is only to be written. The bucket's policy allows nothing on an object that another account
 * owns, and denies all the same: such an object's owner, and whoever its ACL names, are who may.
 *
 * AWS DIFFERS? For such an object the owner's account stands for the resource's: its resource control policies bind, not those of the bucket's
 * account. AWS does not say which do.
 */
export async function objectPair(
  asking: Asking,
  found: FoundBucket,
  asked: ObjectOfAsk,
  ask: Ask,
): Promise<AccessPair> {
  const { bucket, place } = found;
  const { context, reader } = asking;
  const { key, object, existing } = asked;
  const whole = await effectiveBlock(reader, place, bucket);
  const block = whole.effective;
  const policy = policyOf(asking, bucket);
  const askedAcl = { action: ask.action, object: object ?? existing, isAboutObject: true };
  const grants = aclGrants(context, found, block, askedAcl);
  // With BucketOwnerEnforced everything is the bucket owner's, what others wrote before too.
  const foreign = bucket.ownership === 'BucketOwnerEnforced' ? undefined : object?.owner;
  const counting = policy === undefined || foreign === undefined ? policy : deniesOf(asking, policy);
  const reasons = pairReasons({ context, found, block: whole, policy, grants, asked: askedAcl, foreign });
  return {
    action: ask.action,
    resource: objectArn(bucket.name, key),
    owner: foreign ?? place.account,
    context: { ...callKeys(context, place.account), ...bucketTagKeys(bucket), ...keysOfAction(ask.action, ask.keys) },
    ...(counting === undefined ? {} : { resourcePolicy: counting }),
    ...(grants === undefined ? {} : { grants }),
    ...(block.restrictPublicBuckets ? { restrictPublicBuckets: true as const } : {}),
    ...(ask.seenAs === undefined ? {} : { seenAs: ask.seenAs }),
    ...(reasons.length === 0 ? {} : { reasons }),
  };
}

const denies: WeakMap<AttachedPolicy['document'], AttachedPolicy | 'none'> = new WeakMap();

/** What is left of a policy that can only deny; undefined where it denies nothing. Compiled anew: a policy is decided by its compiled form. */
function deniesOf({ policies }: Asking, { name, document }: AttachedPolicy): AttachedPolicy | undefined {
  let only = denies.get(document);
  if (only === undefined) {
    const { Statement: all, ...rest } = JSON.parse(document.text) as { Statement: unknown };
    const statements = (Array.isArray(all) ? all : [all]) as readonly { readonly Effect: string }[];
    const Statement = statements.filter(({ Effect }) => Effect === 'Deny');
    only = Statement.length === 0 ? 'none' : policies.attached(name, JSON.stringify({ ...rest, Statement }));
    denies.set(document, only);
  }
  return only === 'none' ? undefined : only;
}
