/** For how long bucket keys are kept, and for whom. What asks KMS is counted in the place of KMS. */
import { expect, test } from 'vitest';
import { instant, later, seconds, simulatedClock } from '#kernel/clock';
import type { ReadContext } from '#service/operation';
import { BucketKeys, keptFor } from '../../src/services/s3/encryption/bucket-keys.ts';

const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/1';
const encryption = { kind: 'aws:kms', keyArn, dataKey: 'c2VhbGVk', bucketKey: true } as const;
const place = { bucket: 'b', key: 'k' };

function opened() {
  const clock = simulatedClock(instant(1.8e12));
  let record: { state: string; policy: string } | undefined = { state: 'Enabled', policy: '{}' };
  let asked = 0;
  const keys = new BucketKeys({ find: async () => (record === undefined ? undefined : ({ key: record } as never)) });
  const context = (session: object = {}, transport: object = {}, region = 'us-east-1'): ReadContext =>
    ({
      account: '111122223333',
      region,
      clock,
      session: {
        principal: { kind: 'user', account: '111122223333', userId: 'AIDA1' },
        accessKeyId: 'AKIA1',
        ...session,
      },
      transport: { sourceIp: '10.0.0.1', secure: false, ...transport },
      invoke: async () => {
        asked += 1;
        return { Plaintext: new Uint8Array(32).fill(asked), KeyId: keyArn, CiphertextBlob: new Uint8Array([asked]) };
      },
    }) as never;
  return {
    keys,
    context,
    clock,
    set: (next: typeof record) => {
      record = next;
    },
    count: () => asked,
  };
}

test('a minute, and not longer', async () => {
  const { keys, context, clock, count } = opened();
  const read = () => keys.decrypt(context(), encryption, place);
  await read();
  await read();
  expect(count()).toBe(1);
  clock.advance(seconds(59));
  await read();
  expect(count()).toBe(1);
  clock.advance(seconds(1));
  await read();
  expect(count()).toBe(2);
  expect(later(instant(0), keptFor)).toBe(60_000);
});

test('each that comes otherwise is asked for by himself', async () => {
  const { keys, context, count } = opened();
  const ways = [
    context(),
    context({ accessKeyId: 'AKIA2' }),
    context({ principal: { kind: 'user', account: '111122223333', userId: 'AIDA2' } }),
    context({ principal: { kind: 'root', account: '111122223333' } }),
    context({ temporary: { issuedAt: 1 } }),
    context({}, { sourceIp: '10.0.0.2' }),
    context({}, { secure: true }),
    context({}, {}, 'eu-west-1'),
  ];
  for (const way of [...ways, ...ways]) await keys.decrypt(way, encryption, place);
  expect(count()).toBe(ways.length);
  await keys.decrypt(context(), encryption, { bucket: 'other', key: 'k' });
  await keys.decrypt(context(), { ...encryption, context: { a: 'b' } }, place);
  await keys.decrypt(context(), { ...encryption, dataKey: 'b3RoZXI=' }, place);
  const use = { bucket: 'b', key: 'k', bucketKey: true };
  const first = await keys.generate(context(), keyArn, use);
  expect(await keys.generate(context(), keyArn, { ...use, key: 'other' })).toBe(first);
  expect(count()).toBe(ways.length + 4);
});

test('a key that is another than it was, is not enabled, or is not here', async () => {
  const { keys, context, set, count } = opened();
  const read = () => keys.decrypt(context(), encryption, place);
  await read();
  set({ state: 'Enabled', policy: '{"other":1}' });
  await read();
  await read();
  expect(count()).toBe(2);
  for (const record of [{ state: 'Disabled', policy: '{"other":1}' }, undefined]) {
    set(record);
    const before = count();
    await read();
    await read();
    expect(count()).toBe(before + 2);
  }
});

test('a bounded number of them', async () => {
  const { keys, context, count } = opened();
  for (let at = 0; at <= 2000; at++) await keys.decrypt(context(), encryption, { bucket: `b${at}`, key: 'k' });
  await keys.decrypt(context(), encryption, { bucket: 'b2000', key: 'k' });
  expect(count()).toBe(2001);
  await keys.decrypt(context(), encryption, { bucket: 'b0', key: 'k' });
  expect(count()).toBe(2002);
});
