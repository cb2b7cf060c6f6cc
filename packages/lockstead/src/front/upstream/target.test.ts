/** Paths that a backend might take apart otherwise than they were decided on. */
import { loadModel, type OperationModel, serviceById, type WireRequest } from '@lockstead/wire';
import { describe, expect, test } from 'vitest';
import { frontServiceList } from '../services/entries.ts';
import { frontModel } from '../services/model.ts';
import { targetOf } from './target.ts';

async function operationOf(client: string, name: string): Promise<OperationModel> {
  const service = frontServiceList().find((one) => one.client === client);
  if (service === undefined) throw new Error(`no ${client}`);
  const s3 = serviceById('s3');
  const model = client === 's3' && s3 !== undefined ? await loadModel(s3) : frontModel(client, service.entry);
  const operation = model.operations.get(name);
  if (operation === undefined) throw new Error(`no ${client} ${name}`);
  return operation;
}

function request(path: string, query = '', headers: WireRequest['headers'] = {}): WireRequest {
  return { method: 'GET', path, query, headers, rawHeaders: [] };
}

describe('refused', () => {
  test.each([
    ['s3', 'ListObjectsV2', '/bucket%2Fkey'],
    ['s3', 'GetObject', '/bucket%252Fa/key'],
    ['s3', 'GetObject', '/bucket/%2e%2e/other'],
    ['s3', 'GetObject', '/bucket/a%2F..%2F..%2Fother'],
    ['s3', 'ListObjectsV2', '/_localstack'],
    ['s3', 'ListObjectsV2', '/%6doto-api/reset'],
    ['lambda', 'DeleteFunction', '/2015-03-31/functions/f%2Fpolicy%2Fs'],
    ['lambda', 'DeleteFunction', '/2015-03-31/functions/f%252Fpolicy%252Fs'],
    ['lambda', 'DeleteFunction', '/2015-03-31/functions/%2E%2E'],
    ['lambda', 'DeleteFunction', '/2015-03-31/functions\\f'],
  ])('%s %s %s', async (client, name, path) => {
    const operation = await operationOf(client, name);
    expect(() => targetOf(request(path), client === 's3' ? 'restXml' : 'restJson1', operation)).toThrow();
  });

  test('a bucket of a host name that is none', async () => {
    const operation = await operationOf('s3', 'GetObject');
    const at = request('/key', '', { host: 'a%2fb.s3.localhost' });
    expect(() => targetOf(at, 'restXml', operation)).toThrow('not the name of a bucket');
  });
});

describe('passed on as it came', () => {
  test.each([
    ['lambda', 'ListTags', '/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A111122223333%3Afunction%3Af%2Fx'],
    ['lambda', 'GetFunction', '/2015-03-31/functions/f'],
    ['s3', 'GetObject', '/bucket/a/b%2Fc%20d/..e'],
    ['s3', 'GetObject', '/bucket/_localstack'],
  ])('%s %s %s', async (client, name, path) => {
    const operation = await operationOf(client, name);
    expect(targetOf(request(path), client === 's3' ? 'restXml' : 'restJson1', operation).path).toBe(path);
  });
});

test('the query without the signature of a presigned URL', async () => {
  const operation = await operationOf('s3', 'GetObject');
  const query =
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=d&X-Amz-Expires=9&X-Amz-SignedHeaders=host&versionId=v&x-amz-signature=s&X-Amz-Security-Token=t&response-content-type=a%2Fb';
  expect(targetOf(request('/bucket/key', query), 'restXml', operation)).toEqual({
    path: '/bucket/key',
    query: 'versionId=v&response-content-type=a%2Fb',
  });
  const older = 'AWSAccessKeyId=a&Signature=s%3D&Expires=9&versionId=v';
  expect(targetOf(request('/bucket/key', older), 'restXml', operation).query).toBe('versionId=v');
});
