/**
 * GetTrail: a trail's settings.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html
 */
import type { CloudTrailRead } from '../operation.ts';
import { trailShape } from '../trail-shape.ts';
import { seenTrail } from '../trails.ts';

export const getTrail: CloudTrailRead<'GetTrail'> = {
  name: 'GetTrail',
  effect: 'read',

  async handle({ Name }, { reader, account, region }) {
    return { Trail: trailShape(await seenTrail(reader, { account, region }, Name)) };
  },
};
