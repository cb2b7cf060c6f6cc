/**
 * What settings of a bucket may have to do with a denial of one action. Most requests have none, so that each look costs a comparison or two.
 */
import { type AttachedPolicy, isPublic } from '@lockstead/policy';
import type { ServiceReason } from '#kernel/service-reason';
import type { RequestContext } from '#service/request-context';
import { type AclAsked, aclGrants, type Grants } from '../authorize/acl-grants.ts';
import type { FoundBucket } from '../buckets/find-bucket.ts';
import type { EffectiveBlock } from '../buckets/public-access.ts';
import { aclNotAsked, ownedByAnother } from './bucket-reasons.ts';
import { type BlockedBucket, ignorePublicAcls, restrictPublicBuckets } from './public-access-reasons.ts';

export interface PairSettings {
  readonly context: RequestContext;
  readonly found: FoundBucket;
  readonly block: EffectiveBlock;
  readonly policy: AttachedPolicy | undefined;
  readonly grants: Grants | undefined;
  readonly asked: AclAsked;
  /** The account that owns the object, where that is not the bucket's. */
  readonly foreign: string | undefined;
}

const none: readonly ServiceReason[] = [];

export function pairReasons(settings: PairSettings): readonly ServiceReason[] {
  const { context, found, block, policy, grants, foreign } = settings;
  const { bucket, place } = found;
  const { principal } = context.session;
  const blocked: BlockedBucket = { name: bucket.name, place, block };
  const reasons: ServiceReason[] = [];
  const isOutside = principal.kind === 'anonymous' || principal.account !== place.account;
  if (block.effective.restrictPublicBuckets && policy !== undefined && isOutside && principal.kind !== 'service') {
    if (isPublic(policy.document)) reasons.push(restrictPublicBuckets(blocked, policy.document));
  }
  if (grants === undefined) {
    const acl = uncounted(settings);
    if (acl !== undefined) reasons.push(acl);
  }
  if (foreign !== undefined && principal.account !== foreign) {
    const hasAllow = policy?.document.statements.some(({ effect }) => effect === 'Allow') === true;
    if (hasAllow) reasons.push(ownedByAnother(bucket.name, foreign));
  }
  return reasons.length === 0 ? none : reasons;
}

/** A grant that would allow it, where the bucket took ACLs or public ones counted. */
function uncounted({ context, found, block, asked }: PairSettings): ServiceReason | undefined {
  const { bucket, place } = found;
  const isOff = bucket.ownership === 'BucketOwnerEnforced';
  if (!isOff && !block.effective.ignorePublicAcls) return undefined;
  if (bucket.acl === undefined && asked.object?.acl === undefined) return undefined;
  const taking = { ...found, bucket: { ...bucket, ownership: 'ObjectWriter' as const } };
  const counting = (ignorePublicAcls: boolean): Grants | undefined =>
    aclGrants(context, taking, { ...block.effective, ignorePublicAcls }, asked);
  const [grant] = counting(isOff && block.effective.ignorePublicAcls) ?? [];
  if (grant?.name !== undefined && isOff) return aclNotAsked(bucket.name, grant.name);
  const [ignored] = counting(false) ?? [];
  if (ignored?.name === undefined || isOff) return undefined;
  return ignorePublicAcls({ name: bucket.name, place, block }, ignored.name);
}
