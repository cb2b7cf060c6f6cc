/** `--dev-role`: programs of a test suite that sign with well-known keys are roles of their own. */
import { expect, test } from 'vitest';
import { openBackend } from './support/backend.ts';
import { openFrontHouse } from './support/front-house.ts';

test('each key is its role, made without permissions, again after a reset, and with the secret of --dev alone', async () => {
  await using backend = await openBackend();
  await using house = await openFrontHouse({
    upstream: [backend.url],
    dev: true,
    'dev-role': ['checkout=shop-checkout', 'shipping=shop-shipping'],
  });
  const keys = (accessKeyId: string, secretAccessKey = 'test') => ({ accessKeyId, secretAccessKey });
  const list = async (accessKeyId: string, secret?: string): Promise<string> =>
    (await house.json('dynamodb', 'DynamoDB_20120810.ListTables', {}, keys(accessKeyId, secret))).text;
  const denied = (role: string, key: string): string =>
    `User: arn:aws:sts::${house.account}:assumed-role/${role}/dev-${key} is not authorized to perform: dynamodb:ListTables`;
  expect(await list('checkout')).toContain(denied('shop-checkout', 'checkout'));
  expect(await list('shipping')).toContain(denied('shop-shipping', 'shipping'));
  expect(await list('test')).toBe('{}');
  expect(await list('checkout', 'other')).toContain('signature');
  expect(await list('unknown')).toContain('invalid');
  // Their least policies are apart.
  const headers = { 'content-type': 'application/json' };
  const told = await house.ask('lockstead', { method: 'GET', path: '/_lockstead/least', headers });
  const { principals } = JSON.parse(told.text) as { principals: readonly { principal: string }[] };
  expect(principals.map(({ principal }) => principal)).toEqual(
    expect.arrayContaining(
      ['shop-checkout', 'shop-shipping'].map((role) => `arn:aws:iam::${house.account}:role/${role}`),
    ),
  );
  await house.running.reset();
  expect(await list('checkout')).toContain(denied('shop-checkout', 'checkout'));
});
