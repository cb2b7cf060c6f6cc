/** Kinds of events: data events only where somebody asks for them, events that are no API call, durable reads. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { advance, dropCursor, progressOf } from '#events/cursor';
import { journalOf } from '#events/event-log';
import { furtherEventRecorder } from '#gateway/record/further-event';
import { instant } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { FurtherEvent } from '#service/further-event';
import { partitionScope, regionScope } from '#store/scope';
import { type FixtureGateway, here, home, openFixtureGateway } from '../support/gateway.ts';
import { watched } from '../support/vault.ts';

let it: FixtureGateway;
const asked: string[] = [];
let wanted = true;
beforeEach(async () => {
  wanted = true;
  asked.length = 0;
  it = await openFixtureGateway({
    dataEvents(account, region, source) {
      asked.push(`${account} ${region} ${source}`);
      return wanted;
    },
  });
  it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
});
afterEach(() => it[Symbol.asyncDispose]());

const scope = regionScope(home, here);

/** As they are on disk, with nothing flushed. */
async function journal(category: keyof typeof journalOf): Promise<readonly Record<string, unknown>[]> {
  const { entries } = await it.store.journal(journalOf[category], scope, { limit: 10 });
  return entries.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

test('a data event waits in a journal of its own, is none of the event history, and says what it is', async () => {
  await it.call(it.alice, 'notes', 'FindNotes', { Names: 'a' });
  expect(asked).toEqual([`${home} ${here} notes.amazonaws.com`]);
  // FindNotes is a durable read: its event is on disk when it is answered.
  expect(await journal('Data')).toMatchObject([
    { eventName: 'FindNotes', managementEvent: false, eventCategory: 'Data', eventType: 'AwsApiCall', readOnly: true },
  ]);
  expect(await it.events()).toEqual([]);
});

test('a data event that nobody asks for is not written, also where it was denied', async () => {
  wanted = false;
  await it.call(it.alice, 'notes', 'FindNotes', { Names: 'a' });
  it.allow(it.alice);
  const denied = await it.call(it.alice, 'notes', 'FindNotes', { Names: 'a' });
  expect(denied.status).toBe(400);
  expect(asked.length).toBe(2);
  expect(await journal('Data')).toEqual([]);
  // The denial can be explained all the same.
  const requestId = denied.headers['x-amzn-requestid'] as never;
  expect(await it.gateway.decisions.find(it.store, requestId)).toMatchObject({ allowed: false });
});

test('nobody is asked about management events', async () => {
  await it.call(it.alice, 'notes', 'PutNote', { Name: 'a' });
  expect(asked).toEqual([]);
  expect(await journal('Management')).toMatchObject([{ eventCategory: 'Management', managementEvent: true }]);
});

const at = instant(Date.parse('2026-11-22T07:30:29.750Z'));
const base = { at, account: home, region: here, readOnly: false } as const;
const browser = { sourceIp: '192.0.2.7', userAgent: 'Mozilla/5.0', secure: true };

test.each<[string, FurtherEvent, object]>([
  [
    'a service by itself',
    {
      ...base,
      type: 'AwsServiceEvent',
      source: 'kms.amazonaws.com',
      name: 'RotateKey',
      serviceEventDetails: { keyId: 'k' },
      resources: [{ type: 'AWS::KMS::Key', name: `arn:aws:kms:${here}:${home}:key/k`, listed: true }],
    },
    {
      eventType: 'AwsServiceEvent',
      userIdentity: { accountId: home, invokedBy: 'AWS Internal' },
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
      requestParameters: null,
      responseElements: null,
      serviceEventDetails: { keyId: 'k' },
      resources: [{ accountId: home, type: 'AWS::KMS::Key', ARN: `arn:aws:kms:${here}:${home}:key/k` }],
      eventCategory: 'Management',
    },
  ],
  [
    'a sign-in',
    {
      ...base,
      type: 'AwsConsoleSignIn',
      source: 'signin.amazonaws.com',
      name: 'ConsoleLogin',
      session: {
        principal: { kind: 'user', account: home, arn: `arn:aws:iam::${home}:user/a`, userName: 'a', userId: 'AIDA' },
      },
      transport: browser,
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'No' },
    },
    {
      eventType: 'AwsConsoleSignIn',
      userIdentity: { type: 'IAMUser', userName: 'a' },
      sourceIPAddress: '192.0.2.7',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'No' },
    },
  ],
  [
    'a failed sign-in of somebody who is not known',
    {
      ...base,
      type: 'AwsConsoleSignIn',
      source: 'signin.amazonaws.com',
      name: 'ConsoleLogin',
      maskedUser: true,
      transport: browser,
      error: { message: 'No username found in supplied account' },
      responseElements: { ConsoleLogin: 'Failure' },
    },
    {
      userIdentity: { type: 'IAMUser', accountId: home, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      errorMessage: 'No username found in supplied account',
    },
  ],
  [
    'an insight',
    {
      ...base,
      type: 'AwsCloudTrailInsight',
      source: 'iam.amazonaws.com',
      name: 'CreateUser',
      insightDetails: { state: 'Start', insightType: 'ApiCallRateInsight' },
    },
    { eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', managementEvent: false },
  ],
])('%s is an event of its kind, in its transaction', async (_, event, record) => {
  const recorder = furtherEventRecorder(it.gateway.events, seededEntropy('further'));
  const failing = it.store.transact(async (tx) => {
    await recorder.record(tx, event);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  const id = await it.store.transact((tx) => recorder.record(tx, event));
  const category = event.type === 'AwsCloudTrailInsight' ? 'Insight' : 'Management';
  const written = await journal(category);
  expect(written).toMatchObject([{ ...record, eventID: id, eventTime: '2026-11-22T07:30:29Z' }]);
  expect(written[0]).not.toHaveProperty('requestID');
});

test('a category over its bound loses its own oldest and nothing of another', async () => {
  const { EventLog } = await import('#events/event-log');
  const { systemTimers } = await import('#kernel/timers');
  const log = new EventLog(it.store, systemTimers, { dataEntriesMax: 100 });
  const event = (n: number, category: 'Data' | 'Management') => ({
    category,
    scope,
    id: `${category}${n}`,
    at: instant(at + n),
    labels: [],
    body: '{}',
  });
  await it.store.transact(async (tx) => {
    for (let n = 0; n < 20; n++) await log.append(tx, event(n, 'Management'));
  });
  for (let n = 0; n < 1000; n++) await it.store.transact((tx) => log.append(tx, event(n, 'Data')));
  await log.flush();
  const count = async (category: 'Data' | 'Management'): Promise<number> =>
    (await it.store.journal(journalOf[category], scope, { limit: 2000 })).entries.length;
  expect(await count('Data')).toBeLessThan(300);
  expect(await count('Management')).toBe(20);
});

test('a subscriber of a journal has every event once, reads included, in its own transaction', async () => {
  for (const Name of ['a', 'b', 'c']) await it.call(it.alice, 'notes', 'PutNote', { Name });
  await it.call(it.alice, 'notes', 'GetNote', { Name: 'a' });
  await it.bus.drain();
  const rows = await it.store.in(watched, partitionScope).list();
  expect(rows.map(({ record }) => record.name).sort()).toEqual(['GetNote', 'PutNote', 'PutNote', 'PutNote']);
  await it.bus.drain();
  expect((await it.bus.lag()).get('vault.watch')).toBe(0);
});

test('a reader at its own pace keeps its place in the transaction of what it writes; another node finds it moved', async () => {
  const { events } = it.gateway;
  await it.call(it.alice, 'notes', 'PutNote', { Name: 'before' });
  const start = await events.end();
  await it.call(it.alice, 'notes', 'PutNote', { Name: 'after' });
  const before = await progressOf('trail', it.store);
  const { entries, through } = await events.follow('Management', before.seq ?? start, 100);
  expect(entries.map(({ body }) => JSON.parse(body).requestParameters.name)).toEqual(['after']);
  const failing = it.store.transact(async (tx) => {
    expect(await advance('trail', tx, before, through)).toBe(true);
    throw new Error('not delivered');
  });
  await expect(failing).rejects.toThrow('not delivered');
  expect(await it.store.transact((tx) => advance('trail', tx, before, through))).toBe(true);
  expect(await it.store.transact((tx) => advance('trail', tx, before, through))).toBe(false);
  const after = await progressOf('trail', it.store);
  expect((await events.follow('Management', after.seq ?? 0, 100)).entries).toEqual([]);
  await it.store.transact((tx) => dropCursor('trail', tx));
  expect((await progressOf('trail', it.store)).seq).toBe(undefined);
});
