/** Passkeys and security keys: registered, used, and everything about them that a thief could make wrong. */
import * as iam from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hours } from '#kernel/clock';
import { allow, type Clients, clientsOf, lastRecord, policy } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { Authenticator, type Twist } from './authenticator.ts';
import { Browser } from './browser.ts';

let house: House;
let admin: Clients;
let account: string;
let names = 0;
const password = 'Right-Password-1';

beforeAll(async () => {
  house = await openHouse();
  admin = clientsOf(house, house.accounts[0].admin);
  account = house.accounts[0].id;
});
afterAll(() => house[Symbol.asyncDispose]());

/** Whoever tries a passkey is a new user, so that nobody waits for another's guesses. */
let user: string;
let browser: Browser;
let key: Authenticator;

beforeEach(async () => {
  user = `user-${names++}`;
  await admin.iam.send(new iam.CreateUserCommand({ UserName: user }));
  await admin.iam.send(new iam.CreateLoginProfileCommand({ UserName: user, Password: password }));
  const PolicyDocument = policy(allow('iam:EnableMFADevice', `arn:aws:iam::*:user/${user}`));
  await admin.iam.send(new iam.PutUserPolicyCommand({ UserName: user, PolicyName: 'own', PolicyDocument }));
  browser = new Browser(house.endpoint);
  key = new Authenticator(browser.origin);
  await house.advance(hours(2));
  await signIn();
});

async function signIn(): Promise<void> {
  await browser.open('/');
  await browser.send('/sign-in', { account, user, password });
}

async function register(twist: Twist = {}, name = 'mine'): Promise<number> {
  await browser.open('/security');
  const asked = await browser.script('/security/passkey/options');
  expect(asked.status).toBe(200);
  return (await browser.script('/security/passkey', { name, response: key.register(asked.json, twist) })).status;
}

async function use(twist: Twist = {}, by = key): Promise<{ readonly status: number; readonly isIn: boolean }> {
  await browser.open('/second-factor');
  const asked = await browser.script('/second-factor/passkey/options');
  const { status } = await browser.script('/second-factor/passkey', { response: by.use(asked.json, twist) });
  const { html } = await browser.open('/');
  return { status, isIn: html.includes('Signed in') };
}

async function devices(): Promise<readonly iam.MFADevice[]> {
  return (await admin.iam.send(new iam.ListMFADevicesCommand({ UserName: user }))).MFADevices ?? [];
}

test('is registered, asked for, used, shown by the API and taken away again', async () => {
  expect(await register()).toBe(200);
  const [device] = await devices();
  const serial = device?.SerialNumber ?? '';
  expect(serial).toMatch(new RegExp(`^arn:aws:iam::${account}:u2f/user/${user}/mine-[A-Z2-7]{26}$`));
  expect(device).toEqual({ UserName: user, SerialNumber: serial, EnableDate: expect.any(Date) });
  const got = await admin.iam.send(new iam.GetMFADeviceCommand({ UserName: user, SerialNumber: serial }));
  expect(got).toMatchObject({ UserName: user, SerialNumber: serial, EnableDate: device?.EnableDate });
  const home = clientsOf(house, house.accounts[0].admin, 'us-east-1');
  expect(await lastRecord(home, 'EnableMFADevice')).toMatchObject({
    eventType: 'AwsConsoleAction',
    requestParameters: { userName: user, serialNumber: serial },
  });
  await signIn();
  expect(browser.shown.path).toBe('/second-factor');
  expect(browser.shown.html).toContain('Use a passkey');
  expect(browser.shown.html).not.toContain('authenticator app');
  expect(await use()).toEqual({ status: 200, isIn: true });
  expect(browser.shown.html).toContain('<dd>used</dd>');
  expect(await lastRecord(admin, 'CheckMfa')).toMatchObject({ additionalEventData: { MfaType: 'U2F MFA' } });
  expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes', MFAIdentifier: serial },
  });
  const conflict = admin.iam.send(new iam.DeleteLoginProfileCommand({ UserName: user }));
  await conflict;
  await admin.iam.send(new iam.DeleteUserPolicyCommand({ UserName: user, PolicyName: 'own' }));
  await expect(admin.iam.send(new iam.DeleteUserCommand({ UserName: user }))).rejects.toMatchObject({
    message: expect.stringContaining('MFA device'),
  });
  await admin.iam.send(new iam.DeactivateMFADeviceCommand({ UserName: user, SerialNumber: serial }));
  expect(await devices()).toEqual([]);
  const gone = new iam.GetMFADeviceCommand({ UserName: user, SerialNumber: serial });
  await expect(admin.iam.send(gone)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});

test.each<[string, Twist]>([
  ['of another site', { origin: 'https://evil.example' }],
  ['of another port', { origin: 'http://signin.localhost:1' }],
  ['for another party', { rpId: 'localhost' }],
  ['with another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
  ['that nobody touched', { isPresent: false }],
  ['of a registration', { type: 'webauthn.create' }],
  ['that asked for no finger', { verifiesUser: false }],
  ['whose counter goes back', { counter: 1 }],
])('an answer %s is refused, and is an event', async (_, twist) => {
  expect(await register({ counter: 5 })).toBe(200);
  await signIn();
  expect(await use(twist.counter === undefined ? { counter: 9, ...twist } : twist)).toEqual({
    status: 403,
    isIn: false,
  });
  expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({
    responseElements: { ConsoleLogin: 'Failure' },
    additionalEventData: { MFAUsed: 'Yes' },
  });
  expect((await use({ counter: 9 })).isIn).toBe(true);
});

test('an answer is good once, and the key of somebody else is good for nobody', async () => {
  expect(await register()).toBe(200);
  await signIn();
  await browser.open('/second-factor');
  const asked = await browser.script('/second-factor/passkey/options');
  const response = key.use(asked.json);
  const stranger = new Authenticator(browser.origin);
  expect((await use({}, stranger)).status).toBe(403);
  await browser.open('/second-factor');
  // Its challenge was taken by the next one.
  expect((await browser.script('/second-factor/passkey', { response })).status).toBe(403);
  expect((await use()).isIn).toBe(true);
  await signIn();
  await browser.open('/second-factor');
  const next = await browser.script('/second-factor/passkey/options');
  expect(next.json.challenge).not.toBe(asked.json.challenge);
  expect((await browser.script('/second-factor/passkey', { response })).status).toBe(403);
});

test('of two answers to one challenge at the same time one is taken, also of a key that does not count', async () => {
  expect(await register({ counter: 0 })).toBe(200);
  await signIn();
  await browser.open('/second-factor');
  const asked = await browser.script('/second-factor/passkey/options');
  const response = key.use(asked.json, { counter: 0 });
  const both = await Promise.all([1, 2, 3].map(() => browser.script('/second-factor/passkey', { response })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
});

test.each<[string, Twist]>([
  ['of another site', { origin: 'https://evil.example' }],
  ['for another party', { rpId: 'evil.example' }],
  ['with another challenge', { challenge: 'AAAA' }],
  ['of a use', { type: 'webauthn.get' }],
])('a registration %s is refused', async (_, twist) => {
  expect(await register(twist)).toBe(403);
  expect(await devices()).toEqual([]);
});

test('what comes from another page, or from who is not signed in, registers nothing', async () => {
  await browser.open('/security');
  for (const origin of ['https://evil.example', 'null', '']) {
    expect((await browser.script('/security/passkey/options', {}, origin)).status).toBe(403);
  }
  expect((await browser.script('/security/passkey/options', { form: 'x' })).status).toBe(403);
  expect((await browser.script('/second-factor/passkey/options')).status).toBe(403);
  browser.useCookie(undefined);
  expect((await browser.script('/security/passkey/options')).status).toBe(403);
});

test('registering needs iam:EnableMFADevice, and a name that can stand in an ARN; eight devices are enough', async () => {
  await admin.iam.send(new iam.DeleteUserPolicyCommand({ UserName: user, PolicyName: 'own' }));
  await browser.open('/security');
  const denied = await browser.script('/security/passkey/options');
  expect(denied).toMatchObject({ status: 403, json: { message: expect.stringContaining('iam:EnableMFADevice') } });
  const home = clientsOf(house, house.accounts[0].admin, 'us-east-1');
  expect(await lastRecord(home, 'EnableMFADevice')).toMatchObject({
    errorCode: 'AccessDenied',
    userIdentity: { userName: user },
  });
  const statement = {
    ...allow('iam:EnableMFADevice'),
    Condition: { StringEquals: { 'iam:RegisterSecurityKey': ['Create', 'Activate'] } },
  };
  const PolicyDocument = policy(statement);
  await admin.iam.send(new iam.PutUserPolicyCommand({ UserName: user, PolicyName: 'own', PolicyDocument }));
  expect(await register({}, 'a/b')).toBe(400);
  for (let i = 0; i < 8; i++) {
    key = new Authenticator(browser.origin);
    expect(await register({}, `key-${i}`)).toBe(200);
  }
  key = new Authenticator(browser.origin);
  expect(await register({}, 'one-too-many')).toBe(409);
  expect((await devices()).length).toBe(8);
});
