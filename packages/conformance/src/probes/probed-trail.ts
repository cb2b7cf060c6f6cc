/** A trail, and the bucket that it delivers to, when an operation on trails is probed. */
import * as sdk from '@aws-sdk/client-cloudtrail';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import type { Cloud } from 'lockstead';
import type { Known } from './probed-account.ts';

const S3BucketName = 'probed-trail';
const Name = 'probed';

export async function fillTrail(cloud: Cloud, service: string, operation: string): Promise<Known> {
  if (service !== 'cloudtrail' || operation === 'LookupEvents') return {};
  const s3 = new S3Client({ ...cloud.clientConfig(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: S3BucketName }));
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const Resource = [`arn:aws:s3:::${S3BucketName}`, `arn:aws:s3:::${S3BucketName}/*`];
  const statement = { Effect: 'Allow', Principal, Action: ['s3:GetBucketAcl', 's3:PutObject'], Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await s3.send(new PutBucketPolicyCommand({ Bucket: S3BucketName, Policy }));
  const known = {
    Name,
    TrailName: Name,
    S3BucketName,
    S3KeyPrefix: 'prefix',
    TagsList: [{ Key: 'team', Value: 'blue' }],
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }],
    AdvancedEventSelectors: undefined,
    InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
    IncludeGlobalServiceEvents: true,
    trailNameList: [Name],
    // There are no topics, log groups, event data stores and no organization.
    SnsTopicName: undefined,
    CloudWatchLogsLogGroupArn: undefined,
    CloudWatchLogsRoleArn: undefined,
    EventDataStore: undefined,
    InsightsDestination: undefined,
    IsOrganizationTrail: false,
    KmsKeyId: undefined,
    NextToken: undefined,
    StartTime: undefined,
    EndTime: undefined,
  };
  if (operation === 'CreateTrail') return known;
  const client = new sdk.CloudTrailClient(cloud.clientConfig());
  const { TrailARN = '' } = await client.send(new sdk.CreateTrailCommand({ Name, S3BucketName }));
  const InsightSelectors = [{ InsightType: 'ApiErrorRateInsight' as const }];
  await client.send(new sdk.PutInsightSelectorsCommand({ TrailName: Name, InsightSelectors }));
  return { ...known, ResourceId: TrailARN, ResourceIdList: [TrailARN] };
}
