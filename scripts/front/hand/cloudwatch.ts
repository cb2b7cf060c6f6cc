/**
 * CloudWatch's metrics. AWS's denials name no resource for them: "is not authorized to perform: cloudwatch:ListMetrics because no identity-based
 * policy allows the cloudwatch:ListMetrics action". The type `dataset` that the reference calls optional is for metrics in OTLP, which these
 * requests have no member for.
 */
import { type HandService, same } from './hand-service.ts';

export const cloudwatch: HandService = {
  client: 'cloudwatch',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_cloudwatch.html',
  operations: {
    ...same('cloudwatch', 'GetMetricData GetMetricStatistics GetMetricWidgetImage ListMetrics', '*'),
    PutMetricData: [
      {
        action: 'cloudwatch:PutMetricData',
        resources: ['*'],
        keys: { 'cloudwatch:namespace': '{Namespace}' },
      },
    ],
  },
};
