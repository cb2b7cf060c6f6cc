/** `lockstead trail` against a server in a process of its own, which is stopped between. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, test, vi } from 'vitest';
import { emptyFolder, type Serving, serving } from '../cli/cli.ts';
import { type Shown, shown } from '../cli/terminal.ts';
import { deliveryPolicy, newBucket, newTrail, type Reachable, recordsIn, s3Of, trailsOf } from './trails.ts';

// Whole processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 90_000 });

const folder = emptyFolder();
afterAll(() => folder.remove());
const data = join(folder.path, 'data');

const environment = { HOME: folder.path };
const lockstead = (...argv: readonly string[]): Promise<Shown> =>
  shown([...argv, '--data', data], { workingDirectory: folder.path, environment });

function reach({ endpoint }: Serving): Reachable {
  const text = readFileSync(join(data, 'credentials'), 'utf8');
  const [, accessKeyId = ''] = /aws_access_key_id = (\S+)/.exec(text) ?? [];
  const [, secretAccessKey = ''] = /aws_secret_access_key = (\S+)/.exec(text) ?? [];
  const credentials = { accessKeyId, secretAccessKey };
  return { clientConfig: () => ({ endpoint, region: 'us-east-1', credentials }) };
}

test('status, flush, a bucket that refuses, and what a stop leaves', async () => {
  let server = await serving(['--data', data], { cwd: folder.path });
  let reached = reach(server);
  expect(await lockstead('trail', 'status')).toMatchObject({
    code: 0,
    out: expect.stringContaining('There are no trails.'),
  });
  const { Account = '' } = await new STSClient(reached.clientConfig()).send(new GetCallerIdentityCommand({}));
  await newBucket(s3Of(reached), 'kept', deliveryPolicy('kept', `AWSLogs/${Account}`));
  const arn = await newTrail(trailsOf(reached), { Name: 'kept', S3BucketName: 'kept', EnableLogFileValidation: true });
  expect((await lockstead('trail', 'status')).out).toContain('none yet');

  const user = (UserName: string) => new IAMClient(reached.clientConfig()).send(new CreateUserCommand({ UserName }));
  await user('first');
  const flushed = await lockstead('trail', 'flush', '--json');
  expect(flushed.code).toBe(0);
  expect(JSON.parse(flushed.out)).toMatchObject([{ arn, isLogging: true, latestDeliveryAt: expect.any(Number) }]);
  const names = async () => (await recordsIn(s3Of(reached), 'kept')).map(({ eventName }) => eventName);
  expect(await names()).toContain('CreateUser');

  const Deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::kept/*' };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Deny] });
  await s3Of(reached).send(new PutBucketPolicyCommand({ Bucket: 'kept', Policy }));
  await user('second');
  expect(await lockstead('trail', 'flush')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/refused by S3 with AccessDenied[\s\S]*Events wait since {2}\d{4}-/),
  });

  const { AccessKey } = await new IAMClient(reached.clientConfig()).send(
    new CreateAccessKeyCommand({ UserName: 'second' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  const powerless = { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey };
  for (const [verb, action] of [
    ['status', 'lockstead:GetTrails'],
    ['flush', 'lockstead:FlushTrails'],
  ] as const) {
    const asking = { workingDirectory: folder.path, environment: { ...environment, ...powerless } };
    const denied = await shown(['trail', verb, '--endpoint', server.endpoint], asking);
    expect(denied).toMatchObject({ code: 2, err: expect.stringContaining(action) });
  }

  await server.stop();
  server = await serving(['--data', data], { cwd: folder.path });
  reached = reach(server);
  const open = new PutBucketPolicyCommand({ Bucket: 'kept', Policy: deliveryPolicy('kept', `AWSLogs/${Account}`) });
  await s3Of(reached).send(open);
  expect((await lockstead('trail', 'flush')).code).toBe(0);
  expect((await names()).filter((name) => name === 'CreateUser')).toHaveLength(2);
  expect(await lockstead('trail')).toMatchObject({ code: 2 });
  await server.stop();
});
