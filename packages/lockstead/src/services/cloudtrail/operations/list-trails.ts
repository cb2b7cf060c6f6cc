/**
 * ListTrails: the names of an account's trails, in all Regions.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html
 */
import { pageOf } from '../../paging/pages.ts';
import { invalidToken } from '../errors.ts';
import { cloudTrailLimits } from '../limits.ts';
import type { CloudTrailRead } from '../operation.ts';
import { allTrails, arnOf } from '../trails.ts';

export const listTrails: CloudTrailRead<'ListTrails'> = {
  name: 'ListTrails',
  effect: 'read',

  async handle({ NextToken: token }, { reader, account }) {
    const trails = await allTrails(reader, account);
    const { items, next } = pageOf(trails, arnOf, {
      token,
      limit: cloudTrailLimits.listTrailsPage,
      boundTo: [account, 'ListTrails'],
      refusal: invalidToken,
    });
    return {
      Trails: items.map((trail) => ({ TrailARN: arnOf(trail), Name: trail.name, HomeRegion: trail.homeRegion })),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
};
