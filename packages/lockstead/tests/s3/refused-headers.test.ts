/** Headers of uploads that S3 does not take, and what it says of them. None is passed over in silence. */
import { createHash } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send, signed } from '../support/signed.ts';
import { type BucketHouse, openBox, refusal } from './buckets.ts';
import { presigned } from './presigned.ts';

let box: BucketHouse;
beforeAll(async () => {
  box = await openBox();
  await box.s3.send(new s3.CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
});
afterAll(() => box[Symbol.asyncDispose]());

/** Elements of the error that an upload with these headers is answered. */
async function answered(path: string, headers: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const { port, host } = new URL(box.house.endpoint);
  const body = 'body';
  const hash = createHash('sha256').update(body).digest('hex');
  const unsigned = { method: 'PUT', path, body, headers: { host, 'x-amz-content-sha256': hash, ...headers } };
  const keys = box.house.accounts[0].admin;
  const { text } = await send(Number(port), unsigned, signed(unsigned, { keys, service: 's3' }));
  const elements = [...text.matchAll(/<(\w+)>([^<]+)<\/\1>/g)];
  return Object.fromEntries(elements.map(([, name, value = '']) => [name, value.replaceAll('&apos;', "'")]));
}

const unsupported = 'A header you provided implies functionality that is not implemented';
const redirect = "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.";
const both = 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied';

test.each<[string, Readonly<Record<string, string>>, object]>([
  [
    'a checksum that AWS has and that is not done',
    { 'x-amz-checksum-sha512': Buffer.alloc(64).toString('base64') },
    { Code: 'NotImplemented', Message: unsupported, Header: 'x-amz-checksum-sha512' },
  ],
  [
    'another one',
    { 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' },
    { Code: 'NotImplemented', Message: unsupported, Header: 'x-amz-checksum-xxhash64' },
  ],
  [
    'a checksum that there is not',
    { 'x-amz-checksum-crc16': 'AAA=' },
    { Code: 'InvalidRequest', Message: 'The algorithm type you specified in x-amz-checksum- header is invalid.' },
  ],
  [
    'an algorithm that is not that of the checksum',
    { 'x-amz-sdk-checksum-algorithm': 'SHA256', 'x-amz-checksum-crc32': 'jNxz3A==' },
    { Code: 'InvalidRequest', Message: 'Value for x-amz-sdk-checksum-algorithm header is invalid.' },
  ],
  [
    'a redirect that leads nowhere',
    { 'x-amz-website-redirect-location': 'elsewhere' },
    { Code: 'InvalidRedirectLocation', Message: redirect },
  ],
  [
    'a mode of object lock that there is not',
    { 'x-amz-object-lock-mode': 'BAD-VALUE', 'x-amz-object-lock-retain-until-date': '2030-01-01T00:00:00Z' },
    {
      Code: 'InvalidArgument',
      Message: 'Unknown wormMode directive.',
      ArgumentName: 'x-amz-object-lock-mode',
      ArgumentValue: 'BAD-VALUE',
    },
  ],
  [
    'a mode without a date',
    { 'x-amz-object-lock-mode': 'GOVERNANCE' },
    { Code: 'InvalidArgument', Message: both, ArgumentName: 'x-amz-object-lock-retain-until-date' },
  ],
])('%s', async (_, headers, expected) => {
  const at = { Bucket: 'locked', Key: 'k' };
  const answer = await answered('/locked/k', headers);
  expect(answer).toMatchObject(expected);
  if (!('ArgumentValue' in expected)) expect(answer).not.toHaveProperty('ArgumentValue');
  expect(await refusal(box.s3.send(new s3.HeadObjectCommand(at)))).toMatchObject({ status: 404 });
});

test('a redirect that is one is kept, and a copy is asked the same', async () => {
  const at = { Bucket: 'box', Key: 'redirects' };
  await box.s3.send(new s3.PutObjectCommand({ ...at, WebsiteRedirectLocation: '/there' }));
  expect((await box.s3.send(new s3.HeadObjectCommand(at))).WebsiteRedirectLocation).toBe('/there');
  const copy = { ...at, CopySource: 'box/redirects', WebsiteRedirectLocation: 'nowhere' };
  expect(await refusal(box.s3.send(new s3.CopyObjectCommand(copy)))).toMatchObject({ Code: 'InvalidRedirectLocation' });
});

test('a URL that was signed for another Region says so in the words of URLs', async () => {
  const { admin } = box.house.accounts[0];
  const client = box.clientOf(admin, 'eu-west-1');
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
  await client.send(new s3.CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration }));
  const answer = await fetch(presigned(box.house.endpoint, admin, '/far-away/k'));
  expect(answer.status).toBe(400);
  const text = await answer.text();
  expect(text).toContain('<Code>AuthorizationQueryParametersError</Code>');
  const sentence =
    "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-west-1'";
  expect(text.replaceAll('&apos;', "'")).toContain(sentence);
  expect(text).toContain('<Region>eu-west-1</Region>');
});
