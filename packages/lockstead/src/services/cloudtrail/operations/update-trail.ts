/**
 * UpdateTrail: other settings for a trail, which goes on logging.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
 */
import type { Keys } from '../../kms/api.ts';
import { checkBucketName, checkDestination, checkedPrefix, keyArnOf } from '../destination.ts';
import { globalEventsRequired } from '../errors.ts';
import { beginChain, closeChain, dropOthers } from '../logging.ts';
import type { CloudTrailInput, CloudTrailWrite } from '../operation.ts';
import { organizationOfTrail } from '../organization.ts';
import { refuseOtherDestinations } from '../other-destinations.ts';
import { putTrail, type TrailRecord } from '../state.ts';
import { trailSettings } from '../trail-shape.ts';
import { ownTrail } from '../trails.ts';

/** What UpdateTrail sets. */
type Settings = Pick<
  TrailRecord,
  'bucket' | 'prefix' | 'kmsKeyArn' | 'includesGlobalServices' | 'isMultiRegion' | 'organizationId' | 'validatesFiles'
>;

export function updateTrail(keys: Keys): CloudTrailWrite<'UpdateTrail', TrailRecord> {
  return {
    name: 'UpdateTrail',
    effect: 'write',

    async prepare(input, { reader, account, region, invoke }) {
      const trail = await ownTrail(reader, { account, region }, input.Name);
      refuseOtherDestinations(input);
      const organizationId =
        input.IsOrganizationTrail === true ? await organizationOfTrail(reader, account) : undefined;
      const { KmsKeyId } = input;
      const kmsKeyArn = KmsKeyId === undefined || KmsKeyId === '' ? undefined : await keyArnOf(keys, trail, KmsKeyId);
      const changed = changedTrail(trail, input, { organizationId, kmsKeyArn });
      if (changed.isMultiRegion && !changed.includesGlobalServices) throw globalEventsRequired();
      await checkDestination(invoke, changed);
      return changed;
    },

    async handle(input, { tx, account, region, at }, settings) {
      const before = await ownTrail(tx, { account, region }, input.Name);
      const trail = withSettings(before, settings);
      await putTrail(tx, trail);
      if (trail.organizationId === undefined && before.organizationId !== undefined) await dropOthers(tx, trail);
      if (trail.isLogging && trail.validatesFiles && !before.validatesFiles) await beginChain(tx, trail, at);
      if (trail.isLogging && !trail.validatesFiles && before.validatesFiles) await closeChain(tx, trail, at);
      return trailSettings(trail);
    },
  };
}

interface Found {
  readonly organizationId: string | undefined;
  readonly kmsKeyArn: string | undefined;
}

/** What the request leaves out stays; an empty text removes. */
function changedTrail(trail: TrailRecord, input: CloudTrailInput<'UpdateTrail'>, found: Found): TrailRecord {
  const bucket = input.S3BucketName ?? trail.bucket;
  checkBucketName(bucket);
  const prefix = input.S3KeyPrefix === undefined ? trail.prefix : checkedPrefix(input.S3KeyPrefix);
  const kmsKeyArn = input.KmsKeyId === undefined ? trail.kmsKeyArn : found.kmsKeyArn;
  const organizationId = input.IsOrganizationTrail === undefined ? trail.organizationId : found.organizationId;
  return withSettings(trail, {
    bucket,
    ...(prefix === undefined ? {} : { prefix }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    ...(organizationId === undefined ? {} : { organizationId }),
    includesGlobalServices: input.IncludeGlobalServiceEvents ?? trail.includesGlobalServices,
    isMultiRegion: input.IsMultiRegionTrail ?? trail.isMultiRegion,
    validatesFiles: input.EnableLogFileValidation ?? trail.validatesFiles,
  });
}

function withSettings(trail: TrailRecord, settings: Settings): TrailRecord {
  const { prefix: _prefix, kmsKeyArn: _key, organizationId: _organization, ...rest } = trail;
  const { bucket, prefix, kmsKeyArn, organizationId, includesGlobalServices, isMultiRegion, validatesFiles } = settings;
  return {
    ...rest,
    bucket,
    includesGlobalServices,
    isMultiRegion,
    validatesFiles,
    ...(prefix === undefined ? {} : { prefix }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    ...(organizationId === undefined ? {} : { organizationId }),
  };
}
