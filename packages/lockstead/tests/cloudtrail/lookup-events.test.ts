/** LookupEvents: found by each attribute, in pages, in time, and for as long as AWS keeps it. */
import {
  type Event,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  paginateLookupEvents,
} from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand, GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days } from '#kernel/clock';
import { type Clients, clientsOf, eventsOf, newRole, newUser, trust } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let admin: Clients;
let alice: Clients;
let roleArn: string;

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
  admin = clientsOf(house, house.accounts[0].admin);
  alice = await newUser(house, admin, 'alice');
  roleArn = await newRole(admin, 'looked-up', trust(house.accounts[0].id));
  await admin.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'session' }));
  await refusalOf(alice.iam.send(new ListUsersCommand({})));
});

afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

function by(key: string, value: string): LookupEventsCommandInput {
  return { LookupAttributes: [{ AttributeKey: key as 'EventId', AttributeValue: value }] };
}

/** The paginator writes into its input, and takes the size of a page apart from it. */
async function all(clients: Clients, input: LookupEventsCommandInput = {}): Promise<readonly Event[]> {
  const { MaxResults, ...rest } = input;
  const config = { client: clients.cloudTrail, ...(MaxResults === undefined ? {} : { pageSize: MaxResults }) };
  const events: Event[] = [];
  for await (const page of paginateLookupEvents(config, rest)) events.push(...(page.Events ?? []));
  return events;
}

describe('attributes', () => {
  test.each<[string, () => string, (event: Event) => boolean]>([
    ['EventName', () => 'CreateUser', (event) => event.EventName === 'CreateUser'],
    ['EventSource', () => 'sts.amazonaws.com', (event) => event.EventSource === 'sts.amazonaws.com'],
    ['ReadOnly', () => 'false', (event) => event.ReadOnly === 'false'],
    ['ReadOnly', () => 'true', (event) => event.ReadOnly === 'true'],
    ['Username', () => 'alice', (event) => event.Username === 'alice'],
    ['AccessKeyId', () => alice.keys.accessKeyId, (event) => event.AccessKeyId === alice.keys.accessKeyId],
    [
      'ResourceType',
      () => 'AWS::IAM::Role',
      (event) => event.Resources?.some(({ ResourceType }) => ResourceType === 'AWS::IAM::Role') === true,
    ],
    [
      'ResourceName',
      () => roleArn,
      (event) => event.Resources?.some(({ ResourceName }) => ResourceName === roleArn) === true,
    ],
  ])('%s', async (key, value, fits) => {
    // What is looked up is itself an event of the next look: only what was there before counts.
    const EndTime = new Date();
    const everything = await all(admin, { EndTime });
    const found = await all(admin, { ...by(key, value()), EndTime });
    const ids = new Set(everything.map(({ EventId }) => EventId));
    expect(found.filter(({ EventId }) => ids.has(EventId))).toEqual(everything.filter(fits));
    expect(everything.some(fits)).toBe(true);
  });

  test('EventId finds the one', async () => {
    const [newest] = await eventsOf(admin, { MaxResults: 1 });
    const found = await eventsOf(admin, by('EventId', newest?.EventId ?? ''));
    expect(found).toEqual([newest]);
  });

  test('a value that nothing has finds nothing, its length and its lines do no harm', async () => {
    for (const value of ['nothing', 'x'.repeat(2000), 'CreateUser\nEventName=CreateUser', '%', '_']) {
      expect(await eventsOf(admin, by('EventName', value))).toEqual([]);
    }
  });
});

test('reads are seen at once, denied ones too', async () => {
  for (let i = 0; i < 20; i++) {
    const { $metadata } = await admin.iam.send(new GetUserCommand({}));
    const [newest] = await eventsOf(admin, { MaxResults: 1 });
    expect(JSON.parse(newest?.CloudTrailEvent ?? '{}')).toMatchObject({ requestID: $metadata.requestId });
  }
});

test('newest first, each with what the record says', async () => {
  const events = await all(admin);
  const times = events.map(({ EventTime }) => EventTime?.getTime() ?? 0);
  expect(times).toEqual([...times].sort((a, b) => b - a));
  for (const event of events) {
    const record = JSON.parse(event.CloudTrailEvent ?? '{}');
    expect(event).toMatchObject({
      EventId: record.eventID,
      EventName: record.eventName,
      EventSource: record.eventSource,
      ReadOnly: String(record.readOnly),
    });
    expect(event.EventTime?.toISOString()).toBe(record.eventTime.replace('Z', '.000Z'));
  }
});

describe('pages', () => {
  test('are 50 long unless asked, and join without a gap', async () => {
    for (let i = 0; i < 60; i++) await admin.iam.send(new GetUserCommand({ UserName: 'alice' }));
    const input = { ...by('EventName', 'GetUser'), EndTime: new Date() };
    const first = await admin.cloudTrail.send(new LookupEventsCommand(input));
    expect(first.Events?.length).toBe(50);
    expect(first.NextToken).toBeDefined();
    const everything = await all(admin, input);
    expect(new Set(everything.map(({ EventId }) => EventId)).size).toBe(everything.length);
    const small = await all(admin, { ...input, MaxResults: 7 });
    expect(small.map(({ EventId }) => EventId)).toEqual(everything.map(({ EventId }) => EventId));
  });

  test('a token goes on with the question it was given for, and nowhere else', async () => {
    const input = { ...by('EventName', 'GetUser'), MaxResults: 1 };
    const { NextToken = '' } = await admin.cloudTrail.send(new LookupEventsCommand(input));
    const there = clientsOf(house, house.accounts[1]?.admin ?? admin.keys);
    const west = clientsOf(house, admin.keys, 'us-west-2');
    const forged = Buffer.concat([
      Buffer.from(NextToken, 'base64url').subarray(0, 12),
      Buffer.from(Buffer.from('["a","b"]').toString('base64url')),
    ]).toString('base64url');
    const calls: readonly [Clients, LookupEventsCommandInput][] = [
      [admin, { ...by('EventName', 'CreateUser'), NextToken }],
      [admin, { NextToken }],
      [admin, { ...input, StartTime: new Date(0), NextToken }],
      [there, { ...input, NextToken }],
      [west, { ...input, NextToken }],
      [admin, { ...input, NextToken: 'nonsense' }],
      [admin, { ...input, NextToken: forged }],
      [admin, { ...input, NextToken: 'x'.repeat(5000) }],
    ];
    for (const [clients, asked] of calls) {
      const refused = await refusalOf(clients.cloudTrail.send(new LookupEventsCommand(asked)));
      expect(refused).toMatchObject({ code: 'InvalidNextTokenException', status: 400 });
    }
    const next = await admin.cloudTrail.send(new LookupEventsCommand({ ...input, MaxResults: 2, NextToken }));
    expect(next.Events?.length).toBe(2);
  });
});

describe('what is refused', () => {
  const name = { AttributeKey: 'EventName', AttributeValue: 'GetUser' } as const;
  test.each<[string, LookupEventsCommandInput, string]>([
    ['two attributes', { LookupAttributes: [name, name] }, 'InvalidLookupAttributesException'],
    ['more than 50 results', { MaxResults: 51 }, 'InvalidMaxResultsException'],
    ['no results', { MaxResults: 0 }, 'InvalidMaxResultsException'],
    [
      'an end before the start',
      { StartTime: new Date('2026-01-02'), EndTime: new Date('2026-01-01') },
      'InvalidTimeRangeException',
    ],
    [
      'Insights events by user',
      { EventCategory: 'insight', LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'a' }] },
      'InvalidLookupAttributesException',
    ],
    [
      'an attribute that there is not',
      { LookupAttributes: [{ AttributeKey: 'Colour' as 'EventId', AttributeValue: 'blue' }] },
      'ValidationException',
    ],
  ])('%s', async (_what, input, code) => {
    expect(await refusalOf(admin.cloudTrail.send(new LookupEventsCommand(input)))).toMatchObject({ code, status: 400 });
  });

  test('of Insights events there are none', async () => {
    expect(await eventsOf(admin, { EventCategory: 'insight' })).toEqual([]);
  });
});

test('regions have their own events, global services theirs in us-east-1', async () => {
  const west = clientsOf(house, admin.keys, 'eu-west-1');
  await west.sts.send(new GetCallerIdentityCommand({}));
  await west.iam.send(new CreateUserCommand({ UserName: 'from-afar' }));
  const there = await eventsOf(west);
  expect(there.map(({ EventName }) => EventName)).toEqual(['GetCallerIdentity']);
  expect(JSON.parse(there[0]?.CloudTrailEvent ?? '{}')).toMatchObject({ awsRegion: 'eu-west-1' });
  const [created] = await eventsOf(admin, by('EventName', 'CreateUser'));
  expect(JSON.parse(created?.CloudTrailEvent ?? '{}')).toMatchObject({
    awsRegion: 'us-east-1',
    requestParameters: { userName: 'from-afar' },
  });
});

test('accounts have their own', async () => {
  const there = clientsOf(house, house.accounts[1]?.admin ?? admin.keys);
  expect(await eventsOf(there, by('Username', 'alice'))).toEqual([]);
});

// Last: they move the clock of the house.
describe('time', () => {
  test('both ends are included, to the second', async () => {
    await house.advance(days(1));
    await admin.iam.send(new GetUserCommand({ UserName: 'alice' }));
    const [event] = await eventsOf(admin, { ...by('EventName', 'GetUser'), MaxResults: 1 });
    const at = event?.EventTime ?? new Date(0);
    const ids = async (StartTime: Date, EndTime: Date): Promise<readonly (string | undefined)[]> =>
      (await eventsOf(admin, { ...by('EventName', 'GetUser'), StartTime, EndTime })).map(({ EventId }) => EventId);
    const plus = (ms: number): Date => new Date(at.getTime() + ms);
    expect(await ids(at, at)).toEqual([event?.EventId]);
    expect(await ids(plus(-1), plus(500))).toEqual([event?.EventId]);
    expect(await ids(plus(1), plus(1000))).toEqual([]);
    expect(await ids(plus(-1000), plus(-1))).toEqual([]);
  });

  test('after 90 days an event is forgotten, also by the disk', async () => {
    await admin.iam.send(new CreateUserCommand({ UserName: 'remembered' }));
    const created = by('EventName', 'CreateUser');
    const count = (await eventsOf(admin, created)).length;
    await house.advance(days(88));
    expect((await eventsOf(admin, created)).length).toBe(count);
    await house.advance(days(3));
    expect(await eventsOf(admin, created)).toEqual([]);
    expect(await eventsOf(admin, { ...created, StartTime: new Date(0) })).toEqual([]);
    expect((await eventsOf(admin)).length).toBeGreaterThan(0);
    const store = await house.stopAndOpen();
    const { regionScope } = await import('#store/scope');
    const { parseRegion } = await import('#kernel/ids');
    const region = parseRegion('us-east-1');
    if (region === undefined) throw new Error('a region');
    const page = await store.journal('cloudtrail.event', regionScope(house.accounts[0].id, region), { limit: 1000 });
    expect(page.entries.every(({ body }) => !body.includes('"eventName":"CreateUser"'))).toBe(true);
  });
});
