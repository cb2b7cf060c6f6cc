/**
 * GetInsightSelectors: which insights a trail should have.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
 */
import { insightsNotEnabled, invalidParameter, noEventDataStores } from '../errors.ts';
import { insightsShape } from '../insights.ts';
import type { CloudTrailRead } from '../operation.ts';
import { arnOf, seenTrail } from '../trails.ts';

export const getInsightSelectors: CloudTrailRead<'GetInsightSelectors'> = {
  name: 'GetInsightSelectors',
  effect: 'read',

  async handle({ TrailName, EventDataStore }, { reader, account, region }) {
    if (EventDataStore !== undefined) throw noEventDataStores();
    if (TrailName === undefined) throw invalidParameter('TrailName is required.');
    const trail = await seenTrail(reader, { account, region }, TrailName);
    const arn = arnOf(trail);
    if (trail.insights === undefined) throw insightsNotEnabled(arn);
    return { TrailARN: arn, InsightSelectors: insightsShape(trail.insights) };
  },
};
