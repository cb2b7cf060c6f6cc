/**
 * PutInsightSelectors: which insights a trail should have. They are kept and answered; nothing computes them.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutInsightSelectors.html
 */
import { invalidInsights, invalidParameter, noEventDataStores } from '../errors.ts';
import { insightsShape } from '../insights.ts';
import type { CloudTrailInput, CloudTrailWrite } from '../operation.ts';
import { type InsightChoice, putTrail, type TrailRecord } from '../state.ts';
import { arnOf, ownTrail } from '../trails.ts';

export const putInsightSelectors: CloudTrailWrite<'PutInsightSelectors'> = {
  name: 'PutInsightSelectors',
  effect: 'write',

  async handle(input, { tx, account, region }) {
    if (input.EventDataStore !== undefined || input.InsightsDestination !== undefined) throw noEventDataStores();
    if (input.TrailName === undefined) throw invalidParameter('TrailName is required.');
    const { insights: _, ...before } = await ownTrail(tx, { account, region }, input.TrailName);
    const insights = choicesOf(input);
    // An empty list turns them off.
    const trail: TrailRecord = insights.length === 0 ? before : { ...before, insights };
    await putTrail(tx, trail);
    return { TrailARN: arnOf(trail), InsightSelectors: insightsShape(insights) };
  },
};

function choicesOf({ InsightSelectors: given }: CloudTrailInput<'PutInsightSelectors'>): readonly InsightChoice[] {
  return given.map(({ InsightType: type, EventCategories: categories = [] }, at) => {
    if (type === undefined) throw invalidInsights('InsightType is required.');
    if (given.findIndex(({ InsightType }) => InsightType === type) !== at) {
      throw invalidInsights(`InsightType ${type} is given more than once.`);
    }
    return { type, ...(categories.length === 0 ? {} : { categories }) };
  });
}
