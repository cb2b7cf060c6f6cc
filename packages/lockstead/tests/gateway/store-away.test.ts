/** The store fails: an answer that SDKs take for a reason to come back, in each protocol; a line in the log; nothing kept, nothing let pass. */
import { readdirSync } from 'node:fs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HealthFacts, health } from '#admin/health';
import { StoreReach } from '#admin/store-reach';
import { instant, simulatedClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { type FixtureGateway, home, openFixtureGateway } from '../support/gateway.ts';
import { objectsService } from '../support/objects.ts';
import { codeOf, inAllProtocols, spoken } from '../support/protocols.ts';
import { send, signed } from '../support/signed.ts';

let it: FixtureGateway;
beforeEach(async () => {
  it = await openFixtureGateway({
    further: (parts) => [...inAllProtocols(parts), objectsService({ blobs: parts.blobs, owner: () => home })],
  });
  it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
});
afterEach(async () => {
  it.storeFails = 'nothing';
  await it[Symbol.asyncDispose]();
});

describe.each(spoken)('$protocol', ({ protocol, service, put }) => {
  test.each(['writing', 'everything'] as const)('%s fails', async (what) => {
    it.storeFails = what;
    const unsigned = put(`127.0.0.1:${it.port}`, 'name');
    const reply = await send(it.port, unsigned, signed(unsigned, { keys: it.alice.keys, service }));
    expect([reply.status, codeOf(protocol, reply)]).toEqual([503, 'ServiceUnavailable']);
    expect(reply.text).not.toContain('does not answer');
    expect(it.storeFailures).toBe(1);
    it.gateway.log.flush();
    const lines = it.logLines.join('').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'the store cannot be reached, and a request failed',
        error: expect.stringContaining('the database does not answer'),
      }),
    );
  });
});

test('a denial that cannot be written down is not said either', async () => {
  it.allow(it.alice);
  it.storeFails = 'writing';
  const reply = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n' });
  expect([reply.status, reply.json['__type']]).toEqual([503, 'ServiceUnavailable']);
});

describe("AWS's SDK", () => {
  const at = { Bucket: 'box', Key: 'key' };

  function client(maxAttempts: number): S3Client {
    const endpoint = `http://127.0.0.1:${it.port}`;
    return new S3Client({
      endpoint,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: it.alice.keys,
      maxAttempts,
    });
  }

  test('is told, and nothing of its body is kept', async () => {
    it.storeFails = 'writing';
    const put = client(1).send(new PutObjectCommand({ ...at, Body: 'hello' }));
    await expect(put).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
    const files = readdirSync(it.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    expect(files).toEqual([]);
  });

  test('comes back, and finds it there again', async () => {
    it.storeFails = 'writing';
    const put = client(10).send(new PutObjectCommand({ ...at, Body: 'hello' }));
    await expect.poll(() => it.storeFailures).toBeGreaterThan(0);
    it.storeFails = 'nothing';
    await put;
    const got = await client(1).send(new GetObjectCommand(at));
    expect(await got.Body?.transformToString()).toBe('hello');
  });
});

test('where nobody knows whether a write was kept, what was prepared for it stays', async () => {
  it.storeFails = 'answering';
  const reply = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'kept', Seal: 'caller' });
  expect([reply.status, reply.json['__type']]).toEqual([503, 'ServiceUnavailable']);
  it.storeFails = 'nothing';
  expect(it.witness.abandoned).toEqual([]);
  expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' })).json).toMatchObject({ Text: 'kept' });
});

test('the health tells it, and tells when it is over', async () => {
  let now = 0;
  const reach = new StoreReach(it.store, { ...systemTimers, monotonicMs: () => now }, simulatedClock(instant(0)));
  const facts = { version: '1', enforce: 'full' } as HealthFacts;
  const asked = async () => {
    now += 1000;
    const { status, body } = await health(facts, reach).handle({} as never);
    return [status, JSON.parse(body)];
  };
  expect(await asked()).toEqual([200, { status: 'ok', ...facts }]);
  it.storeFails = 'everything';
  const since = '1970-01-01T00:00:00.000Z';
  const degraded = (reason: string) => [503, { status: 'degraded', reason, since, ...facts }];
  expect(await asked()).toEqual(degraded('The store cannot be reached.'));
  it.storeFails = 'writing';
  expect(await asked()).toEqual(degraded('The store can be read, and not be written.'));
  it.storeFails = 'nothing';
  expect(await asked()).toEqual([200, { status: 'ok', ...facts }]);
});
