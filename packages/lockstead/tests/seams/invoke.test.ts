/** Calls between services: with whose identity, in which transaction, and what is told of them when that is undone or run again. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minutes } from '#kernel/clock';
import { accountScope, regionScope } from '#store/scope';
import { type EventRecord, type FixtureGateway, here, home, openFixtureGateway } from '../support/gateway.ts';
import { notes } from '../support/notes.ts';
import { seals } from '../support/vault.ts';

let it: FixtureGateway;
beforeEach(async () => {
  it = await openFixtureGateway();
});
afterEach(() => it[Symbol.asyncDispose]());

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const putNotes = { Effect: 'Allow', Action: 'notes:*', Resource: '*' };
const principal = 'notes.amazonaws.com';
const tooLong = 'much longer than what the vault takes';

function put(input: object): ReturnType<FixtureGateway['call']> {
  return it.call(it.alice, 'notes', 'PutNote', { Name: 'n', ...input });
}

function onlyIf(condition: object): Readonly<Record<string, unknown>> {
  return { Effect: 'Allow', Action: 'vault:Seal', Resource: `arn:aws:vault::${home}:seal/n`, Condition: condition };
}

function resourcePolicy(condition: object): string {
  const statement = { ...onlyIf(condition), Principal: { Service: principal }, Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

async function eventsOf(name: string): Promise<readonly EventRecord[]> {
  // The vault is global: its events belong to us-east-1.
  return (await it.events()).filter(({ eventName }) => eventName === name);
}

async function kept(): Promise<{ readonly notes: number; readonly seals: number }> {
  return {
    notes: await it.store.in(notes, regionScope(home, here)).count(),
    seals: await it.store.in(seals, accountScope(home)).count(),
  };
}

describe("with the caller's identity passed on", () => {
  test.each([
    ['aws:CalledVia', { 'ForAnyValue:StringEquals': { 'aws:CalledVia': [principal] } }],
    ['aws:CalledViaFirst', { StringEquals: { 'aws:CalledViaFirst': principal } }],
    ['aws:CalledViaLast', { StringEquals: { 'aws:CalledViaLast': principal } }],
    ['aws:ViaAWSService', { Bool: { 'aws:ViaAWSService': 'true' } }],
    ['aws:SourceIp, the one that the caller has', { IpAddress: { 'aws:SourceIp': '127.0.0.1/32' } }],
    ['aws:PrincipalIsAWSService, which is false', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }],
  ])('%s is there', async (_, condition) => {
    it.allow(it.alice, putNotes, onlyIf(condition));
    expect(await put({ Seal: 'caller' })).toMatchObject({ status: 200 });
  });

  test('and none of it in a call that alice makes herself', async () => {
    it.allow(it.alice, onlyIf({ Bool: { 'aws:ViaAWSService': 'true' } }));
    const direct = await it.call(it.alice, 'vault', 'Seal', { Name: 'n', Text: 'x' });
    expect(direct.json['__type']).toBe('AccessDeniedException');
    it.allow(it.alice, onlyIf({ Null: { 'aws:CalledVia': 'true' } }));
    expect((await it.call(it.alice, 'vault', 'Seal', { Name: 'n', Text: 'x' })).status).toBe(200);
  });

  test('the event says who called and through whom', async () => {
    it.allow(it.alice, everything);
    await put({ Seal: 'caller' });
    const [seal] = await eventsOf('Seal');
    expect(seal?.userIdentity).toMatchObject({ type: 'IAMUser', userName: 'alice', invokedBy: principal });
    expect(seal).toMatchObject({
      sourceIPAddress: principal,
      userAgent: principal,
      eventSource: 'vault.amazonaws.com',
    });
    const [own] = await eventsOf('PutNote');
    expect(own?.requestID).not.toBe(seal?.requestID);
  });

  test('alice needs the permission herself: the denial is hers', async () => {
    it.allow(it.alice, putNotes);
    const reply = await put({ Seal: 'caller' });
    expect(reply.json).toMatchObject({
      __type: 'AccessDeniedException',
      message: expect.stringContaining('user/alice is not authorized to perform: vault:Seal'),
    });
  });
});

test('a call without a member that the operation requires is refused as a request without it is, and nothing is done', async () => {
  it.allow(it.alice, everything);
  const said = { status: 400, json: { __type: 'ValidationException', message: expect.stringContaining("at 'text'") } };
  expect(await it.call(it.alice, 'vault', 'Seal', { Name: 'n' })).toMatchObject(said);
  expect(await put({ Seal: 'textless' })).toMatchObject(said);
  expect(await kept()).toEqual({ notes: 0, seals: 0 });
});

describe('as the service itself', () => {
  test.each([
    ['aws:SourceArn', { ArnEquals: { 'aws:SourceArn': `arn:aws:notes:${here}:${home}:note/n` } }, 200],
    ['aws:SourceAccount', { StringEquals: { 'aws:SourceAccount': home } }, 200],
    ['aws:PrincipalServiceName', { StringEquals: { 'aws:PrincipalServiceName': principal } }, 200],
    ['aws:PrincipalIsAWSService', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }, 200],
    ['another resource', { ArnEquals: { 'aws:SourceArn': `arn:aws:notes:${here}:${home}:note/other` } }, 400],
    ['another account', { StringEquals: { 'aws:SourceAccount': '999999999999' } }, 400],
    ["the caller's address, which does not go along", { IpAddress: { 'aws:SourceIp': '127.0.0.1/32' } }, 400],
  ])('%s decides', async (_, condition, status) => {
    it.allow(it.alice, putNotes);
    it.witness.resourcePolicy = resourcePolicy(condition);
    expect((await put({ Seal: 'service' })).status).toBe(status);
  });

  test("alice's own permissions do not help it, and its event is in the account of the resource", async () => {
    it.allow(it.alice, everything);
    expect((await put({ Seal: 'service' })).json['__type']).toBe('AccessDeniedException');
    it.witness.resourcePolicy = resourcePolicy({});
    await put({ Seal: 'service' });
    const [seal] = await eventsOf('Seal');
    expect(seal?.userIdentity).toEqual({ type: 'AWSService', invokedBy: principal });
    expect(seal).toMatchObject({ recipientAccountId: home, sourceIPAddress: principal });
  });
});

describe('as a role that trusts it', () => {
  test("the role's policies decide, and the event is the role's", async () => {
    it.allow(it.alice, putNotes);
    const denied = await put({ Seal: 'role' });
    expect(denied.json['message']).toContain('assumed-role/for-notes/notes is not authorized to perform: vault:Seal');
    it.allow(it.role, onlyIf({}));
    expect((await put({ Seal: 'role' })).status).toBe(200);
    const [seal] = await eventsOf('Seal');
    expect(seal?.userIdentity).toMatchObject({
      type: 'AssumedRole',
      arn: `arn:aws:sts::${home}:assumed-role/for-notes/notes`,
    });
  });
});

describe("in the caller's transaction", () => {
  beforeEach(() => it.allow(it.alice, everything));

  test('both writes and both events are kept together, the inner one told first', async () => {
    expect((await put({ Seal: 'caller', Text: 'short' })).status).toBe(200);
    expect(await kept()).toEqual({ notes: 1, seals: 1 });
    const changes = await it.store.changes(0, 10);
    expect(new Set(changes.map(({ requestId }) => requestId)).size).toBe(1);
    expect((await it.events()).map(({ eventName }) => eventName).sort()).toEqual(['PutNote', 'Seal']);
  });

  test('a failure after the call takes its write and its event along', async () => {
    expect((await put({ Seal: 'caller', FailWith: 'after all' })).status).toBe(409);
    expect(await kept()).toEqual({ notes: 0, seals: 0 });
    expect((await it.events()).map(({ eventName, errorCode }) => [eventName, errorCode])).toEqual([
      ['PutNote', 'NoteRefused'],
    ]);
  });

  test('a call that wrote and failed takes all with it, also where its error is caught', async () => {
    const reply = await put({ Seal: 'caller', Text: tooLong, Forgive: true });
    expect(reply).toMatchObject({ status: 400, json: { __type: 'VaultFull' } });
    expect(await kept()).toEqual({ notes: 0, seals: 0 });
    expect((await it.events()).map(({ eventName, errorCode }) => [eventName, errorCode]).sort()).toEqual([
      ['PutNote', 'VaultFull'],
      ['Seal', 'VaultFull'],
    ]);
  });

  test('a call that was denied has written nothing: caught, the rest is kept; its denial is told once, durably', async () => {
    it.allow(it.alice, putNotes);
    expect((await put({ Seal: 'caller', Forgive: true })).status).toBe(200);
    expect(await kept()).toEqual({ notes: 1, seals: 0 });
    const [seal, ...more] = await eventsOf('Seal');
    expect(seal).toMatchObject({ errorCode: 'AccessDenied' });
    expect(more).toEqual([]);
    const found = await it.gateway.decisions.find(it.store, seal?.requestID as never);
    expect(found).toMatchObject({ allowed: false, operation: 'vault:Seal' });
  });
});

test('what waits for something else than the store cannot be called inside a transaction, caught or not', async () => {
  it.allow(it.alice, everything);
  for (const Forgive of [false, true]) {
    expect((await put({ Seal: 'inside', Forgive })).status).toBe(500);
    expect(await kept()).toEqual({ notes: 0, seals: 0 });
  }
  expect(it.witness.prepared).toEqual([]);
  expect(it.logLines.join('')).toContain('vault:Press waits for something else than the store');
});

describe('work that falls due calls other services', () => {
  const due = { Name: 'n', RemindSeconds: 60, Tags: { press: 'short' } };
  const allowed = { Effect: 'Allow', Principal: { Service: principal }, Action: 'vault:*', Resource: '*' };
  const byNote = { ArnEquals: { 'aws:SourceArn': `arn:aws:notes:${here}:${home}:note/n` } };

  function policy(...statements: readonly object[]): string {
    return JSON.stringify({ Version: '2012-10-17', Statement: statements });
  }

  beforeEach(async () => {
    it.allow(it.alice, everything);
    await it.call(it.alice, 'notes', 'PutNote', due);
    it.clock.setOffset(minutes(2));
  });

  test('from prepare with a transaction of its own, from handle within its own; each authorized and recorded', async () => {
    it.witness.resourcePolicy = policy({ ...allowed, Condition: byNote });
    expect(await it.agenda.runDue()).toBe(1);
    expect(it.witness.prepared).toEqual(['n']);
    const note = await it.store.in(notes, regionScope(home, here)).get('n');
    expect(note).toMatchObject({ reminded: true, sealed: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const [press] = await eventsOf('Press');
    expect(press?.userIdentity).toEqual({ type: 'AWSService', invokedBy: principal });
    expect((await eventsOf('Look')).length).toBe(1);
  });

  test('denied, the work stays due, and its denial is an event', async () => {
    it.witness.resourcePolicy = policy({ ...allowed, Action: 'vault:Press' });
    expect(await it.agenda.runDue()).toBe(0);
    expect((await eventsOf('Look'))[0]).toMatchObject({ errorCode: 'AccessDenied' });
    expect(await it.store.in(notes, regionScope(home, here)).get('n')).toMatchObject({ reminded: false });
    it.witness.resourcePolicy = policy(allowed);
    it.clock.setOffset(minutes(4));
    await expect.poll(() => it.agenda.runDue()).toBe(1);
    // What it prepared before was done again.
    expect(it.witness.prepared).toEqual(['n', 'n']);
  });
});

describe('when the transaction runs again after a lost race', () => {
  test('a success is told once, with the call of the run that was kept', async () => {
    it.allow(it.alice, everything);
    it.lostRaces = 1;
    expect((await put({ Seal: 'caller' })).status).toBe(200);
    expect(it.ran.length).toBe(2);
    expect((await it.events()).map(({ eventName }) => eventName).sort()).toEqual(['PutNote', 'Seal']);
    expect(await kept()).toEqual({ notes: 1, seals: 1 });
  });

  test('a denial is told once, counted once, and can be explained by the id that stands in its event', async () => {
    it.allow(it.alice, putNotes);
    it.lostRaces = 1;
    expect((await put({ Seal: 'caller', Forgive: true })).status).toBe(200);
    expect(it.ran.length).toBe(2);
    const denials = await eventsOf('Seal');
    expect(denials.length).toBe(1);
    expect(it.gateway.metrics.text()).toContain('lockstead_denied_total 1\n');
    const found = await it.gateway.decisions.find(it.store, denials[0]?.requestID as never);
    expect(found?.allowed).toBe(false);
  });

  test('a failure of the last run is told once, that of a lost one not at all', async () => {
    it.allow(it.alice, everything);
    it.lostRaces = 1;
    expect((await put({ Seal: 'caller', FailWith: 'in the end' })).status).toBe(409);
    expect((await it.events()).map(({ eventName, errorCode }) => [eventName, errorCode])).toEqual([
      ['PutNote', 'NoteRefused'],
    ]);
    expect(await kept()).toEqual({ notes: 0, seals: 0 });
  });
});

test('what is not there is said by name', async () => {
  await it[Symbol.asyncDispose]();
  it = await openFixtureGateway({ without: 'vault' });
  it.allow(it.alice, everything);
  const reply = await put({ Seal: 'caller' });
  expect(reply).toMatchObject({ status: 501, json: { message: 'Lockstead does not implement vault:Seal' } });
});
