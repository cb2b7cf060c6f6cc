import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadConfig } from './flags.ts';
import { isAwsHost, parseUpstreams } from './upstreams.ts';

const usual = { account: { by: 'accessKey' }, timeoutMs: 120_000 };

test.each([
  ['http://127.0.0.1:5000', { secure: false, host: '127.0.0.1', port: 5000, ...usual }],
  ['http://localhost', { secure: false, host: 'localhost', port: 80, ...usual }],
  ['https://moto.localhost', { secure: true, host: 'moto.localhost', port: 443, ...usual }],
  ['http://[::1]:4567/', { secure: false, host: '::1', port: 4567, ...usual }],
  ['sqs=http://127.0.0.1:9324', { service: 'sqs', secure: false, host: '127.0.0.1', port: 9324, ...usual }],
  [
    'http://127.0.0.1:9324?account=fixed:000000000000&timeout=5',
    { secure: false, host: '127.0.0.1', port: 9324, account: { by: 'fixed', id: '000000000000' }, timeoutMs: 5000 },
  ],
  [
    'http://127.0.0.1:5000?account=header&sign=none',
    { secure: false, host: '127.0.0.1', port: 5000, ...usual, account: { by: 'header' } },
  ],
])('%s', (value, setting) => {
  expect(parseUpstreams([value], false)).toEqual([setting]);
});

test('a key to sign with is a secret', () => {
  const [setting] = parseUpstreams(['s3=http://127.0.0.1:9000?sign=minio:pass:word'], false);
  expect(setting?.sign?.accessKeyId).toBe('minio');
  expect(setting?.sign?.secretAccessKey.reveal()).toBe('pass:word');
  expect(JSON.stringify(setting)).not.toContain('pass');
});

describe('refused, without repeating what may be secret', () => {
  test.each([
    'dynamodb',
    'ftp://127.0.0.1',
    'http://user:topsecret@127.0.0.1:5000',
    'http://127.0.0.1:5000/path',
    'http://127.0.0.1:5000#part',
    'http://10.0.0.1:5000',
    'http://emulator:5000',
    'http://0.0.0.0:5000',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1?sign=onlykey',
    'http://127.0.0.1?sign=:topsecret',
    'http://127.0.0.1?account=fixed:12',
    'http://127.0.0.1?account=nobody',
    'http://127.0.0.1?timeout=0',
    'http://127.0.0.1?timeout=961',
    'http://127.0.0.1?account=header&account=accessKey',
    'http://127.0.0.1?other=1',
  ])('%s', (value) => {
    let said = '';
    try {
      parseUpstreams([value], false);
    } catch (error) {
      expect(error).toBeInstanceOf(BadConfig);
      said = (error as Error).message;
    }
    expect(said).toMatch(/^--upstream/);
    expect(said).not.toContain('topsecret');
  });

  test('two for the same', () => {
    expect(() => parseUpstreams(['http://127.0.0.1:1', 'http://127.0.0.1:2'], false)).toThrow('for all services');
    expect(() => parseUpstreams(['sqs=http://127.0.0.1:1', 'sqs=http://127.0.0.1:2'], false)).toThrow('for sqs');
  });
});

test('another machine, where it is allowed; AWS and the credentials of machines never', () => {
  expect(parseUpstreams(['http://emulator:5000'], true)).toMatchObject([{ host: 'emulator', port: 5000 }]);
  for (const host of [
    'dynamodb.us-east-1.amazonaws.com',
    'sqs.cn-north-1.amazonaws.com.cn',
    'DynamoDB.US-EAST-1.AMAZONAWS.COM',
    'amazonaws.com.',
    'lambda.us-east-1.api.aws',
    'abc.lambda-url.us-east-1.on.aws',
    'dynamodb.eusc-de-east-1.amazonaws.eu',
    'd1.cloudfront.net',
    '169.254.169.254',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[::ffff:169.254.169.254]',
    // Other writings of 169.254.169.254, which a URL turns into the one above.
    '2852039166',
    '0xa9fea9fe',
  ]) {
    expect(() => parseUpstreams([`http://${host}:80`], true), host).toThrow(/nothing is( ever)? sent there/);
  }
});

test('no name below one of AWS is let through, however it is written', () => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
  fc.assert(
    fc.property(
      fc.array(label, { maxLength: 3 }),
      fc.constantFrom('amazonaws.com', 'api.aws', 'amazonaws.com.cn'),
      fc.boolean(),
      (labels, domain, dot) => {
        const name = [...labels, domain].join('.') + (dot ? '.' : '');
        expect(isAwsHost(name)).toBe(true);
        expect(isAwsHost(name.toUpperCase())).toBe(true);
        expect(isAwsHost(`${name.replace(/\.$/, '')}.test`)).toBe(false);
      },
    ),
  );
});
