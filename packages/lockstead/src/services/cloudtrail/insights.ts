/** Insight selectors as the API answers them. */
import type { InsightSelector } from '@aws-sdk/client-cloudtrail';
import type { InsightChoice } from './state.ts';

export function insightsShape(insights: readonly InsightChoice[]): InsightSelector[] {
  return insights.map(({ type, categories }) => ({
    InsightType: type,
    ...(categories === undefined ? {} : { EventCategories: [...categories] }),
  }));
}
