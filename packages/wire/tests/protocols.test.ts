/** Each protocol with the SDK's own client at the other end: members in every place where the protocol puts them, and errors. */
import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetDistributionCommand,
  ListDistributionsCommand,
} from '@aws-sdk/client-cloudfront';
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateDetectorCommand,
  GetFindingsCommand,
  GuardDutyClient,
  ListFindingsCommand,
  ListTagsForResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-guardduty';
import { ChangeResourceRecordSetsCommand, ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketAclCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';

let fixture: FixtureServer;
beforeAll(async () => {
  fixture = await startFixtureServer();
});
afterAll(() => fixture.close());

const at = new Date('2026-11-22T07:30:29.250Z');

function saw(operation: string, protocol: string, input: object): void {
  expect(fixture.seen).toMatchObject({ operation, protocol });
  expect(fixture.seen?.decoded).toEqual({ ok: true, input, ignored: [] });
}

test('ec2Query: flat lists, names of their own, and lists in the answer', async () => {
  const ec2 = new EC2Client(fixture.clientConfig());
  const SecurityGroups = [
    {
      GroupId: 'sg-1',
      GroupName: 'web',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
    },
  ];
  fixture.answer = { output: { SecurityGroups, NextToken: 'n' } };
  const input = {
    Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }],
    GroupIds: ['sg-1'],
    MaxResults: 5,
    DryRun: false,
  };
  const said = await ec2.send(new DescribeSecurityGroupsCommand(input));
  saw('DescribeSecurityGroups', 'ec2Query', input);
  expect(said).toMatchObject({ SecurityGroups, NextToken: 'n' });
  expect(said.$metadata.requestId).toBe('request-1');

  fixture.answer = {
    output: { Instances: [{ InstanceId: 'i-1', LaunchTime: at, State: { Code: 16, Name: 'running' } }] },
  };
  const run = {
    MinCount: 1,
    MaxCount: 2,
    ClientToken: 't',
    ImageId: 'ami-1',
    BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: true, VolumeSize: 8 } }],
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a', Value: 'b' }] }],
  };
  expect(await ec2.send(new RunInstancesCommand(run))).toMatchObject(fixture.answer.output ?? {});
  saw('RunInstances', 'ec2Query', run);

  fixture.answer = { error: { code: 'DependencyViolation', httpStatus: 400, fault: 'client', message: 'in <use>' } };
  const failed = ec2.send(new DeleteSecurityGroupCommand({ GroupId: 'sg-1' }));
  await expect(failed).rejects.toMatchObject({ name: 'DependencyViolation', message: 'in <use>' });
});

test('restJson1: labels, queries, names of JSON, maps and documents', async () => {
  const guardDuty = new GuardDutyClient(fixture.clientConfig());
  fixture.answer = { output: { DetectorId: 'd' } };
  const create = {
    Enable: true,
    ClientToken: 't',
    Tags: { a: 'b', 'c:d': '' },
    DataSources: { S3Logs: { Enable: true } },
  };
  expect(await guardDuty.send(new CreateDetectorCommand(create))).toMatchObject({ DetectorId: 'd' });
  saw('CreateDetector', 'restJson1', create);

  const Findings = [
    {
      Id: 'f',
      Arn: 'a',
      AccountId: '1',
      Severity: 8.5,
      Service: { Count: 1, Archived: false },
      Resource: { ResourceType: 'x' },
    },
  ];
  fixture.answer = { output: { Findings } };
  const get = {
    DetectorId: '12abc34d567e8fa901bc2d34e56789f0',
    FindingIds: ['f'],
    SortCriteria: { AttributeName: 'severity' },
  };
  expect((await guardDuty.send(new GetFindingsCommand(get))).Findings).toMatchObject(Findings);
  saw('GetFindings', 'restJson1', get);

  fixture.answer = { output: { FindingIds: [], NextToken: '' } };
  const list = {
    DetectorId: 'd',
    FindingCriteria: { Criterion: { severity: { GreaterThanOrEqual: 4 } } },
    MaxResults: 3,
  };
  expect((await guardDuty.send(new ListFindingsCommand(list))).FindingIds).toEqual([]);
  saw('ListFindings', 'restJson1', list);

  const ResourceArn = 'arn:aws:guardduty:us-east-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0';
  fixture.answer = { output: { Tags: { __proto__x: 'y' } } };
  expect((await guardDuty.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual({ __proto__x: 'y' });
  saw('ListTagsForResource', 'restJson1', { ResourceArn });
  fixture.answer = { output: {} };
  await guardDuty.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a', 'b:c'] }));
  saw('UntagResource', 'restJson1', { ResourceArn, TagKeys: ['a', 'b:c'] });

  const members = { Type: 'InvalidInputException' };
  fixture.answer = {
    error: { code: 'BadRequestException', httpStatus: 400, fault: 'client', message: 'bad', members },
  };
  const failed = guardDuty.send(new ListTagsForResourceCommand({ ResourceArn }));
  await expect(failed).rejects.toMatchObject({
    name: 'BadRequestException',
    message: 'bad',
    Type: 'InvalidInputException',
  });
});

test('restXml: documents, payloads, queries and headers', async () => {
  const route53 = new Route53Client(fixture.clientConfig());
  const ResourceRecordSet = {
    Name: 'a.example.',
    Type: 'A' as const,
    TTL: 60,
    ResourceRecords: [{ Value: '192.0.2.1' }, { Value: '"<&>"' }],
  };
  const change = {
    HostedZoneId: 'Z1',
    ChangeBatch: { Comment: ' c ', Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }] },
  };
  const ChangeInfo = { Id: '/change/C1', Status: 'INSYNC' as const, SubmittedAt: at };
  fixture.answer = { output: { ChangeInfo } };
  expect(await route53.send(new ChangeResourceRecordSetsCommand(change))).toMatchObject({ ChangeInfo });
  saw('ChangeResourceRecordSets', 'restXml', change);
  fixture.answer = { output: { HostedZones: [], IsTruncated: false, MaxItems: 100, Marker: '' } };
  expect(await route53.send(new ListHostedZonesCommand({ MaxItems: 2, Marker: 'm' }))).toMatchObject({
    HostedZones: [],
    MaxItems: 100,
  });
  saw('ListHostedZones', 'restXml', { MaxItems: 2, Marker: 'm' });
  fixture.answer = { error: { code: 'NoSuchHostedZone', httpStatus: 404, fault: 'client', message: 'none' } };
  await expect(route53.send(new ListHostedZonesCommand({}))).rejects.toMatchObject({
    name: 'NoSuchHostedZone',
    message: 'none',
  });

  const cloudFront = new CloudFrontClient(fixture.clientConfig());
  const InvalidationBatch = { CallerReference: 'r', Paths: { Quantity: 1, Items: ['/*'] } };
  const Invalidation = { Id: 'I', Status: 'Completed', CreateTime: at, InvalidationBatch };
  fixture.answer = { output: { Location: 'https://l', Invalidation } };
  const create = { DistributionId: 'D', InvalidationBatch };
  expect(await cloudFront.send(new CreateInvalidationCommand(create))).toMatchObject({
    Location: 'https://l',
    Invalidation,
  });
  saw('CreateInvalidation', 'restXml', create);
  fixture.answer = {
    output: {
      ETag: 'E',
      Distribution: {
        Id: 'D',
        ARN: 'a',
        Status: 's',
        LastModifiedTime: at,
        InProgressInvalidationBatches: 0,
        DomainName: 'd',
      },
    },
  };
  expect(await cloudFront.send(new GetDistributionCommand({ Id: 'D' }))).toMatchObject(fixture.answer.output ?? {});
  fixture.answer = { output: { DistributionList: { Marker: '', MaxItems: 1, IsTruncated: false, Quantity: 0 } } };
  expect(await cloudFront.send(new ListDistributionsCommand({}))).toMatchObject(fixture.answer.output ?? {});
});

test.each([
  { style: 'path', forcePathStyle: true },
  { style: 'virtual host', forcePathStyle: false },
])('restXml: S3 by $style', async ({ forcePathStyle }) => {
  const config = { ...fixture.clientConfig(), forcePathStyle };
  const endpoint = forcePathStyle ? config.endpoint : config.endpoint.replace('127.0.0.1', 's3.localhost');
  const s3 = new S3Client({
    ...config,
    endpoint,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: { httpAgent: fixture.loopbackAgent },
  });
  const body = Buffer.from('hällo');
  fixture.answer = { output: { ETag: '"e"', VersionId: 'v' } };
  const Key = 'a/b c/+&?.txt';
  const put = {
    Bucket: 'box',
    Key,
    Body: body,
    ContentType: 'text/x',
    Metadata: { one: 'two' },
    StorageClass: 'STANDARD' as const,
  };
  expect(await s3.send(new PutObjectCommand(put))).toMatchObject({ ETag: '"e"', VersionId: 'v' });
  saw('PutObject', 'restXml', { ...put, ContentLength: body.length });

  fixture.answer = {
    output: {
      Body: body,
      ContentType: 'text/x',
      LastModified: new Date('2026-11-22T07:30:29Z'),
      Metadata: { one: 'two' },
      ETag: '"e"',
    },
  };
  const got = await s3.send(new GetObjectCommand({ Bucket: 'box', Key, Range: 'bytes=0-9' }));
  expect(await got.Body?.transformToString()).toBe('hällo');
  expect(got).toMatchObject({
    ContentType: 'text/x',
    LastModified: new Date('2026-11-22T07:30:29Z'),
    Metadata: { one: 'two' },
  });
  expect(fixture.seen).toMatchObject({
    operation: 'GetObject',
    decoded: { input: { Bucket: 'box', Key, Range: 'bytes=0-9' } },
  });

  fixture.answer = { output: { CopyObjectResult: { ETag: '"e"', LastModified: at } } };
  await s3.send(new CopyObjectCommand({ Bucket: 'box', Key, CopySource: 'other/k' }));
  saw('CopyObject', 'restXml', { Bucket: 'box', Key, CopySource: 'other/k' });

  fixture.answer = {
    output: {
      Name: 'box',
      KeyCount: 1,
      Contents: [{ Key: 'a<\u0001', Size: 3, LastModified: at }],
      CommonPrefixes: [{ Prefix: 'p/' }],
    },
  };
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: 'box', Prefix: 'p', MaxKeys: 3 }));
  expect(listed).toMatchObject({
    KeyCount: 1,
    Contents: [{ Size: 3, LastModified: at }],
    CommonPrefixes: [{ Prefix: 'p/' }],
  });
  saw('ListObjectsV2', 'restXml', { Bucket: 'box', Prefix: 'p', MaxKeys: 3 });

  fixture.answer = { output: { LocationConstraint: 'eu-west-1' } };
  expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'box' }))).LocationConstraint).toBe('eu-west-1');
  fixture.answer = { output: { Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied' }] } };
  const Delete = { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'v' }], Quiet: false };
  expect(await s3.send(new DeleteObjectsCommand({ Bucket: 'box', Delete }))).toMatchObject(fixture.answer.output ?? {});
  expect(fixture.seen).toMatchObject({ operation: 'DeleteObjects', decoded: { input: { Bucket: 'box', Delete } } });

  const Grants = [
    {
      Grantee: { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
      Permission: 'READ' as const,
    },
  ];
  fixture.answer = { output: {} };
  await s3.send(new PutBucketAclCommand({ Bucket: 'box', AccessControlPolicy: { Grants, Owner: { ID: 'o' } } }));
  expect(fixture.seen).toMatchObject({
    operation: 'PutBucketAcl',
    decoded: { input: { AccessControlPolicy: { Grants, Owner: { ID: 'o' } } } },
  });

  fixture.answer = { output: { Buckets: [{ Name: 'box', CreationDate: at }], Owner: { ID: 'o' } } };
  expect(await s3.send(new ListBucketsCommand({}))).toMatchObject(fixture.answer.output ?? {});
  fixture.answer = {
    error: {
      code: 'NoSuchKey',
      httpStatus: 404,
      fault: 'client',
      message: 'The specified key does not exist.',
      members: { Key },
    },
  };
  await expect(s3.send(new GetObjectCommand({ Bucket: 'box', Key }))).rejects.toMatchObject({ name: 'NoSuchKey', Key });
});

test('awsJson1.0, queryCompatible: both names of an error', async () => {
  const sqs = new SQSClient(fixture.clientConfig());
  const MessageAttributes = { a: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } };
  fixture.answer = { output: { MessageId: 'm', MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' } };
  const send = { QueueUrl: `${fixture.endpoint}/111122223333/q`, MessageBody: 'hello', MessageAttributes };
  expect(await sqs.send(new SendMessageCommand(send))).toMatchObject({ MessageId: 'm' });
  expect(fixture.seen).toMatchObject({ operation: 'SendMessage', protocol: 'awsJson1_0' });
  fixture.answer = {
    output: {
      Messages: [{ MessageId: 'm', Body: 'hello', MD5OfBody: '5d41402abc4b2a76b9719d911017c592', MessageAttributes }],
    },
  };
  const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl: send.QueueUrl, MaxNumberOfMessages: 1 }));
  expect(received.Messages?.[0]?.MessageAttributes?.['a']?.BinaryValue).toEqual(new Uint8Array([1, 2]));
  fixture.answer = { error: { code: 'QueueDoesNotExist', httpStatus: 400, fault: 'client', message: 'none' } };
  const failed = await sqs.send(new GetQueueUrlCommand({ QueueName: 'q' })).catch((error: unknown) => error);
  expect(failed).toMatchObject({ message: 'none', Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' });
});

test('rpcv2Cbor: times, doubles and errors', async () => {
  const protocol = new AwsSmithyRpcV2CborProtocol({
    defaultNamespace: 'com.amazonaws.cloudwatch',
    errorTypeRegistries: [],
  });
  const settings = { serviceTarget: 'GraniteServiceVersion20100801', defaultNamespace: 'com.amazonaws.cloudwatch' };
  const client = new CloudWatchClient({ ...fixture.clientConfig(), protocol, protocolSettings: settings } as never);
  fixture.answer = { output: {} };
  const MetricData = [
    {
      MetricName: 'm',
      Timestamp: at,
      Value: 1.5,
      Dimensions: [{ Name: 'd', Value: 'ü' }],
      Values: [1, -2, 1e300],
      Counts: [1, 1, 1],
    },
  ];
  await client.send(new PutMetricDataCommand({ Namespace: 'n', MetricData }));
  saw('PutMetricData', 'rpcv2Cbor', { Namespace: 'n', MetricData });
  const MetricDataResults = [
    { Id: 'a', Label: 'l', Timestamps: [at, new Date(0)], Values: [0.1, 3], StatusCode: 'Complete' as const },
  ];
  fixture.answer = { output: { MetricDataResults, Messages: [] } };
  const query = { MetricDataQueries: [{ Id: 'a', Expression: 'x' }], StartTime: new Date(0), EndTime: at };
  expect(await client.send(new GetMetricDataCommand(query))).toMatchObject({ MetricDataResults });
  fixture.answer = { error: { code: 'InvalidParameterValue', httpStatus: 400, fault: 'client', message: 'bad' } };
  await expect(client.send(new PutMetricDataCommand({ Namespace: 'n', MetricData }))).rejects.toMatchObject({
    message: 'bad',
  });
});

test('awsJson1.0: the default of CloudWatch', async () => {
  fixture.answer = { output: {} };
  const MetricData = [{ MetricName: 'm', Timestamp: at, Value: 1.5 }];
  await new CloudWatchClient(fixture.clientConfig()).send(new PutMetricDataCommand({ Namespace: 'n', MetricData }));
  saw('PutMetricData', 'awsJson1_0', { Namespace: 'n', MetricData });
});

test('a body that the SDK compresses is read, whatever the protocol', async () => {
  fixture.answer = { output: {} };
  const MetricData = Array.from({ length: 300 }, (_, index) => ({
    MetricName: `m${index}`,
    Value: index,
    Timestamp: at,
  }));
  const config = { ...fixture.clientConfig(), requestMinCompressionSizeBytes: 1 };
  await new CloudWatchClient(config).send(new PutMetricDataCommand({ Namespace: 'n', MetricData }));
  expect(fixture.seen?.encoding).toBe('gzip');
  expect(fixture.seen).toMatchObject({ operation: 'PutMetricData', decoded: { ok: true, input: { MetricData } } });
});
