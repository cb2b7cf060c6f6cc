/** One call: pairs, scopes, prepare and abandon, events, over a socket. */
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseRegion, type Region } from '#kernel/ids';
import { regionScope } from '#store/scope';
import { elsewhere, type FixtureGateway, here, home, openFixtureGateway } from '../support/gateway.ts';
import { notes } from '../support/notes.ts';

let it: FixtureGateway;
beforeEach(async () => {
  it = await openFixtureGateway();
});
afterEach(() => it[Symbol.asyncDispose]());

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const frankfurt = parseRegion('eu-central-1') as Region;

function arn(name: string, account: string = home, region: string = here): string {
  return `arn:aws:notes:${region}:${account}:note/${name}`;
}

describe('authorization pairs', () => {
  test.each([
    ['neither', [], 'notes:PutNote', arn('b')],
    ['the second alone', [{ Effect: 'Allow', Action: 'notes:GetNote', Resource: '*' }], 'notes:PutNote', arn('b')],
    ['the first alone', [{ Effect: 'Allow', Action: 'notes:PutNote', Resource: '*' }], 'notes:GetNote', arn('a')],
    [
      'the second on another resource',
      [
        { Effect: 'Allow', Action: 'notes:PutNote', Resource: '*' },
        { Effect: 'Allow', Action: 'notes:GetNote', Resource: arn('c') },
      ],
      'notes:GetNote',
      arn('a'),
    ],
  ])('%s allowed: the first that does not pass is named, nothing runs', async (_, statements, action, resource) => {
    it.allow(it.alice, ...statements);
    const reply = await it.call(it.alice, 'notes', 'PutNote', { Name: 'b', CopyOf: 'a' });
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({
      __type: 'AccessDeniedException',
      message: `User: arn:aws:iam::${home}:user/alice is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    });
    expect(it.ran).toEqual([]);
  });

  test('both allowed: it passes', async () => {
    it.allow(
      it.alice,
      { Effect: 'Allow', Action: 'notes:PutNote', Resource: arn('b') },
      { Effect: 'Allow', Action: 'notes:GetNote', Resource: arn('a') },
    );
    expect((await it.call(it.alice, 'notes', 'PutNote', { Name: 'b', CopyOf: 'a' })).status).toBe(200);
  });

  test('tags of the resource are read before the decision, in its own scope', async () => {
    it.allow(it.alice, everything);
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'mine', Tags: { team: 'blue' } });
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'mine' }, 'eu-central-1');
    const blue = { StringEquals: { 'aws:ResourceTag/team': 'blue' } };
    it.allow(it.alice, { Effect: 'Allow', Action: 'notes:*', Resource: '*', Condition: blue });
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'mine' })).status).toBe(200);
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'mine' }, 'eu-central-1')).status).toBe(400);
  });
});

describe('scopes', () => {
  test("state opens in the target's scope, never in the caller's", async () => {
    it.allow(it.bob, everything);
    it.allow(it.alice, everything);
    await it.call(it.bob, 'notes', 'PutNote', { Name: 'n', Text: "bob's own" });
    // Without a policy on the resource nobody reaches over: what that needs is the policy engine's to say.
    const over = await it.call(it.alice, 'notes', 'GetNote', { Name: 'n', Owner: elsewhere });
    expect(over.json['__type']).toBe('AccessDeniedException');
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' })).json['__type']).toBe('NoteNotFound');
    expect(await it.store.in(notes, regionScope(elsewhere, here)).count()).toBe(1);
    expect(await it.store.in(notes, regionScope(home, here)).count()).toBe(0);
  });

  test('regions are apart', async () => {
    it.allow(it.alice, everything);
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'in Frankfurt' }, frankfurt);
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' })).status).toBe(404);
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' }, frankfurt)).json).toMatchObject({
      Text: 'in Frankfurt',
    });
    const [event] = await it.events(home, frankfurt);
    expect(event).toMatchObject({ eventName: 'GetNote', awsRegion: frankfurt, recipientAccountId: home });
  });

  test("a call across accounts is an event of each, tied together; the other's says no more of the caller than it must", async () => {
    await it[Symbol.asyncDispose]();
    it = await openFixtureGateway({ enforce: 'off' });
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Owner: elsewhere });
    // Enforcement is off: no pair was asked, and so nobody else's account is known.
    expect(await it.events(elsewhere)).toEqual([]);
    await it[Symbol.asyncDispose]();
    it = await openFixtureGateway({ enforce: 'audit' });
    it.allow(it.alice, everything);
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Owner: elsewhere });
    expect(await it.store.in(notes, regionScope(elsewhere, here)).count()).toBe(1);
    const [mine] = await it.events(home);
    const [theirs] = await it.events(elsewhere);
    expect(mine).toMatchObject({ userIdentity: { type: 'IAMUser', userName: 'alice' } });
    expect(theirs).toMatchObject({ eventName: 'PutNote', sharedEventID: mine?.['sharedEventID'] });
    expect(theirs?.userIdentity).toEqual({ type: 'AWSAccount', principalId: 'AIDAALICE', accountId: home });
    expect(theirs?.eventID).not.toBe(mine?.eventID);
  });
});

describe('prepare, handle, abandon', () => {
  function staged(): readonly string[] {
    return readdirSync(it.folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ name }) => name);
  }

  beforeEach(() => it.allow(it.alice, everything));

  test('what was prepared is used by handle and stays', async () => {
    const put = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'kept as a blob' });
    expect(put).toMatchObject({ status: 200, json: { Name: 'n' } });
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' })).json).toMatchObject({ Text: 'kept as a blob' });
    expect(staged().length).toBe(1);
  });

  test('a failure of handle undoes the transaction and what was prepared, and is an event', async () => {
    const put = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'x', FailWith: 'not this one' });
    expect(put).toMatchObject({ status: 409, json: { __type: 'NoteRefused', message: 'not this one' } });
    expect(staged()).toEqual([]);
    expect(await it.store.in(notes, regionScope(home, here)).count()).toBe(0);
    expect(await it.store.changes(0, 10)).toEqual([]);
    const events = await it.events();
    expect(events.map(({ eventName, errorCode }) => [eventName, errorCode])).toEqual([['PutNote', 'NoteRefused']]);
  });

  test('a denial comes before prepare', async () => {
    it.allow(it.alice);
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'x' });
    expect(staged()).toEqual([]);
  });

  test('after a lost race handle runs again on what was prepared once', async () => {
    it.lostRaces = 1;
    const put = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'once' });
    expect(put.status).toBe(200);
    expect(it.ran).toEqual(['n', 'n']);
    expect(staged().length).toBe(1);
    expect((await it.events()).length).toBe(1);
    expect((await it.store.changes(0, 10)).map(({ id, rev }) => [id, rev])).toEqual([['n', 1]]);
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' })).json).toMatchObject({ Text: 'once' });
  });

  test('a lost race and then a failure: abandoned once', async () => {
    it.lostRaces = 1;
    const seal = { Seal: 'caller', Text: 'much longer than what the vault takes' };
    const put = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', ...seal });
    expect(put.json['__type']).toBe('VaultFull');
    expect(staged()).toEqual([]);
  });
});

test('every change of a write carries the request that made it', async () => {
  it.allow(it.alice, everything);
  const put = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n' });
  const [change] = await it.store.changes(0, 10);
  const [event] = await it.events();
  expect(change).toMatchObject({ collection: 'notes.note', requestId: put.headers['x-amzn-requestid'] });
  expect(event?.requestID).toBe(put.headers['x-amzn-requestid']);
});

test('what is refused for good and what is unknown are told apart', async () => {
  const burn = await it.call(it.alice, 'notes', 'BurnNotes', {});
  expect(burn.status).toBe(501);
  expect(burn.json).toMatchObject({ message: 'Lockstead does not implement notes:BurnNotes: nobody should' });
  const lose = await it.call(it.alice, 'notes', 'LoseNotes', {});
  expect(lose).toMatchObject({ status: 400, json: { __type: 'UnknownOperationException' } });
});

test('the constraints of a model of its own are kept', async () => {
  it.allow(it.alice, everything);
  const put = await it.call(it.alice, 'notes', 'PutNote', { Name: 'Not A Name' });
  expect(put).toMatchObject({ status: 400, json: { __type: 'ValidationException' } });
  expect(put.json['message']).toContain("Value 'Not A Name' at 'name' failed to satisfy constraint");
});
