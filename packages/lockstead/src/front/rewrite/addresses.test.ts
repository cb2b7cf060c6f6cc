import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frontTable } from '../tables/tables.ts';
import { addressHere, addressMembers, withAddresses } from './addresses.ts';

const at = { backend: '127.0.0.1:5000', front: 'http://localhost:4566' };

test.each([
  ['http://127.0.0.1:5000/b/k', 'http://localhost:4566/b/k'],
  ['http://localhost:5000/b/k?versionId=1', 'http://localhost:4566/b/k?versionId=1'],
  ['http://s3.us-east-1.localhost.localstack.cloud:5000/b/k', 'http://localhost:4566/b/k'],
  [
    'http://127.0.0.1:5000/b/k?X-Amz-Signature=0&versionId=1&AWSAccessKeyId=test&Signature=0&Expires=1',
    'http://localhost:4566/b/k?versionId=1',
  ],
  ['http://127.0.0.1:5000/b/k?X-Amz-Signature=0', 'http://localhost:4566/b/k'],
  ['127.0.0.1:5000/repository', 'localhost:4566/repository'],
])('%s is %s here', (url, here) => {
  expect(addressHere(url, at)).toBe(here);
});

test.each([
  'https://awslambda-us-east-1-tasks.s3.us-east-1.amazonaws.com/k?X-Amz-Signature=0',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com/repository',
  'http://127.0.0.1:5001/b/k',
  'http://127.0.0.1:50000/b/k',
  'http://127.0.0.1/b/k',
  'http://127.0.0.1.example.com:5000/b/k',
  'http://example.com:5000/b/k',
  'http://user@127.0.0.1:5000/b/k',
  'http://bucket.s3.localhost.localstack.cloud:5000/k',
  'ftp://127.0.0.1:5000/k',
  '',
])('%s stays as it is', (url) => {
  expect(addressHere(url, at)).toBe(url);
});

test('of a backend elsewhere its own name alone is it', () => {
  const far = { ...at, backend: 'emulator.test:5000' };
  expect(addressHere('http://emulator.test:5000/x', far)).toBe('http://localhost:4566/x');
  expect(addressHere('http://localhost:5000/x', far)).toBe('http://localhost:5000/x');
});

test('any text comes back, and what is not at the backend unchanged', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(addressHere(`https://s3.amazonaws.com/${text}`, at)).toBe(`https://s3.amazonaws.com/${text}`);
      expect(addressHere(text, at)).toBe(text.startsWith('127.0.0.1:5000') ? addressHere(text, at) : text);
    }),
  );
});

describe('answers', () => {
  const url = 'http://127.0.0.1:5000/b/k';
  const here = 'http://localhost:4566/b/k';

  test.each([
    ['lambda', 'GetFunction', { Code: { Location: url, ImageUri: url } }, { Code: { Location: here, ImageUri: url } }],
    ['lambda', 'GetLayerVersion', { Content: { Location: url } }, { Content: { Location: here } }],
    [
      'ecr',
      'DescribeRepositories',
      { repositories: [{ repositoryUri: '127.0.0.1:5000/r' }, { repositoryName: url }] },
      { repositories: [{ repositoryUri: 'localhost:4566/r' }, { repositoryName: url }] },
    ],
    [
      'ecr',
      'GetAuthorizationToken',
      { authorizationData: [{ proxyEndpoint: url }] },
      { authorizationData: [{ proxyEndpoint: here }] },
    ],
  ])('%s %s', (client, operation, answer, expected) => {
    const members = addressMembers(client, operation) ?? [];
    const body = withAddresses(Buffer.from(JSON.stringify(answer)), members, at);
    expect(JSON.parse(String(body))).toEqual(expected);
  });

  test.each([
    '{"Code":{"Location":null}}',
    '{"Code":[]}',
    '[]',
    'null',
    'no JSON',
    '{"Code":{"Location":"https://x/"}}',
  ])('%s goes back byte by byte', (text) => {
    expect(withAddresses(Buffer.from(text), addressMembers('lambda', 'GetFunction') ?? [], at)).toBeUndefined();
  });

  test('the operations are there', () => {
    for (const [client, operations] of [
      ['lambda', ['GetFunction', 'GetLayerVersion', 'GetLayerVersionByArn', 'PublishLayerVersion']],
      ['ecr', ['CreateRepository', 'DeleteRepository', 'DescribeRepositories', 'GetAuthorizationToken']],
    ] as const) {
      for (const name of operations) {
        expect(frontTable(client)?.operations).toHaveProperty(name);
        expect(addressMembers(client, name)).toBeDefined();
      }
    }
    expect(addressMembers('lambda', 'toString')).toBeUndefined();
  });
});
