/**
 * Amazon CloudWatch Logs. A group is named by name, or by an identifier that may be its ARN, with `:*` or without. Both are asked for
 * where a request gives both.
 *
 * AWS DIFFERS?: AWS's reference writes the group's ARN as `log-group:NAME`, its guide with `:*` behind it, and policies of both kinds
 * are in use. The group is asked for as the reference writes it.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const head = 'arn:{partition}:logs:{region}:{account}:';
const group = '{logGroupName|logGroupArn}';
const identified = '{logGroupIdentifier|logGroupArn}';
const either = [`?${group}`, `?${identified}`] as const;
const stream = `${group}:log-stream:{logStreamName}`;
const detector = '{anomalyDetectorArn|arn:logs}';
const resource = '{resourceArn|arn:logs}';
const passes = (member: string): PairRow => passRole(member, 'logs.amazonaws.com');
/** Whose query or record it is, its id alone does not tell. */
const anyGroup = `${head}log-group:*`;

/** What an account policy of a kind stands for is asked for too. */
const policyKinds: Readonly<Record<string, string>> = {
  DATA_PROTECTION_POLICY: 'DataProtectionPolicy',
  SUBSCRIPTION_FILTER_POLICY: 'SubscriptionFilter',
  FIELD_INDEX_POLICY: 'IndexPolicy',
  TRANSFORMER_POLICY: 'Transformer',
};

function accountPolicy(verb: string): readonly PairRow[] {
  return [
    ...on(`logs:${verb}AccountPolicy`, '*'),
    ...Object.entries(policyKinds).map(([kind, name]) => ({
      action: `logs:${verb}${name}`,
      resources: [name === 'IndexPolicy' ? '*' : anyGroup],
      when: [`policyType == ${kind}`],
    })),
  ];
}

function tagged(action: string, ...resources: readonly string[]): readonly PairRow[] {
  return [
    { action: `logs:${action}`, resources, tags: 'tags' },
    { action: 'logs:TagResource', resources, tags: 'tags', when: ['tags'] },
  ];
}

const unmasks = (...resources: readonly string[]): PairRow => ({
  action: 'logs:Unmask',
  resources,
  when: ['unmask == true'],
});

export const logs: HandService = {
  client: 'logs',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_logs.html',
  operations: {
    ...same(
      'logs',
      `AssociateSourceToS3TableIntegration CancelExportTask CancelImportTask DeleteIndexPolicy DeleteIntegration DeleteQueryDefinition
       DeleteResourcePolicy DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries DescribeDeliveryDestinations
       DescribeDeliverySources DescribeDestinations DescribeExportTasks DescribeFieldIndexes DescribeImportTaskBatches
       DescribeImportTasks DescribeIndexPolicies DescribeLogGroups DescribeLookupTables DescribeQueryDefinitions
       DescribeResourcePolicies DisassociateSourceFromS3TableIntegration GetIntegration GetLogFields GetStorageTierPolicy
       ListAggregateLogGroupSummaries ListIntegrations ListLogGroupsForQuery ListScheduledQueries ListSourcesForS3TableIntegration
       ListSyslogConfigurations PutIndexPolicy PutIntegration PutQueryDefinition PutResourcePolicy PutStorageTierPolicy
       TestMetricFilter TestTransformer`,
      '*',
    ),
    ...same(
      'logs',
      `CreateExportTask DeleteLogGroup DeleteMetricFilter DeleteRetentionPolicy DeleteSubscriptionFilter DescribeSubscriptionFilters
       ListTagsLogGroup PutMetricFilter PutRetentionPolicy`,
      group,
    ),
    ...same(
      'logs',
      `DeleteDataProtectionPolicy DeleteSyslogConfiguration DeleteTransformer GetDataProtectionPolicy GetTransformer
       PutBearerTokenAuthentication PutDataProtectionPolicy PutLogGroupDeletionProtection PutSyslogConfiguration PutTransformer`,
      identified,
    ),
    ...same('logs', 'DescribeLogStreams', ...either),
    ...same('logs', 'AssociateKmsKey DisassociateKmsKey', `?${group}`, '?{resourceIdentifier|logGroupArn}'),
    ...same('logs', 'CreateLogStream DeleteLogStream PutLogEvents', stream),
    ...same('logs', 'DeleteLogAnomalyDetector GetLogAnomalyDetector UpdateAnomaly UpdateLogAnomalyDetector', detector),
    ...same('logs', 'DeleteLookupTable GetLookupTable', '{lookupTableArn|arn:logs}'),
    ...same(
      'logs',
      'DeleteScheduledQuery GetScheduledQuery GetScheduledQueryHistory',
      '{identifier|arnOr:logs:scheduled-query:}',
    ),
    ...same('logs', 'DeleteDelivery GetDelivery', `${head}delivery:{id}`),
    ...same('logs', 'DeleteDeliveryDestination GetDeliveryDestination', `${head}delivery-destination:{name}`),
    ...same(
      'logs',
      'DeleteDeliveryDestinationPolicy GetDeliveryDestinationPolicy PutDeliveryDestinationPolicy',
      `${head}delivery-destination:{deliveryDestinationName}`,
    ),
    ...same('logs', 'GetDeliverySource', `${head}delivery-source:{name}`),
    // AWS DIFFERS?: the reference gives this action a delivery destination as its resource; what a request names is a source.
    DeleteDeliverySource: on('logs:DeleteDeliverySource', `${head}delivery-destination:{name}`),
    ...same('logs', 'DeleteDestination PutDestinationPolicy', `${head}destination:{destinationName}`),
    ...same('logs', 'ListTagsForResource', resource),
    TagResource: [{ action: 'logs:TagResource', resources: [resource], tags: 'tags' }],
    UntagResource: [{ action: 'logs:UntagResource', resources: [resource], keys: { 'aws:TagKeys': '{tagKeys[]}' } }],
    TagLogGroup: [{ action: 'logs:TagLogGroup', resources: [group], tags: 'tags' }],
    UntagLogGroup: [{ action: 'logs:UntagLogGroup', resources: [group], keys: { 'aws:TagKeys': '{tags[]}' } }],
    DescribeMetricFilters: [{ action: 'logs:DescribeMetricFilters', resources: [`?${group}`], otherwise: anyGroup }],
    DescribeQueries: on('logs:DescribeQueries', '*'),
    ListAnomalies: [{ action: 'logs:ListAnomalies', resources: [`?${detector}`], otherwise: '*' }],
    ListLogAnomalyDetectors: on('logs:ListLogAnomalyDetectors', `${head}anomaly-detector:*`),
    ListLogGroups: [...on('logs:ListLogGroups', '*'), ...on('logs:DescribeLogGroups', '*')],
    FilterLogEvents: [...on('logs:FilterLogEvents', ...either), unmasks(...either)],
    GetLogEvents: [
      ...on('logs:GetLogEvents', `?${stream}`, `?${identified}:log-stream:{logStreamName}`),
      unmasks(...either),
    ],
    GetLogGroupFields: on('logs:GetLogGroupFields', ...either),
    GetLogRecord: [...on('logs:GetLogRecord', anyGroup), unmasks(anyGroup)],
    GetQueryResults: on('logs:GetQueryResults', anyGroup),
    StopQuery: on('logs:StopQuery', '*'),
    StartLiveTail: on('logs:StartLiveTail', '{logGroupIdentifiers[]|logGroupArn}'),
    StartQuery: on(
      'logs:StartQuery',
      `?${group}`,
      '?{logGroupNames[]|logGroupArn}',
      '?{logGroupIdentifiers[]|logGroupArn}',
    ),
    DeleteAccountPolicy: accountPolicy('Delete'),
    PutAccountPolicy: accountPolicy('Put'),
    CreateLogGroup: [
      ...tagged('CreateLogGroup', group),
      { action: 'logs:AssociateKmsKey', resources: [group], when: ['kmsKeyId'] },
    ],
    CreateLogAnomalyDetector: [
      { action: 'logs:CreateLogAnomalyDetector', resources: ['{logGroupArnList[]|logGroupArn}'], tags: 'tags' },
      { action: 'logs:TagResource', resources: [`${head}anomaly-detector:*`], tags: 'tags', when: ['tags'] },
    ],
    CreateLookupTable: tagged('CreateLookupTable', `${head}lookup-table:{lookupTableName}`),
    UpdateLookupTable: on('logs:UpdateLookupTable', '{lookupTableArn|arn:logs}'),
    CreateDelivery: [
      {
        action: 'logs:CreateDelivery',
        resources: [
          `${head}delivery:*`,
          `${head}delivery-source:{deliverySourceName}`,
          '{deliveryDestinationArn|arn:logs}',
        ],
        tags: 'tags',
      },
      { action: 'logs:TagResource', resources: [`${head}delivery:*`], tags: 'tags', when: ['tags'] },
    ],
    UpdateDeliveryConfiguration: on('logs:UpdateDeliveryConfiguration', `${head}delivery:{id}`),
    PutDeliveryDestination: [
      ...tagged('PutDeliveryDestination', `${head}delivery-destination:{name}`).map((pair) => ({
        ...pair,
        ...(pair.action === 'logs:PutDeliveryDestination'
          ? {
              keys: {
                'logs:DeliveryDestinationResourceArn': '{deliveryDestinationConfiguration.destinationResourceArn}',
              },
            }
          : {}),
      })),
    ],
    PutDeliverySource: tagged('PutDeliverySource', `${head}delivery-source:{name}`).map((pair) => ({
      ...pair,
      ...(pair.action === 'logs:PutDeliverySource'
        ? { keys: { 'logs:LogGeneratingResourceArns': '{resourceArn}' } }
        : {}),
    })),
    PutDestination: [...tagged('PutDestination', `${head}destination:{destinationName}`), passes('roleArn')],
    PutSubscriptionFilter: [
      ...on('logs:PutSubscriptionFilter', group),
      // A destination of Logs is a resource of its own; streams and functions are asked for in their own services' policies.
      {
        action: 'logs:PutSubscriptionFilter',
        resources: ['{destinationArn|arn:logs}'],
        when: ['destinationArn|arn:logs'],
      },
      passes('roleArn'),
    ],
    CreateImportTask: [...on('logs:CreateImportTask', '*'), passes('importRoleArn')],
    CreateScheduledQuery: [...tagged('CreateScheduledQuery', `${head}scheduled-query:*`), passes('executionRoleArn')],
    UpdateScheduledQuery: [
      ...on('logs:UpdateScheduledQuery', '{identifier|arnOr:logs:scheduled-query:}'),
      passes('executionRoleArn'),
    ],
  },
};
