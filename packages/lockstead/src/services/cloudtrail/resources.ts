/** Trails as whatever looks across services sees them. */
import { defineResource, type OwnChoice, type Resource } from '#service/resource';
import { cloudTrailCollections, type TrailRecord } from './state.ts';
import { arnOf } from './trails.ts';

function choices({ isLogging, validatesFiles, isMultiRegion, kmsKeyArn }: TrailRecord): readonly OwnChoice[] {
  const reach = isMultiRegion ? 'all Regions' : 'its own Region';
  const proof = validatesFiles ? ', and its digests prove that no file was changed' : '';
  const logging = isLogging
    ? `You have this trail deliver the events of ${reach}${proof}.`
    : 'This trail does not log at present.';
  const encryption =
    kmsKeyArn === undefined
      ? 'The files are encrypted as the bucket says.'
      : 'You chose a KMS key for the files, so that its policy says who reads them.';
  return [
    { layer: 'logging', says: logging },
    { layer: 'encryption-at-rest', says: encryption },
  ];
}

export const cloudTrailResources: readonly Resource[] = [
  defineResource({
    cfnType: 'AWS::CloudTrail::Trail',
    collection: cloudTrailCollections.trails,
    arn: (trail) => arnOf(trail),
    resourceName: ({ name }) => name,
    tags: ({ tags }) => tags,
    choices,
  }),
];
