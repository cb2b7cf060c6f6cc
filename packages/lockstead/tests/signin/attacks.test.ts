/** What another site, another host and a forged form try at the sign-in pages. */
import { request } from 'node:http';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minutes } from '#kernel/clock';
import { type Clients, clientsOf, keysOf, lastRecord, newRole, trust } from '../support/clients.ts';
import { type House, type Keys, openHouse } from '../support/lockstead.ts';
import { Browser, type Shown } from './browser.ts';

let house: House;
let admin: Clients;
let account: string;
const password = 'Right-Password-1';

beforeAll(async () => {
  house = await openHouse();
  admin = clientsOf(house, house.accounts[0].admin);
  account = house.accounts[0].id;
  await admin.iam.send(new iam.CreateUserCommand({ UserName: 'alice' }));
  await admin.iam.send(new iam.CreateLoginProfileCommand({ UserName: 'alice', Password: password }));
});
afterAll(() => house[Symbol.asyncDispose]());

async function signedIn(): Promise<Browser> {
  const browser = new Browser(house.endpoint);
  await browser.open('/');
  await browser.send('/sign-in', { account, user: 'alice', password });
  expect(browser.shown.path).toBe('/');
  return browser;
}

describe('a form', () => {
  test.each([
    ['of another site', 'https://evil.example'],
    ['of a sandboxed page', 'null'],
    ['of another port', 'http://signin.localhost:1'],
    ['of another alias', 'http://evil.signin.localhost'],
    ['of a program that does not say where it comes from', ''],
  ])('%s is not taken', async (_, origin) => {
    const stranger = new Browser(house.endpoint);
    await stranger.open('/');
    const login = await stranger.send('/sign-in', { account, user: 'alice', password }, origin);
    expect(login.status).toBe(403);
    expect(stranger.cookie).toBeUndefined();
    const browser = await signedIn();
    expect((await browser.send('/sign-out', {}, origin)).status).toBe(403);
    expect((await browser.open('/')).html).toContain('Signed in');
  });

  test('without the token of its sign-in, or with that of another, is not taken', async () => {
    const [browser, other] = [await signedIn(), await signedIn()];
    const token = /name="form" value="([^"]+)"/.exec(other.shown.html)?.[1] ?? '';
    for (const form of ['', 'x', token]) {
      expect((await browser.send('/sign-out', { form })).status).toBe(403);
      expect((await browser.open('/')).html).toContain('Signed in');
    }
  });

  test('with too many fields, or too large, is refused', async () => {
    const browser = new Browser(house.endpoint);
    await browser.open('/');
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`f${i}`, 'x']));
    expect((await browser.send('/sign-in', many)).status).toBe(403);
    expect((await browser.send('/sign-in', { user: 'x'.repeat(70_000) })).status).toBe(413);
  });

  test('with markup in it comes back as text', async () => {
    const browser = new Browser(house.endpoint);
    await browser.open('/');
    const user = `"><script>alert(1)</script><b a='`;
    const shown = await browser.send('/sign-in', { account: '<i>', user, password: 'x' });
    expect(shown.html).not.toContain('<script>');
    expect(shown.html).not.toContain('<i>');
    expect(shown.html).toContain('&#34;&#62;&#60;script&#62;');
    expect((await browser.open('/?account=%22%3E%3Cscript%3E')).html).not.toContain('<script>');
  });
});

test('pages are kept by nobody, framed by nobody, and load nothing from elsewhere', async () => {
  const { headers, html } = await new Browser(house.endpoint).open('/');
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  const css = await new Browser(house.endpoint).open('/assets/sign-in.css');
  expect(css.headers['content-type']).toBe('text/css; charset=utf-8');
});

test('guesses at nobody fill no log: a line each while there are few, and a count', async () => {
  const before = house.logLines.filter((line) => line.includes('a sign-in was refused')).length;
  const browser = new Browser(house.endpoint);
  await browser.open('/');
  await browser.send('/sign-in', { account: '111122223333', user: 'nobody', password: 'x' });
  const lines = house.logLines.filter((line) => line.includes('a sign-in was refused'));
  expect(lines.length).toBe(before + 1);
  expect(lines.at(-1)).not.toContain('nobody');
});

describe('host names', () => {
  const get = (host: string, path: string, headers = {}): Promise<{ status: number; location: string | undefined }> =>
    new Promise((resolve, reject) => {
      request(
        { host: '127.0.0.1', port: new URL(house.endpoint).port, path, headers: { host, ...headers } },
        (answer) => {
          answer.resume();
          resolve({ status: answer.statusCode ?? 0, location: answer.headers.location });
        },
      )
        .on('error', reject)
        .end();
    });

  test('a person who asks for /signin at the address goes to the pages', async () => {
    const { port } = new URL(house.endpoint);
    const browser = { accept: 'text/html,application/xhtml+xml' };
    const to = { status: 302, location: `http://signin.localhost:${port}/` };
    expect(await get(`127.0.0.1:${port}`, '/signin', browser)).toEqual(to);
    expect(await get(`localhost:${port}`, '/signin', browser)).toEqual(to);
    // A program that lists a bucket of this name is no person.
    expect((await get(`127.0.0.1:${port}`, '/signin')).status).not.toBe(302);
    expect((await get(`127.0.0.1:${port}`, '/signin?list-type=2', browser)).status).not.toBe(302);
  });

  test('by another name of the server they are below that name', async () => {
    await using other = await openHouse({ flags: { 'allow-host': ['lockstead.test', '*.lockstead.test'] } });
    const ask = (host: string): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const headers = { host, accept: 'text/html' };
        request({ host: '127.0.0.1', port: new URL(other.endpoint).port, path: '/signin', headers }, (answer) => {
          answer.resume();
          resolve(answer.headers.location);
        })
          .on('error', reject)
          .end();
      });
    expect(await ask('lockstead.test')).toBe('http://signin.lockstead.test/');
    expect(await ask('lockstead.test:8443')).toBe('http://signin.lockstead.test:8443/');
    expect(await ask('other.lockstead.test')).toBeUndefined();
  });

  test.each(['evil.example', 'signin.evil.example', 'signin.localhost.evil.example'])(
    '%s is not served',
    async (host) => {
      expect((await get(host, '/')).status).toBe(403);
    },
  );

  test('no AWS API is spoken there', async () => {
    const { port } = new URL(house.endpoint);
    expect((await get(`signin.localhost:${port}`, '/?Action=ListUsers&Version=2010-05-08')).status).toBe(200);
    expect((await get(`signin.localhost:${port}`, '/_lockstead/health')).status).toBe(404);
  });
});

describe('the federation endpoint', () => {
  const address = (given: Readonly<Record<string, string>>): string => `/federation?${new URLSearchParams(given)}`;
  const sessionOf = ({ accessKeyId, secretAccessKey, sessionToken = '' }: Keys): string =>
    JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken });
  const ask = (given: Readonly<Record<string, string>>): Promise<Shown> =>
    new Browser(house.endpoint).open(address({ Action: 'getSigninToken', ...given }));
  const tokenFrom = (shown: Shown): string => (JSON.parse(shown.html) as { SigninToken: string }).SigninToken;

  let keys: Keys;
  beforeAll(async () => {
    const arn = await newRole(admin, 'federated', trust(`arn:aws:iam::${account}:root`));
    const command = new sts.AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'bob' });
    keys = keysOf((await admin.sts.send(command)).Credentials);
  });

  test('gives a token for a role session, which signs a browser in once', async () => {
    const SigninToken = tokenFrom(await ask({ Session: sessionOf(keys), SessionDuration: '1800' }));
    expect(await lastRecord(admin, 'GetSigninToken')).toMatchObject({
      responseElements: { GetSigninToken: 'Success' },
    });
    const browser = new Browser(house.endpoint);
    const login = await browser.open(address({ Action: 'login', SigninToken, Issuer: 'x', Destination: '/security' }));
    expect(login.status).toBe(200);
    expect(login.html).toContain('content="0; url=/security"');
    expect((await browser.open('/')).html).toContain(`arn:aws:sts::${account}:assumed-role/federated/bob`);
    expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({ userIdentity: { type: 'AssumedRole' } });
    const second = new Browser(house.endpoint);
    expect((await second.open(address({ Action: 'login', SigninToken }))).status).toBe(400);
    expect(second.cookie).toBeUndefined();
    await house.advance(minutes(31));
    expect((await browser.open('/')).html).toContain('Sign in as an IAM user');
  });

  test.each([
    'https://evil.example/',
    '//evil.example/x',
    'http:evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    'http://signin.localhost.evil.example/',
    'http://user@evil.example:80/',
  ])('leads to no other site: %s', async (Destination) => {
    const SigninToken = tokenFrom(await ask({ Session: sessionOf(await fresh()) }));
    const browser = new Browser(house.endpoint);
    const { html } = await browser.open(address({ Action: 'login', SigninToken, Destination }));
    const to = /content="0; url=([^"]*)"/.exec(html)?.[1] ?? '';
    expect(new URL(to, browser.origin).origin).toBe(browser.origin);
  });

  async function fresh(): Promise<Keys> {
    const command = new sts.AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/federated`,
      RoleSessionName: 'bob',
    });
    return keysOf((await admin.sts.send(command)).Credentials);
  }

  test.each<[string, () => Promise<Record<string, string>>]>([
    ['a wrong secret', async () => ({ Session: sessionOf({ ...(await fresh()), secretAccessKey: 'x'.repeat(40) }) })],
    ['another’s token', async () => ({ Session: sessionOf({ ...(await fresh()), sessionToken: 'x' }) })],
    ['long-term keys', async () => ({ Session: sessionOf(admin.keys) })],
    ['no JSON', async () => ({ Session: '{' })],
    ['JSON of something else', async () => ({ Session: '[1]' })],
    ['a duration that is too long', async () => ({ Session: sessionOf(await fresh()), SessionDuration: '43201' })],
    ['a duration that is none', async () => ({ Session: sessionOf(await fresh()), SessionDuration: '1e4' })],
  ])('refuses %s', async (_, given) => {
    expect((await ask(await given())).status).toBe(400);
  });

  test('refuses a session of GetSessionToken, and a token that is old or made up', async () => {
    const { Credentials } = await admin.sts.send(new sts.GetSessionTokenCommand({}));
    expect((await ask({ Session: sessionOf(keysOf(Credentials)) })).status).toBe(400);
    const SigninToken = tokenFrom(await ask({ Session: sessionOf(await fresh()) }));
    await house.advance(minutes(16));
    for (const token of [SigninToken, 'x'.repeat(43), '']) {
      const browser = new Browser(house.endpoint);
      expect((await browser.open(address({ Action: 'login', SigninToken: token }))).status).toBe(400);
    }
    // A session's cookie is no sign-in token.
    const signed = await signedIn();
    const stolen = signed.cookie?.split('=')[1] ?? '';
    expect((await new Browser(house.endpoint).open(address({ Action: 'login', SigninToken: stolen }))).status).toBe(
      400,
    );
  });
});
