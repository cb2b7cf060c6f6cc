import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { HmacKey } from './hmac-key.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { deriveSigningKey, SigningKeyCache } from './signing-key-cache.ts';

function claim(accessKeyId: string, service = 'iam'): SignatureClaim {
  return {
    mode: 'header',
    algorithm: 'AWS4-HMAC-SHA256',
    accessKeyId,
    date: '20150830',
    region: 'us-east-1',
    service,
    amzDate: '20150830T123600Z',
    signedAt: 0,
    signedHeaders: ['host'],
    signature: '',
    payload: { kind: 'wholeBody' },
  };
}

const key = (): HmacKey => new HmacKey(Buffer.alloc(32, 7));

test("the key of AWS's example", () => {
  const derived = deriveSigningKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', '20150830', 'us-east-1', 'iam');
  const bytes = Buffer.from('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9', 'hex');
  expect(derived.sign('a text')).toBe(createHmac('sha256', bytes).update('a text').digest('hex'));
});

test('a key is found for its own scope and secret only', () => {
  const keys = new SigningKeyCache();
  const known = key();
  keys.remember(claim('AKIDA'), 'secret', known);
  expect(keys.find(claim('AKIDA'), 'secret')).toBe(known);
  expect(keys.find(claim('AKIDA', 'sts'), 'secret')).toBeUndefined();
  expect(keys.find(claim('AKIDB'), 'secret')).toBeUndefined();
  expect(keys.find(claim('AKIDA'), 'another')).toBeUndefined();
  expect(keys.find(claim('AKIDA'), 'secret'), 'a changed secret drops what the old one made').toBeUndefined();
});

test('the key used longest ago leaves first', () => {
  const keys = new SigningKeyCache(2);
  keys.remember(claim('A'), 's', key());
  keys.remember(claim('B'), 's', key());
  keys.find(claim('A'), 's');
  keys.remember(claim('C'), 's', key());
  expect(keys.size).toBe(2);
  expect(keys.find(claim('B'), 's')).toBeUndefined();
  expect(keys.find(claim('A'), 's')).toBeDefined();
});

test('forgetting an access key forgets all its scopes and nobody else', () => {
  const keys = new SigningKeyCache();
  keys.remember(claim('AKIDA'), 's', key());
  keys.remember(claim('AKIDA', 'sts'), 's', key());
  keys.remember(claim('AKIDAB'), 's', key());
  keys.forget('AKIDA');
  expect(keys.size).toBe(1);
  expect(keys.find(claim('AKIDAB'), 's')).toBeDefined();
  expect(keys.find(claim('AKIDA'), 's')).toBeUndefined();
});
