/** botocore at the other end: another reading of the same models, and the one under boto3 and the AWS CLI. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { WireError } from '../src/index.ts';
import { startFixtureServer } from './fixture-server.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const python = process.env['LOCKSTEAD_PYTHON'] ?? join(root, '.venv/bin/python');
const hasBotocore = existsSync(python);
if (!hasBotocore) console.log('botocore is not tried: no Python with it (see npm run generate)');

const at = new Date('2026-11-22T07:30:29Z');
const seconds = at.getTime() / 1000;
const user = { UserName: 'alice', UserId: 'AIDA1', Path: '/', Arn: 'arn:aws:iam::1:user/alice' };

/** In the order of botocore_client.py. */
const calls: readonly {
  readonly operation: string;
  readonly protocol: string;
  readonly input: object;
  readonly answer: { output?: object; error?: WireError };
  readonly said: unknown;
}[] = [
  {
    operation: 'CreateUser',
    protocol: 'awsQuery',
    input: { UserName: 'alice', Tags: [{ Key: 'a', Value: 'ü' }] },
    answer: { output: { User: { ...user, CreateDate: at, Tags: [] } } },
    said: { User: { ...user, CreateDate: seconds, Tags: [] } },
  },
  {
    operation: 'GetUser',
    protocol: 'awsQuery',
    input: { UserName: 'alice' },
    answer: { error: { code: 'NoSuchEntity', httpStatus: 404, fault: 'client', message: 'The user <alice>' } },
    said: { Error: { Type: 'Sender', Code: 'NoSuchEntity', Message: 'The user <alice>' }, Status: 404 },
  },
  {
    operation: 'LookupEvents',
    protocol: 'awsJson1_1',
    input: { StartTime: at, MaxResults: 5 },
    answer: { output: { Events: [{ EventId: 'e', EventTime: at }] } },
    said: { Events: [{ EventId: 'e', EventTime: seconds }] },
  },
  {
    operation: 'DescribeSecurityGroups',
    protocol: 'ec2Query',
    input: { Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] },
    answer: { output: { SecurityGroups: [{ GroupId: 'sg-1', Tags: [{ Key: 'k', Value: 'v' }] }] } },
    said: { SecurityGroups: [{ GroupId: 'sg-1', Tags: [{ Key: 'k', Value: 'v' }] }] },
  },
  {
    operation: 'UntagResource',
    protocol: 'restJson1',
    input: {
      ResourceArn: 'arn:aws:guardduty:us-east-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0',
      TagKeys: ['a', 'b'],
    },
    answer: {
      error: { code: 'BadRequestException', httpStatus: 400, fault: 'client', message: 'bad', members: { Type: 'T' } },
    },
    said: { Error: { Code: 'BadRequestException', Message: 'bad' }, Status: 400 },
  },
  {
    operation: 'ListHostedZones',
    protocol: 'restXml',
    input: { MaxItems: 2 },
    answer: {
      output: {
        HostedZones: [{ Id: '/hostedzone/Z', Name: 'a.', CallerReference: 'r' }],
        Marker: '',
        IsTruncated: false,
        MaxItems: 2,
      },
    },
    said: {
      HostedZones: [{ Id: '/hostedzone/Z', Name: 'a.', CallerReference: 'r' }],
      Marker: '',
      IsTruncated: false,
      MaxItems: '2',
    },
  },
  {
    operation: 'CopyObject',
    protocol: 'restXml',
    input: { Bucket: 'box', Key: 'a/b c', CopySource: 'other/k' },
    answer: { output: { VersionId: 'v', CopyObjectResult: { ETag: '"e"', LastModified: at } } },
    said: { VersionId: 'v', CopyObjectResult: { ETag: '"e"', LastModified: seconds } },
  },
  {
    operation: 'GetObject',
    protocol: 'restXml',
    input: { Bucket: 'box', Key: 'a/b c', ChecksumMode: 'ENABLED' },
    answer: { output: { Body: Buffer.from('hello'), ContentLength: 5, Metadata: { one: 'two' } } },
    said: { Body: 'hello', ContentLength: 5, ContentType: 'application/octet-stream', Metadata: { one: 'two' } },
  },
  {
    operation: 'PutMetricData',
    // JSON stands before CBOR in botocore's list of what it prefers.
    protocol: 'awsJson1_0',
    input: { Namespace: 'n', MetricData: [{ MetricName: 'm', Timestamp: at, Value: 1.5 }] },
    answer: { error: { code: 'InvalidParameterValueException', httpStatus: 400, fault: 'client', message: 'bad' } },
    said: {
      Error: {
        Code: 'InvalidParameterValue',
        Message: 'bad',
        Type: 'Sender',
        QueryErrorCode: 'InvalidParameterValueException',
      },
      Status: 400,
    },
  },
  {
    operation: 'GetQueueUrl',
    protocol: 'awsJson1_0',
    input: { QueueName: 'q' },
    answer: { error: { code: 'QueueDoesNotExist', httpStatus: 400, fault: 'client', message: 'none' } },
    said: {
      Error: {
        Code: 'AWS.SimpleQueueService.NonExistentQueue',
        Message: 'none',
        QueryErrorCode: 'QueueDoesNotExist',
        Type: 'Sender',
      },
      Status: 400,
    },
  },
  {
    operation: 'GetReport',
    protocol: 'restJson1',
    input: { reportId: 'report-jRVRFP8HxUN5zpPh', termToken: 't' },
    answer: { output: { documentPresignedUrl: 'https://u' } },
    said: { documentPresignedUrl: 'https://u' },
  },
];

test.skipIf(!hasBotocore)('botocore, in every protocol', async () => {
  const fixture = await startFixtureServer();
  fixture.answer = calls[0]?.answer ?? {};
  const child = spawn(python, [fileURLToPath(new URL('./botocore_client.py', import.meta.url)), fixture.endpoint], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true' },
  });
  try {
    let done = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const expected = calls[done];
      if (expected === undefined) throw new Error(`a call too many: ${line}`);
      const { operation, protocol, input } = expected;
      expect(fixture.seen, operation).toMatchObject({ operation, protocol });
      expect(fixture.seen?.decoded, operation).toEqual({ ok: true, input, ignored: [] });
      expect(JSON.parse(line), operation).toMatchObject(expected.said as object);
      done += 1;
      fixture.answer = calls[done]?.answer ?? {};
      child.stdin.write('\n');
    }
    expect(done).toBe(calls.length);
  } finally {
    child.kill();
    await fixture.close();
  }
});
