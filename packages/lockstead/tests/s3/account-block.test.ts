/** Block Public Access of an account binds all its buckets. */
import * as s3 from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand, PutPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openS3House, openUp, policyOf, refusal, type S3House } from './support.ts';

let it: S3House;
beforeAll(async () => {
  it = await openS3House();
});
afterAll(() => it[Symbol.asyncDispose]());

/** The SDK puts the account before the host's name. The name is this machine's, whether the resolver here knows that or not. */
function control(account = 0): S3ControlClient {
  const of = it.house.accounts[account] ?? it.house.accounts[0];
  const { port } = new URL(it.house.endpoint);
  const client = new S3ControlClient({ ...it.house.clientConfig(of.admin), endpoint: `http://localhost:${port}` });
  client.middlewareStack.add(
    (next) => async (args) => {
      (args.request as { hostname: string }).hostname = '127.0.0.1';
      return await next(args);
    },
    { step: 'deserialize', name: 'resolves', priority: 'low' },
  );
  return client;
}

test('what the account sets binds each bucket; nobody sets another account’s', async () => {
  const AccountId = it.house.accounts[0].id;
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'open' }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket: 'open', Key: 'a', Body: 'x' }));
  await openUp(it.admin, 'open');
  const Policy = policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' });
  await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'open', Policy }));
  expect((await it.anonymous('/open/a')).status).toBe(200);
  expect(await refusal(control().send(new GetPublicAccessBlockCommand({ AccountId })))).toMatchObject({
    code: 'NoSuchPublicAccessBlockConfiguration',
    status: 404,
  });
  const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true, BlockPublicPolicy: true };
  const set = (): PutPublicAccessBlockCommand =>
    new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration });
  expect(await refusal(control(1).send(set()))).toMatchObject({ code: 'AccessDenied' });
  await control().send(set());
  expect((await it.anonymous('/open/a')).status).toBe(403);
  const again = it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'open', Policy }));
  expect((await refusal(again)).message).toContain('BlockPublicPolicy setting in S3 Block Public Access');
});
