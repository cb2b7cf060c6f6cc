/**
 * GetEventSelectors: which events a trail takes, in the form in which that was put.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
 */
import type { CloudTrailRead } from '../operation.ts';
import { selectorsShape } from '../trail-shape.ts';
import { arnOf, seenTrail } from '../trails.ts';

export const getEventSelectors: CloudTrailRead<'GetEventSelectors'> = {
  name: 'GetEventSelectors',
  effect: 'read',

  async handle({ TrailName }, { reader, account, region }) {
    const trail = await seenTrail(reader, { account, region }, TrailName);
    return { TrailARN: arnOf(trail), ...selectorsShape(trail) };
  },
};
