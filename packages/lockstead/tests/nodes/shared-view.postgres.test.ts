/** What is seen of one node on another: events, decisions, the clock, a reset; and work that falls due, done once. */
import { setTimeout as pause } from 'node:timers/promises';
import type { LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import {
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { allow, type Clients, eventsOf, keysOf, newRole, newUser, trust } from '../support/clients.ts';
import { newSite, ownServer, type Site, twoNodes } from './database.ts';
import type { StartedNode } from './node.ts';
import { expectFollowedWithin } from './writing.ts';

let server: PostgresServer;
let site: Site;
let one: StartedNode;
let other: StartedNode;

beforeAll(async () => {
  server = await ownServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  site = await newSite(server);
  [one, other] = await twoNodes(site, { flags: ['--dev'] });
});
afterEach(() => site[Symbol.asyncDispose]());

const named = (AttributeValue: string): LookupEventsCommandInput => ({
  LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }],
});

async function requestIdOf(call: Promise<unknown>): Promise<string> {
  const outcome = await call.catch((error: unknown) => error);
  return (outcome as { $metadata: { requestId?: string } }).$metadata.requestId ?? '';
}

const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: Error) => error.name,
  );

const names = async ({ iam }: Clients): Promise<readonly (string | undefined)[]> =>
  ((await iam.send(new ListUsersCommand({}))).Users ?? []).map(({ UserName }) => UserName);

describe('events', () => {
  test('of a write are found on both at once, each once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : other).admin.iam.send(new CreateUserCommand({ UserName: `user-${n}` })),
      ),
    );
    const found = await Promise.all([one, other].map(({ admin }) => eventsOf(admin, named('CreateUser'))));
    expect(new Set(found[0]?.map(({ EventId }) => EventId)).size).toBe(20);
    expect(found[1]?.map(({ EventId }) => EventId).toSorted()).toEqual(
      found[0]?.map(({ EventId }) => EventId).toSorted(),
    );
  });

  test('of a read are found on the node that answered at once, and on the other within a second', async () => {
    await one.admin.iam.send(new ListRolesCommand({}));
    const read = performance.now();
    expect(await eventsOf(one.admin, named('ListRoles'))).toHaveLength(1);
    await one.admin.iam.send(new ListRolesCommand({}));
    await expect.poll(() => eventsOf(other.admin, named('ListRoles')), { interval: 50, timeout: 5000 }).toHaveLength(2);
    expect(performance.now() - read).toBeLessThan(1500);
  });
});

describe('why', () => {
  test('explains a denial on either node', async () => {
    const alice = await newUser(one, one.admin, 'alice');
    const requestId = await requestIdOf(alice.iam.send(new ListUsersCommand({})));
    for (const node of [one, other]) {
      const { status, body } = await node.call('GET', `decisions?requestId=${requestId}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ requestId, allowed: false, operation: 'iam:ListUsers' });
    }
    const asked = new URLSearchParams({
      principal: String(body(await one.call('GET', `decisions?requestId=${requestId}`)).principal),
      action: 'iam:ListUsers',
    });
    expect((await other.call('GET', `decisions?${asked}`)).body).toMatchObject({ requestId });
  });

  test('explains an allowed request on the node that answered it, and says on another where to look', async () => {
    const requestId = await requestIdOf(one.admin.iam.send(new ListUsersCommand({})));
    expect((await one.call('GET', `decisions?requestId=${requestId}`)).body).toMatchObject({ allowed: true });
    const { status, body } = await other.call('GET', `decisions?requestId=${requestId}`);
    expect(status).toBe(404);
    expect(body['message']).toContain('of the node that answered');
  });
});

/** Of the only judgement in an explained decision. */
function body({ body }: Awaited<ReturnType<StartedNode['call']>>): { readonly principal: string } {
  const [judged] = body['decisions'] as readonly { readonly principal: { readonly arn: string } }[];
  return { principal: judged?.principal.arn ?? '' };
}

describe('the clock', () => {
  const offset = async (node: StartedNode): Promise<unknown> => (await node.call('GET', 'clock')).body['offsetSeconds'];

  test('moved on one node moves on both, in what it decides as well', async () => {
    const { User } = await one.admin.iam.send(new GetUserCommand({}));
    const RoleArn = await newRole(one.admin, 'visitor', trust(User?.Arn ?? ''), { statements: [allow('iam:*')] });
    const { Credentials } = await one.admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'visit' }));
    const visitor = other.clients(keysOf(Credentials));
    await visitor.sts.send(new GetCallerIdentityCommand({}));
    await one.call('POST', 'clock', { advance: 'PT2H' });
    await expectFollowedWithin(
      1000,
      async () => (await outcomeOf(visitor.sts.send(new GetCallerIdentityCommand({})))) === 'ExpiredToken',
    );
    expect(await offset(other)).toBe(7200);
  });

  test('moved on both in turn, each goes on from where the other left it', async () => {
    for (let n = 0; n < 6; n++) await (n % 2 === 0 ? one : other).call('POST', 'clock', { advance: 'P1D' });
    expect([await offset(one), await offset(other)]).toEqual([6 * 86_400, 6 * 86_400]);
    expect(await offset(await site.node('late', { flags: ['--dev'] }))).toBe(6 * 86_400);
  });
});

test('a reset on one node is one on both: users, what is remembered of them, decisions and the clock', async () => {
  const alice = await newUser(one, one.admin, 'alice', allow('iam:*'));
  const onOther = other.clients(alice.keys);
  expect(await names(onOther)).toEqual(['admin', 'alice']);
  const allowed = await requestIdOf(onOther.iam.send(new ListUsersCommand({})));
  await one.call('POST', 'clock', { advance: 'P1D' });
  expect((await one.call('POST', 'reset')).status).toBe(200);
  await expectFollowedWithin(
    1000,
    async () => (await outcomeOf(onOther.iam.send(new ListUsersCommand({})))) === 'InvalidClientTokenId',
  );
  expect(await names(other.admin)).toEqual(['admin']);
  expect((await other.call('GET', `decisions?requestId=${allowed}`)).status).toBe(404);
  expect((await other.call('GET', 'clock')).body['offsetSeconds']).toBe(0);
  // What the other node had not written yet is of the state before.
  await pause(500);
  expect((await eventsOf(one.admin, named('CreateUser'))).length).toBe(0);
  await other.admin.iam.send(new CreateUserCommand({ UserName: 'bob' }));
  expect(await names(one.admin)).toEqual(['admin', 'bob']);
});

test('what falls due is done once, though both look for it each second', async () => {
  // An item runs in the transaction that takes its row away.
  await site.query(`
    CREATE TABLE public.taken (id text);
    CREATE FUNCTION note_taken() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO public.taken VALUES (OLD.id); RETURN OLD; END $$;
    CREATE TRIGGER note_taken AFTER DELETE ON lockstead.documents
      FOR EACH ROW WHEN (OLD.collection = 'events.due') EXECUTE FUNCTION note_taken()`);
  // What a start makes due, some of it once and for all, is done first.
  for (const node of [one, other]) await node.call('POST', 'clock', { advance: 'PT1S' });
  const standing = await site.query("SELECT id FROM lockstead.documents WHERE collection = 'events.due' ORDER BY id");
  expect(standing.length).toBeGreaterThan(1);
  for (let round = 0; round < 3; round++) {
    await site.query('DELETE FROM public.taken');
    const set = new Date(
      Date.parse(String((await one.call('GET', 'clock')).body['now'])) + 2 * 86_400_000,
    ).toISOString();
    await Promise.all([one, other].map((node) => node.call('POST', 'clock', { set })));
    await pause(1500);
    expect(await site.query('SELECT id FROM public.taken ORDER BY id')).toEqual(standing);
  }
  for (const node of [one, other]) expect(node.log()).not.toContain('"level":"error"');
});

test('the last use of a key is the later of what two nodes know', async () => {
  const alice = await newUser(one, one.admin, 'alice', allow('iam:*'));
  await alice.iam.send(new ListUsersCommand({}));
  await pause(1100);
  await other.clients(alice.keys).sts.send(new GetCallerIdentityCommand({}));
  const { AccessKeyLastUsed } = await other.admin.iam.send(
    new GetAccessKeyLastUsedCommand({ AccessKeyId: alice.keys.accessKeyId }),
  );
  expect(AccessKeyLastUsed?.ServiceName).toBe('sts');
  // Both have written theirs when they have stopped, the earlier use last.
  expect((await other.stop()).code).toBe(0);
  expect((await one.stop()).code).toBe(0);
  const third = await site.node('third');
  const { AccessKeyLastUsed: written } = await third.admin.iam.send(
    new GetAccessKeyLastUsedCommand({ AccessKeyId: alice.keys.accessKeyId }),
  );
  expect(written?.ServiceName).toBe('sts');
});
