/** One recorded answer for each operation on CloudTrail's trails: the state in which ours should look alike, and the call. */
import * as sdk from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import type { Replay } from './replay.ts';

/** Stands in the recorded error. */
export const recordedTrailAccount = '644160558196';

const Bucket = 'skunk-trails-test-us-east-1';

export const cloudTrailOperations: Replay = async (stage) => {
  const config = stage.cloud.clientConfig();
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
  const statement = { Effect: 'Allow', Principal, Action: ['s3:GetBucketAcl', 's3:PutObject'], Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));

  const client = new sdk.CloudTrailClient(config);
  const Name = 'S3-DataEvents-test2';
  const trail = { Name, S3BucketName: Bucket, S3KeyPrefix: 'DataEvents', EnableLogFileValidation: true };
  await stage.record('CreateTrail', client.send(new sdk.CreateTrailCommand({ ...trail, IsMultiRegionTrail: true })));
  await stage.record('DescribeTrails', client.send(new sdk.DescribeTrailsCommand({})));
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::'] }];
  const EventSelectors = [{ ReadWriteType: 'All' as const, IncludeManagementEvents: false, DataResources }];
  const selectors = { TrailName: Name, EventSelectors };
  await stage.record('PutEventSelectors', client.send(new sdk.PutEventSelectorsCommand(selectors)));
  await stage.record('GetEventSelectors', client.send(new sdk.GetEventSelectorsCommand({ TrailName: Name })));
  const everything = { TrailName: Name, EventSelectors: [{}] };
  await client.send(new sdk.PutEventSelectorsCommand(everything));
  await stage.record('StartLogging', client.send(new sdk.StartLoggingCommand({ Name })));
  await stage.iam.send(new CreateUserCommand({ UserName: 'somebody' }));
  await stage.cloud.clock.advance('PT2H');
  await stage.record('StopLogging', client.send(new sdk.StopLoggingCommand({ Name })));
  await stage.record('GetTrailStatus', client.send(new sdk.GetTrailStatusCommand({ Name })));
  const update = { Name, S3KeyPrefix: '', IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false };
  await stage.record('UpdateTrail', client.send(new sdk.UpdateTrailCommand(update)));
  const missing = `arn:aws:cloudtrail:us-east-1:${stage.account}:trail/delete-me`;
  await stage.record('DeleteTrail', client.send(new sdk.DeleteTrailCommand({ Name: missing })));
};
