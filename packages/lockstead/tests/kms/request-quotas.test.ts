/** AWS's request rates, for whoever asks for them. */
import * as kms from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { instant, type MovableClock, milliseconds, simulatedClock } from '#kernel/clock';
import type { RequestContext } from '#service/request-context';
import { RequestQuotas } from '#services/kms/request-quotas';
import { openHouse } from '../support/lockstead.ts';
import { newTestKey, refusal, text } from './support.ts';

const context = (account = '111122223333', region = 'us-east-1'): RequestContext =>
  ({ account, region }) as unknown as RequestContext;

/** How many of `calls` calls pass at once. */
function passing(
  quotas: RequestQuotas,
  clock: MovableClock,
  calls: number,
  quota: { name: string; perSecond: number },
  of = context(),
) {
  let passed = 0;
  for (let call = 0; call < calls; call++) {
    try {
      quotas.take(quota, of, clock);
      passed += 1;
    } catch (error) {
      expect(error).toMatchObject({ code: 'ThrottlingException', httpStatus: 400 });
    }
  }
  return passed;
}

test('a quota allows the calls of a second at once, and fills again as time goes by', () => {
  let now = 1_764_000_000_000;
  const clock = { ...simulatedClock(instant(now)), wallNow: () => instant(now) };
  const quotas = new RequestQuotas();
  const five = { name: 'five', perSecond: 5 };
  expect(passing(quotas, clock, 9, five)).toBe(5);
  now += Number(milliseconds(400));
  expect(passing(quotas, clock, 9, five)).toBe(2);
  now += Number(milliseconds(60_000));
  expect(passing(quotas, clock, 9, five)).toBe(5);
  // Others have their own: accounts, Regions, quotas.
  expect(passing(quotas, clock, 9, five, context('444455556666'))).toBe(5);
  expect(passing(quotas, clock, 9, five, context('111122223333', 'eu-west-1'))).toBe(5);
  expect(passing(quotas, clock, 9, { name: 'other', perSecond: 5 })).toBe(5);
  const seldom = { name: 'seldom', perSecond: 0.25 };
  expect(passing(quotas, clock, 3, seldom)).toBe(1);
  now += Number(milliseconds(3_000));
  expect(passing(quotas, clock, 3, seldom)).toBe(0);
  now += Number(milliseconds(1_100));
  expect(passing(quotas, clock, 3, seldom)).toBe(1);
});

test('with the flag KMS refuses what goes beyond them, and records it; each kind of key has its own', async () => {
  await using house = await openHouse({ flags: { 'kms-request-quotas': true } });
  const [{ admin }] = house.accounts;
  const client = new kms.KMSClient(house.clientConfig(admin));
  const { KeyId } = await newTestKey(client);
  const pairs = Array.from({ length: 3 }, () =>
    client.send(new kms.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'RSA_4096', DryRun: true })),
  );
  const answers = await Promise.all(pairs.map(refusal));
  expect(answers.map(({ name }) => name).sort()).toEqual([
    'DryRunOperationException',
    'ThrottlingException',
    'ThrottlingException',
  ]);
  expect(answers.find(({ name }) => name === 'ThrottlingException')?.message).toMatch(/exceeded the rate/);
  await client.send(new kms.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256' }));
  for (let call = 0; call < 20; call++) await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') }));
});

test('without it there are none', async () => {
  await using house = await openHouse();
  const [{ admin }] = house.accounts;
  const client = new kms.KMSClient(house.clientConfig(admin));
  await Promise.all(Array.from({ length: 20 }, () => newTestKey(client)));
});
