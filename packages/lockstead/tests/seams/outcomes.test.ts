/** Pairs whose outcome the operation sees, denials in the service's own words, and what the signature says. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usageRows } from '#events/usage/rows';
import { accountScope } from '#store/scope';
import { type FixtureGateway, home, openFixtureGateway } from '../support/gateway.ts';

let it: FixtureGateway;
beforeEach(async () => {
  it = await openFixtureGateway();
  await fill();
});
afterEach(() => it[Symbol.asyncDispose]());

const aliceArn = `arn:aws:iam::${home}:user/alice`;
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const find = { Effect: 'Allow', Action: 'notes:FindNotes', Resource: '*' };

async function fill(): Promise<void> {
  it.allow(it.alice, everything);
  for (const Name of ['a', 'b', 'c']) await it.call(it.alice, 'notes', 'PutNote', { Name });
}

function get(...names: readonly string[]): Readonly<Record<string, unknown>> {
  const Resource = names.map((name) => `arn:aws:notes:*:${home}:note/${name}`);
  return { Effect: 'Allow', Action: 'notes:GetNote', Resource };
}

function findNotes(Names: string): ReturnType<FixtureGateway['call']> {
  return it.call(it.alice, 'notes', 'FindNotes', { Names });
}

test('a denial of one pair stops nothing: the operation sees it, in the words of its service', async () => {
  it.allow(it.alice, find, get('a', 'c'));
  const reply = await findNotes('a,b,c,missing');
  expect(reply).toMatchObject({ status: 200, json: { Found: 'a,c', Hidden: 'hidden: b' } });
});

test('the pairs that must pass still must', async () => {
  it.allow(it.alice, get('a'));
  expect(await findNotes('a')).toMatchObject({ status: 400, json: { message: 'hidden: *' } });
});

test('which denial the operation asked for stands in the trace, what it did not ask for does not', async () => {
  it.allow(it.alice, find, get('a'));
  const { headers } = await findNotes('a,b,missing');
  const requestId = headers['x-amzn-requestid'];
  const found = await it.gateway.decisions.find(it.store, requestId as never);
  const judged = found?.judged.map(({ resource, decision }) => [resource.split('/').at(-1), decision.effect]);
  expect(judged).toContainEqual(['b', 'deny']);
  const denial = await it.gateway.decisions.findDenial(it.store, ({ resource }) => resource.endsWith('/b'));
  expect(denial?.requestId).toBe(requestId);
  expect(await it.gateway.decisions.findDenial(it.store, ({ resource }) => resource.endsWith('/missing'))).toBe(
    undefined,
  );
});

test('a name that no pair has is a mistake of the operation, and fails closed', async () => {
  it.allow(it.alice, find, get('a'));
  expect((await findNotes('a, b')).status).toBe(200);
  const { Outcomes } = await import('#gateway/decide/outcomes');
  const call = { operation: 'x', input: {}, style: { code: 'x', httpStatus: 400 }, wordDenial: undefined };
  expect(() => new Outcomes([], new Map(), call).denialOf('other')).toThrow('is seen as other');
});

test('the usage ledger counts what the operation needed, not what it might have', async () => {
  it.allow(it.alice, find, get('a', 'c'));
  await findNotes('a,b,c,missing');
  await findNotes('a');
  await it.usage.flush();
  const rows = await it.store.in(usageRows, accountScope(home)).list({ index: 'principal', key: aliceArn });
  const counts = rows
    .filter(({ record }) => record.action !== 'notes:PutNote')
    .map(({ record: { action, resource, allowed, denied } }) => [action, resource.split('/').at(-1), allowed, denied]);
  expect(counts.toSorted()).toEqual(
    [
      ['notes:FindNotes', '*', 2, 0],
      ['notes:GetNote', 'a', 2, 0],
      ['notes:GetNote', 'b', 0, 1],
      ['notes:GetNote', 'c', 1, 0],
    ].toSorted(),
  );
});

test.each(['full', 'audit'] as const)(
  'all that a denied request asks for is counted, with --enforce %s',
  async (enforce) => {
    await it[Symbol.asyncDispose]();
    it = await openFixtureGateway({ enforce });
    await fill();
    it.allow(it.alice, find);
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'copy', CopyOf: 'a' });
    await it.usage.flush();
    const rows = await it.store.in(usageRows, accountScope(home)).list({ index: 'principal', key: aliceArn });
    const denied = rows.filter(({ record }) => record.denied > 0);
    expect(
      denied.map(({ record }) => [record.action, record.resource.split('/').at(-1), record.denied]).toSorted(),
    ).toEqual([
      ['notes:GetNote', 'a', 1],
      ['notes:PutNote', 'copy', 1],
    ]);
  },
);

test.each([
  ['audit', 'a,b,c', 1],
  ['off', 'a,b,c', 0],
] as const)('with --enforce %s all are seen as allowed', async (enforce, Found, counted) => {
  await it[Symbol.asyncDispose]();
  it = await openFixtureGateway({ enforce });
  await fill();
  it.allow(it.alice, find, get('a'));
  expect((await findNotes('a,b,c')).json).toEqual({ Found, Hidden: '' });
  expect(it.gateway.metrics.text()).toContain(`lockstead_would_be_denied_total ${counted}\n`);
});

test('how it is signed decides, where a policy asks', async () => {
  const by = (mode: string) => ({ ...find, Condition: { StringEquals: { 'notes:signedBy': mode } } });
  it.allow(it.alice, by('header'), get('a'));
  expect((await findNotes('a')).status).toBe(200);
  it.allow(it.alice, by('presigned'), get('a'));
  expect((await findNotes('a')).status).toBe(400);
});

test('those of one turn share a transaction; one that fails takes none of the others along', async () => {
  it.allow(it.alice, find, get('a'));
  const { SharedTransactions } = await import('#events/shared-transactions');
  const { systemTimers } = await import('#kernel/timers');
  let transactions = 0;
  const counting = {
    ...it.store,
    transact: (run: never) => {
      transactions += 1;
      return it.store.transact(run);
    },
  } as typeof it.store;
  const shared = new SharedTransactions(counting, systemTimers);
  await Promise.all(Array.from({ length: 50 }, () => shared.run(async () => undefined)));
  expect(transactions).toBe(1);
  const outcomes = await Promise.allSettled([
    shared.run(async () => undefined),
    shared.run(() => Promise.reject(new Error('mine alone'))),
    shared.run(async () => undefined),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
