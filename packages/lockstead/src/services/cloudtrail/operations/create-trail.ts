/**
 * CreateTrail: a trail that is told where to deliver. It does so once StartLogging was called.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
 */
import type { Keys } from '../../kms/api.ts';
import type { TagRules } from '../../tags/tag-rules.ts';
import { checkBucketName, checkDestination, checkedPrefix, keyArnOf } from '../destination.ts';
import { globalEventsRequired, tooManyTrails, trailAlreadyExists } from '../errors.ts';
import { cloudTrailLimits } from '../limits.ts';
import type { CloudTrailWrite } from '../operation.ts';
import { organizationOfTrail } from '../organization.ts';
import { refuseOtherDestinations } from '../other-destinations.ts';
import { cloudTrailState, putTrail, type TrailRecord, trailKey } from '../state.ts';
import { checkedTags, requireRuledTags } from '../tags.ts';
import { checkTrailName } from '../trail-name.ts';
import { trailSettings } from '../trail-shape.ts';

const { TrailsPerRegion } = cloudTrailLimits;

export function createTrail(keys: Keys, rules: TagRules): CloudTrailWrite<'CreateTrail', TrailRecord> {
  return {
    name: 'CreateTrail',
    effect: 'write',

    async prepare(input, { reader, account, region, at, invoke }) {
      checkTrailName(input.Name);
      checkBucketName(input.S3BucketName);
      refuseOtherDestinations(input);
      const prefix = checkedPrefix(input.S3KeyPrefix);
      const isMultiRegion = input.IsMultiRegionTrail ?? false;
      const includesGlobalServices = input.IncludeGlobalServiceEvents ?? true;
      if (isMultiRegion && !includesGlobalServices) throw globalEventsRequired();
      const organizationId =
        input.IsOrganizationTrail === true ? await organizationOfTrail(reader, account) : undefined;
      const place = { account, homeRegion: region };
      const kmsKeyArn =
        input.KmsKeyId === undefined || input.KmsKeyId === '' ? undefined : await keyArnOf(keys, place, input.KmsKeyId);
      const trail: TrailRecord = {
        ...place,
        name: input.Name,
        bucket: input.S3BucketName,
        ...(prefix === undefined ? {} : { prefix }),
        ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
        includesGlobalServices,
        isMultiRegion,
        ...(organizationId === undefined ? {} : { organizationId }),
        validatesFiles: input.EnableLogFileValidation ?? false,
        tags: checkedTags(input.TagsList),
        createdAt: at,
        isLogging: false,
      };
      // Before the bucket is asked, so that nothing is put there for a trail that cannot be.
      const trails = await cloudTrailState(reader, account).trails.list();
      requireRoom(
        trail,
        trails.map(({ record }) => record),
      );
      await checkDestination(invoke, trail);
      return trail;
    },

    async handle(_input, { tx, account }, trail) {
      const state = cloudTrailState(tx, account);
      const trails = await state.trails.list();
      requireRoom(
        trail,
        trails.map(({ record }) => record),
      );
      await requireRuledTags(rules, tx, account, trail.tags);
      await putTrail(tx, trail);
      await state.progress.put({ trail: trailKey(trail), cursor: 0, spans: [], nextFile: 0 });
      return trailSettings(trail);
    },
  };
}

function requireRoom({ account, homeRegion, name }: TrailRecord, trails: readonly TrailRecord[]): void {
  const here = trails.filter((trail) => trail.homeRegion === homeRegion || trail.isMultiRegion);
  if (here.some((trail) => trail.name === name)) throw trailAlreadyExists(name, account);
  if (here.length >= TrailsPerRegion) throw tooManyTrails(account, TrailsPerRegion, homeRegion);
}
