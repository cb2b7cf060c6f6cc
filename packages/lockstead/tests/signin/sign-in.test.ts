/** Signing in at the pages: passwords, second factors, passwords that have to be changed, and what is recorded of it. */
import * as iam from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours, minutes } from '#kernel/clock';
import { type Clients, clientsOf, eventsOf, lastRecord, newRole, trust } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { totp } from '../support/totp.ts';
import { Browser } from './browser.ts';

let house: House;
let admin: Clients;
let account: string;
let names = 0;

beforeAll(async () => {
  house = await openHouse();
  admin = clientsOf(house, house.accounts[0].admin);
  account = house.accounts[0].id;
});
afterAll(() => house[Symbol.asyncDispose]());

const right = 'Right-Password-1';
const wrongWords = 'Your authentication information is incorrect. Please try again.';

/** A user with a password, whom nobody has guessed at yet. */
async function user(options: { readonly reset?: boolean } = {}): Promise<string> {
  const UserName = `user-${names++}`;
  await admin.iam.send(new iam.CreateUserCommand({ UserName }));
  const PasswordResetRequired = options.reset === true;
  await admin.iam.send(new iam.CreateLoginProfileCommand({ UserName, Password: right, PasswordResetRequired }));
  return UserName;
}

async function device(UserName: string): Promise<string> {
  const made = await admin.iam.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }));
  const { SerialNumber, Base32StringSeed } = made.VirtualMFADevice ?? {};
  const seed = Buffer.from(Base32StringSeed ?? []).toString();
  await admin.iam.send(
    new iam.EnableMFADeviceCommand({
      UserName,
      SerialNumber,
      AuthenticationCode1: totp(seed, -2),
      AuthenticationCode2: totp(seed, -1),
    }),
  );
  return seed;
}

async function signIn(name: string, password = right, browser = new Browser(house.endpoint)): Promise<Browser> {
  await browser.open('/');
  await browser.send('/sign-in', { account, user: name, password });
  return browser;
}

/** What `GetUser` says. */
async function lastUsed(UserName: string): Promise<Date | undefined> {
  return (await admin.iam.send(new iam.GetUserCommand({ UserName }))).User?.PasswordLastUsed;
}

describe('a password', () => {
  test('signs in, and is an event of the page', async () => {
    const name = await user();
    expect(await lastUsed(name)).toBeUndefined();
    const browser = await signIn(name);
    expect(browser.shown).toMatchObject({ status: 200, path: '/' });
    expect(browser.shown.html).toContain(`arn:aws:iam::${account}:user/${name}`);
    expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({
      eventType: 'AwsConsoleSignIn',
      eventSource: 'signin.amazonaws.com',
      awsRegion: house.region,
      sourceIPAddress: '127.0.0.1',
      userIdentity: {
        type: 'IAMUser',
        userName: name,
        accountId: account,
        arn: `arn:aws:iam::${account}:user/${name}`,
      },
      requestParameters: null,
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { LoginTo: `${browser.origin}/`, MobileVersion: 'No', MFAUsed: 'No' },
      readOnly: false,
      recipientAccountId: account,
    });
    expect(await lastUsed(name)).toBeInstanceOf(Date);
    const { Users = [] } = await admin.iam.send(new iam.ListUsersCommand({}));
    expect(Users.find(({ UserName }) => UserName === name)?.PasswordLastUsed).toBeInstanceOf(Date);
  });

  test('takes the account by its alias too, in the form or in the host name', async () => {
    const name = await user();
    const AccountAlias = 'acme-signs-in';
    await admin.iam.send(new iam.CreateAccountAliasCommand({ AccountAlias }));
    const browser = new Browser(house.endpoint);
    await browser.open('/');
    expect((await browser.send('/sign-in', { account: AccountAlias, user: name, password: right })).path).toBe('/');
    const other = new Browser(house.endpoint, `${AccountAlias}.signin.localhost`);
    expect((await other.open('/')).html).toContain(`value="${AccountAlias}"`);
    expect((await other.send('/sign-in', { account: 'ignored', user: name, password: right })).html).toContain(name);
    await admin.iam.send(new iam.DeleteAccountAliasCommand({ AccountAlias }));
  });

  test.each<[string, () => Promise<{ user: string; password: string; account?: string }>]>([
    ['a wrong password', async () => ({ user: await user(), password: 'wrong' })],
    ['a user who is not there', async () => ({ user: 'nobody-here', password: right })],
    ['a user without a password', async () => ({ user: 'admin', password: right })],
    ['an account that is not there', async () => ({ user: 'admin', password: right, account: '111122223333' })],
    ['no account at all', async () => ({ user: 'admin', password: right, account: 'constructor' })],
  ])('%s has the one answer', async (_, given) => {
    const fields = await given();
    const browser = new Browser(house.endpoint);
    await browser.open('/');
    const shown = await browser.send('/sign-in', { account, ...fields });
    expect(shown.status).toBe(403);
    expect(shown.html).toContain(wrongWords);
    expect(browser.cookie).toBeUndefined();
  });

  test('that is wrong is an event of who is known; a name that is nobody’s is masked', async () => {
    const name = await user();
    await signIn(name, 'wrong');
    expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({
      userIdentity: { type: 'IAMUser', userName: name },
      errorMessage: 'Failed authentication',
      responseElements: { ConsoleLogin: 'Failure' },
    });
    await signIn('my-password-by-mistake');
    const masked = await lastRecord(admin, 'ConsoleLogin');
    expect(masked).toMatchObject({
      userIdentity: { userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      errorMessage: 'No username found in supplied account',
    });
    expect(JSON.stringify(masked)).not.toContain('my-password-by-mistake');
    expect(await lastUsed(name)).toBeUndefined();
  });
});

describe('guessing', () => {
  /** So many that what comes next has to wait a quarter of an hour, however slow this machine is. */
  async function guess(tries: number, name: (i: number) => string): Promise<void> {
    for (let i = 0; i < tries; i++) {
      expect((await signIn(name(i), 'wrong')).shown.status).toBe(403);
      await house.advance(minutes(15));
    }
    expect((await signIn(name(tries), 'wrong')).shown.status).toBe(403);
  }

  test('waits longer and longer, and nobody is told; the right password ends it', async () => {
    const name = await user();
    await guess(15, () => name);
    // Too early: the right one has the answer of a wrong one.
    const early = await signIn(name);
    expect(early.shown.status).toBe(403);
    expect(early.shown.html).toContain(wrongWords);
    await house.advance(minutes(14));
    expect((await signIn(name)).shown.status).toBe(403);
    await house.advance(minutes(1));
    expect((await signIn(name)).shown.status).toBe(200);
    // Nothing is left of it: with the address forgotten too, four more are free.
    await house.advance(hours(2));
    for (let i = 0; i < 4; i++) expect((await signIn(name, 'wrong')).shown.status).toBe(403);
    expect((await signIn(name)).shown.status).toBe(200);
    await house.advance(hours(2));
  });

  test('counts tries that come at once', async () => {
    const name = await user();
    const pages = Array.from({ length: 8 }, () => new Browser(house.endpoint));
    for (const page of pages) await page.open('/');
    const tried = pages.map((page) => page.send('/sign-in', { account, user: name, password: 'wrong' }));
    expect((await Promise.all(tried)).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 403));
    const { length } = (
      await eventsOf(admin, { LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: name }] })
    ).filter(({ EventName }) => EventName === 'ConsoleLogin');
    // The others were not looked at.
    expect(length).toBe(5);
    await house.advance(hours(2));
  });

  test('by one address waits as well, whoever is guessed at', async () => {
    const name = await user();
    await guess(30, (i) => `guess-${i}`);
    expect((await signIn(name)).shown.status).toBe(403);
    await house.advance(minutes(15));
    expect((await signIn(name)).shown.status).toBe(200);
    await house.advance(hours(2));
  });
});

describe('a second factor', () => {
  test('is asked for, judged, used up and recorded', async () => {
    const name = await user();
    const seed = await device(name);
    const serial = `arn:aws:iam::${account}:mfa/${name}`;
    const browser = await signIn(name);
    expect(browser.shown.path).toBe('/second-factor');
    // Half way is not in.
    expect((await browser.open('/')).html).toContain('Sign in as an IAM user');
    expect(await lastUsed(name)).toBeUndefined();
    const before = browser.cookie;
    await browser.open('/second-factor');
    const refused = await browser.send('/second-factor', { code: '000000' });
    expect(refused.status).toBe(403);
    expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({
      errorMessage: 'Failed authentication',
      additionalEventData: { MFAUsed: 'Yes' },
    });
    const code = totp(seed);
    expect((await browser.send('/second-factor', { code })).path).toBe('/');
    expect(browser.shown.html).toContain('<dd>used</dd>');
    expect(browser.cookie).not.toBe(before);
    expect(await lastRecord(admin, 'CheckMfa')).toMatchObject({ responseElements: { CheckMfa: 'Success' } });
    expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'Yes', MFAIdentifier: serial },
    });
    // What was seen before the second factor is worth nothing, and a code is good once.
    const thief = new Browser(house.endpoint);
    thief.useCookie(before);
    expect((await thief.open('/')).html).toContain('Sign in as an IAM user');
    const again = await signIn(name);
    expect((await again.send('/second-factor', { code })).status).toBe(403);
  });

  test('is not guessed: after five wrong codes the right one waits', async () => {
    const name = await user();
    const seed = await device(name);
    const browser = await signIn(name);
    for (let i = 0; i < 5; i++) await browser.send('/second-factor', { code: String(100_000 + i) });
    expect((await browser.send('/second-factor', { code: totp(seed) })).status).toBe(403);
    await house.advance(minutes(1));
    expect((await browser.send('/second-factor', { code: totp(seed) })).path).toBe('/');
  });
});

describe('a password that has to be changed', () => {
  test('is changed before anything else, by the rules of the account', async () => {
    const name = await user({ reset: true });
    await admin.iam.send(new iam.UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 12 }));
    const browser = await signIn(name);
    expect(browser.shown.path).toBe('/new-password');
    const change = (password: string, again = password): Promise<{ readonly html: string; readonly path: string }> =>
      browser.send('/new-password', { password, again });
    expect((await change('a', 'b')).html).toContain('The two are not the same.');
    expect((await change('Short-1')).html).toContain('Password');
    expect(browser.shown.status).toBe(400);
    expect((await change(right)).html).toContain('It is the password that you have.');
    expect((await change('Another-Password-2')).path).toBe('/');
    expect(await lastRecord(admin, 'PasswordUpdated')).toMatchObject({
      userIdentity: { userName: name },
      responseElements: { PasswordUpdated: 'Success' },
    });
    expect((await signIn(name)).shown.status).toBe(403);
    expect((await signIn(name, 'Another-Password-2')).shown.path).toBe('/');
    await admin.iam.send(new iam.DeleteAccountPasswordPolicyCommand({}));
  });
});

describe('a session', () => {
  test('ends with its time, by signing out, and with its user', async () => {
    const name = await user();
    const browser = await signIn(name);
    const cookie = browser.cookie;
    expect(browser.shown.html).toContain('Signed in');
    await browser.send('/sign-out', {});
    expect(browser.cookie).toBeUndefined();
    browser.useCookie(cookie);
    expect((await browser.open('/')).html).toContain('Sign in as an IAM user');
    const late = await signIn(name);
    const gone = await signIn(name);
    await house.advance(hours(11));
    expect((await late.open('/')).html).toContain('Signed in');
    await house.advance(hours(1));
    expect((await late.open('/')).html).toContain('Sign in as an IAM user');
    expect((await gone.open('/')).html).toContain('Sign in as an IAM user');
    const last = await signIn(name);
    await admin.iam.send(new iam.DeleteLoginProfileCommand({ UserName: name }));
    await admin.iam.send(new iam.DeleteUserCommand({ UserName: name }));
    expect((await last.open('/')).html).toContain('Sign in as an IAM user');
  });

  test('has a cookie that scripts and other sites do not get', async () => {
    const browser = await signIn(await user());
    expect(browser.cookie).toMatch(/^lockstead-sign-in=[\w-]{43}$/);
    expect(browser.setCookie.split('; ').slice(1)).toEqual(['Path=/', 'HttpOnly', 'SameSite=Strict']);
  });

  test('of one person there are twenty at most', async () => {
    const name = await user();
    const first = await signIn(name);
    for (let i = 0; i < 20; i++) await signIn(name);
    expect((await first.open('/')).html).toContain('Sign in as an IAM user');
  });
});

describe('roles', () => {
  test('are put on and taken off, and are events of both', async () => {
    const name = await user();
    const arn = `arn:aws:iam::${account}:user/${name}`;
    await newRole(admin, `auditor-${name}`, trust(arn));
    const browser = await signIn(name);
    expect((await browser.send('/switch-role', { account, role: `auditor-${name}`, displayName: 'Audit' })).path).toBe(
      '/',
    );
    expect(browser.shown.html).toContain(`arn:aws:sts::${account}:assumed-role/auditor-${name}/${name}`);
    expect(await lastRecord(admin, 'SwitchRole')).toMatchObject({
      userIdentity: { type: 'AssumedRole' },
      responseElements: { SwitchRole: 'Success' },
      additionalEventData: { SwitchFrom: arn },
    });
    await browser.send('/leave-role', {});
    expect(browser.shown.html).not.toContain('assumed-role');
    const refused = await browser.send('/switch-role', { account, role: 'not-there' });
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('Invalid information in one or more fields.');
  });
});

test('the root user signs in by its address, gets a second factor at the pages, and is then asked for it', async () => {
  const { RootPassword } = await rootPassword();
  const browser = new Browser(house.endpoint);
  const root = async (): Promise<Browser> => {
    await browser.open('/root');
    await browser.send('/sign-in', { user: `root@${account}.lockstead.local`, password: RootPassword });
    return browser;
  };
  expect((await root()).shown.html).toContain(`arn:aws:iam::${account}:root`);
  const inHomeOfRoot = clientsOf(house, house.accounts[0].admin, 'us-east-1');
  expect(await lastRecord(inHomeOfRoot, 'ConsoleLogin')).toMatchObject({
    awsRegion: 'us-east-1',
    userIdentity: { type: 'Root', arn: `arn:aws:iam::${account}:root` },
  });
  expect((await summary())['AccountMFAEnabled']).toBe(0);
  await browser.open('/security');
  // A page that is left does not stand in the way of the next.
  await browser.send('/security/authenticator', { name: 'authenticator' });
  await browser.open('/security');
  await browser.send('/security/authenticator', { name: 'authenticator' });
  const seed = /type the seed: <code>(\w+)<\/code>/.exec(browser.shown.html)?.[1] ?? '';
  await browser.send('/security/enable', { code1: totp(seed, -2), code2: totp(seed, -1) });
  expect(browser.shown.html).toContain(`arn:aws:iam::${account}:mfa/root-account-mfa-device`);
  expect((await summary())['AccountMFAEnabled']).toBe(1);
  expect(await lastRecord(inHomeOfRoot, 'EnableMFADevice')).toMatchObject({
    userIdentity: { type: 'Root' },
    requestParameters: { serialNumber: `arn:aws:iam::${account}:mfa/root-account-mfa-device` },
  });
  await browser.send('/sign-out', {});
  expect((await root()).shown.path).toBe('/second-factor');
  expect((await browser.send('/second-factor', { code: totp(seed) })).html).toContain('<dd>used</dd>');
  const { Content } = await report();
  expect(Content).toMatch(/<root_account>,[^,]+,[^,]+,not_supported,20\d\d-[^,]+,not_supported,not_supported,true,/);
});

async function summary(): Promise<Readonly<Record<string, number>>> {
  return (await admin.iam.send(new iam.GetAccountSummaryCommand({}))).SummaryMap ?? {};
}

async function report(): Promise<{ readonly Content: string }> {
  await admin.iam.send(new iam.GenerateCredentialReportCommand({}));
  for (;;) {
    const { State } = await admin.iam.send(new iam.GenerateCredentialReportCommand({}));
    if (State === 'COMPLETE') break;
  }
  const { Content } = await admin.iam.send(new iam.GetCredentialReportCommand({}));
  return { Content: Buffer.from(Content ?? []).toString() };
}

/** As the first start wrote it down. */
async function rootPassword(): Promise<{ readonly RootPassword: string }> {
  const { readFile } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const text = await readFile(join(house.directory, 'state', 'root-password'), 'utf8');
  return { RootPassword: /^password = (\S+)/m.exec(text)?.[1] ?? '' };
}
