/** The admin calls: who may, what they answer, and what moving the clock and resetting do. */
import { CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, type Clients, clientsOf, newUser } from '../support/clients.ts';
import { type House, type Keys, openHouse } from '../support/lockstead.ts';
import { type Reply, send, signed } from '../support/signed.ts';

interface Ask {
  readonly method?: string;
  readonly body?: string;
  readonly keys?: Keys;
  readonly service?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(
  house: House,
  path: string,
  { method = 'GET', body = '', keys, service = 'lockstead', headers = {} }: Ask = {},
): Promise<Reply & { readonly json: Record<string, unknown> }> {
  const { host, port } = new URL(house.endpoint);
  const unsigned = { method, path: `/_lockstead/${path}`, headers: { host, ...headers }, body };
  const sent = keys === undefined ? unsigned.headers : signed(unsigned, { keys, service });
  const reply = await send(Number(port), unsigned, sent);
  return { ...reply, json: reply.text.startsWith('{') ? JSON.parse(reply.text) : {} };
}

const calls = [
  ['GET', 'coverage', 'GetCoverage'],
  ['GET', 'decisions?requestId=00000000-0000-4000-8000-000000000000', 'GetDecision'],
  ['GET', 'clock', 'GetClock'],
  ['POST', 'clock', 'SetClock'],
  ['POST', 'reset', 'Reset'],
  ['GET', 'bill', 'GetBill'],
  ['GET', 'messages', 'GetMessages'],
  ['GET', 'metrics', 'GetMetrics'],
  ['GET', 'responsibility', 'GetResponsibility'],
] as const;

describe('without --dev', () => {
  let house: House;
  let admin: Clients;
  beforeAll(async () => {
    house = await openHouse({ furtherAccounts: 1 });
    admin = clientsOf(house, house.accounts[0].admin);
  });
  afterAll(() => house[Symbol.asyncDispose]());

  test('health is open to all, under both its names', async () => {
    expect(await ask(house, 'health')).toMatchObject({ status: 200, json: { status: 'ok', enforce: 'full' } });
    const { port, host } = new URL(house.endpoint);
    const other = await send(Number(port), { method: 'GET', path: '/_localstack/health' }, { host });
    expect(JSON.parse(other.text)).toMatchObject({ status: 'ok' });
  });

  test.each(calls)('%s %s wants a signature', async (method, path) => {
    const reply = await ask(house, path, { method });
    expect(reply).toMatchObject({ status: 403, json: { __type: 'MissingAuthenticationTokenException' } });
  });

  test.each(calls)('%s %s wants a permission, and takes it', async (method, path, action) => {
    const name = `may-${action}`;
    const nobody = await newUser(house, admin, `not-${action}`, allow('iam:*'));
    const denied = await ask(house, path, { method, keys: nobody.keys });
    expect(denied).toMatchObject({ status: 403, json: { __type: 'AccessDeniedException' } });
    expect(denied.json['message']).toContain(`is not authorized to perform: lockstead:${action}`);
    const somebody = await newUser(house, admin, name, allow(`lockstead:${action}`));
    const allowed = await ask(house, path, { method, keys: somebody.keys });
    expect(allowed.json['__type'] ?? '').not.toContain('AccessDenied');
    // What only --dev opens says so, to those who might.
    const onlyDev = action === 'Reset' || action === 'SetClock';
    expect([200, 404]).toContain(onlyDev ? 200 : allowed.status);
    if (onlyDev) expect(allowed).toMatchObject({ status: 403, json: { __type: 'NotDev' } });
  });

  test('who is refused, and who is denied, stands in the security log', async () => {
    const { keys } = await newUser(house, admin, 'curious', allow('iam:*'));
    const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'stranger-secret' };
    const seen = house.logLines.length;
    await ask(house, 'reset', { method: 'POST', keys: stranger });
    await ask(house, 'coverage');
    await ask(house, 'metrics', { keys });
    const lines = house.logLines.slice(seen).map((line) => JSON.parse(line));
    const warnings = lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([
      {
        message: 'a request that nobody can be held to',
        service: 'lockstead',
        operation: 'Reset',
        code: 'UnrecognizedClientException',
        accessKeyId: 'AKIASTRANGER',
        sourceIp: '127.0.0.1',
      },
      { service: 'lockstead', operation: 'GetCoverage', code: 'MissingAuthenticationTokenException' },
      {
        message: 'an admin call was denied',
        action: 'GetMetrics',
        principal: `arn:aws:iam::${house.accounts[0].id}:user/curious`,
      },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('stranger-secret');
  });

  test.each([
    ['another host', { host: 'evil.example' }],
    ['another origin', { origin: 'https://evil.example' }],
  ])('so does a request for, or from, %s', async (_, headers) => {
    const seen = house.logLines.length;
    expect(await ask(house, 'health', { headers })).toMatchObject({ status: 403 });
    const [line = '{}'] = house.logLines.slice(seen);
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      message: 'a request for another host, or from another origin',
      ...headers,
      sourceIp: '127.0.0.1',
    });
  });

  test.each([
    ['the scope of another service', { service: 'iam' }, 'InvalidSignatureException'],
    ['test/test', { keys: { accessKeyId: 'test', secretAccessKey: 'test' } }, 'UnrecognizedClientException'],
  ])('%s does not do', async (_, more, code) => {
    const reply = await ask(house, 'coverage', { keys: house.accounts[0].admin, ...more });
    expect(reply).toMatchObject({ status: 403, json: { __type: code } });
  });

  test("another account's administrator may not", async () => {
    const reply = await ask(house, 'metrics', { keys: house.accounts[1]?.admin ?? house.accounts[0].admin });
    expect(reply).toMatchObject({ status: 403, json: { __type: 'AccessDeniedException' } });
  });

  test('what there is not, and what is not taken so', async () => {
    expect(await ask(house, 'nothing')).toMatchObject({ status: 404, json: { __type: 'NotFound' } });
    expect(await ask(house, 'health', { method: 'POST' })).toMatchObject({
      status: 405,
      json: { message: '/_lockstead/health takes GET.' },
    });
  });

  test('metrics in Prometheus text: every line one that it reads', async () => {
    await admin.iam.send(new ListUsersCommand({}));
    const { status, text } = await ask(house, 'metrics', { keys: house.accounts[0].admin });
    expect(status).toBe(200);
    const form =
      /^(# (TYPE|HELP) lockstead_[a-z_0-9]+ .+|lockstead_[a-z_0-9]+(\{[a-zA-Z_]+="[^"]*"(,[a-zA-Z_]+="[^"]*")*\})? -?[0-9.e+-]+)$/;
    expect(
      text
        .trimEnd()
        .split('\n')
        .filter((line) => !form.test(line)),
    ).toEqual([]);
    expect(text).toMatch(/lockstead_requests_total\{service="iam",operation="ListUsers",outcome="ok"\} [1-9]/);
    expect(text).toContain('lockstead_request_duration_seconds_bucket{le="+Inf"}');
  });
});

describe('with --dev', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ flags: { dev: true } });
  });
  afterAll(() => house[Symbol.asyncDispose]());
  const post = (path: string, body: unknown): ReturnType<typeof ask> =>
    ask(house, path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

  test('this machine needs no signature; who signs is judged all the same', async () => {
    expect((await ask(house, 'coverage')).status).toBe(200);
    const wrong = { ...house.accounts[0].admin, secretAccessKey: 'x' };
    expect(await ask(house, 'coverage', { keys: wrong })).toMatchObject({ status: 403 });
  });

  test.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['its own origin', { origin: 'http://localhost:4566' }],
    ['an origin that is none', { origin: 'null' }],
    ['another host, as a name that was bound to this address', { host: 'evil.example' }],
  ])("a page in the operator's browser may not: %s", async (_, headers) => {
    for (const [method, path] of calls) expect((await ask(house, path, { method, headers })).status).toBe(403);
  });

  test('test/test is root', async () => {
    const { sts, iam } = clientsOf(house, { accessKeyId: 'test', secretAccessKey: 'test' });
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${house.accounts[0].id}:root`);
    await iam.send(new ListUsersCommand({}));
  });

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no object', '"P7D"'],
    ['nothing', {}],
    ['both', { advance: 'P1D', set: '2100-01-01T00:00:00Z' }],
    ['something else', { forward: 'P1D' }],
    ['no duration', { advance: 'a week' }],
    ['backwards', { advance: '-P1D' }],
    ['into the past', { set: '2000-01-01T00:00:00Z' }],
    ['too far', { advance: 'P200Y' }],
    ['a number', { advance: 5 }],
    ['no time', { set: 'tomorrow' }],
  ])('the clock does not take %s', async (_, body) => {
    const reply = await post('clock', body);
    expect(reply).toMatchObject({ status: 400, json: { __type: 'BadRequest' } });
  });

  test('the clock goes ahead, and what is signed now is judged by the wall clock', async () => {
    const { json: before } = await ask(house, 'clock');
    const { json } = await post('clock', { advance: 'P7D' });
    expect(json['offsetSeconds']).toBe(7 * 86_400);
    const moved = Date.parse(String(json['now'])) - Date.parse(String(before['now']));
    expect(moved).toBeGreaterThanOrEqual(7 * 86_400_000);
    const { iam } = clientsOf(house, house.accounts[0].admin);
    const { User } = await iam.send(new CreateUserCommand({ UserName: 'later' }));
    expect((User?.CreateDate?.getTime() ?? 0) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
  });

  test('reset: as at the first start, with the same keys', async () => {
    const { iam } = clientsOf(house, house.accounts[0].admin);
    expect((await post('reset', '')).json).toEqual({ status: 'reset' });
    const { Users } = await iam.send(new ListUsersCommand({}));
    expect(Users?.map(({ UserName }) => UserName)).toEqual(['admin']);
    expect((await ask(house, 'clock')).json['offsetSeconds']).toBe(0);
  });
});

describe('--enforce', () => {
  test('audit lets pass, says what would have been denied, and keeps why', async () => {
    await using house = await openHouse({ flags: { enforce: 'audit' } });
    const admin = clientsOf(house, house.accounts[0].admin);
    const alice = await newUser(house, admin, 'alice');
    const { $metadata } = await alice.iam.send(new ListUsersCommand({}));
    const { keys } = admin;
    const { json } = await ask(house, `decisions?requestId=${$metadata.requestId}`, { keys });
    expect(json).toMatchObject({ allowed: false, audited: true, operation: 'iam:ListUsers' });
    expect((await ask(house, 'metrics', { keys })).text).toContain('lockstead_would_be_denied_total 1\n');
    // Signatures are verified in each mode.
    const wrong = clientsOf(house, { ...alice.keys, secretAccessKey: 'x' });
    await expect(wrong.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  test('off asks no policy at all', async () => {
    await using house = await openHouse({ flags: { enforce: 'off' } });
    const admin = clientsOf(house, house.accounts[0].admin);
    const alice = await newUser(house, admin, 'alice');
    await alice.iam.send(new CreateUserCommand({ UserName: 'by-alice' }));
    expect((await ask(house, 'health')).json['enforce']).toBe('off');
    expect((await ask(house, 'metrics', { keys: admin.keys })).text).toContain('lockstead_denied_total 0\n');
  });
});
