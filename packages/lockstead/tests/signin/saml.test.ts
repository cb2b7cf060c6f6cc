/** Signing in at the pages with a company's login: the roles to choose from, the session, its event, and what is refused. */
import { CreateSAMLProviderCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours } from '#kernel/clock';
import { type Clients, clientsOf, lastRecord, newRole, policy } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { awsAttribute, base64, type Claims, type SamlIdp, samlIdp } from '../support/saml-provider.ts';
import { Browser } from './browser.ts';

let house: House;
let admin: Clients;
let account: string;
let idp: SamlIdp;
let provider: string;
const elsewhere = 'https://idp.example.com';
const roleNamed = (name: string): string => `arn:aws:iam::${account}:role/${name}`;

beforeAll(async () => {
  house = await openHouse();
  admin = clientsOf(house, house.accounts[0].admin);
  account = house.accounts[0].id;
  provider = `arn:aws:iam::${account}:saml-provider/Corp`;
  idp = await samlIdp(elsewhere, [`${roleNamed('clerk')},${provider}`]);
  await admin.iam.send(new CreateSAMLProviderCommand({ Name: 'Corp', SAMLMetadataDocument: idp.metadata() }));
  for (const name of ['clerk', 'buyer']) {
    const document = policy({ Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithSAML' });
    await newRole(admin, name, document);
  }
});
afterAll(() => house[Symbol.asyncDispose]());

const both = (): Claims => ({
  attributes: { [`${awsAttribute}Role`]: ['clerk', 'buyer', 'gone'].map((name) => `${provider},${roleNamed(name)}`) },
});

/** As the provider's page sends somebody's browser here. */
async function arrive(
  SAMLResponse: string,
  more: Readonly<Record<string, string>> = {},
  path = '/saml',
): Promise<Browser> {
  const browser = new Browser(house.endpoint);
  await browser.send(path, { SAMLResponse, ...more }, elsewhere);
  return browser;
}

test('who has one role is in at once, in a session of it', async () => {
  const browser = await arrive(idp.answer({ recipient: 'http://signin.localhost:4566/saml' }), {
    RelayState: '/security',
  });
  expect(browser.shown).toMatchObject({ status: 200 });
  expect(browser.shown.html).toContain('You are signed in.');
  expect(browser.shown.html).toContain('url=/security');
  expect(browser.setCookie).toMatch(/HttpOnly; SameSite=Strict/);
  const { html } = await browser.open('/');
  expect(html).toContain(`arn:aws:sts::${account}:assumed-role/clerk/jane@example.com`);
  expect(await lastRecord(admin, 'ConsoleLogin')).toMatchObject({
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${account}:assumed-role/clerk/jane@example.com`,
    },
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { SamlProviderArn: provider, MFAUsed: 'No' },
  });
  expect((await lastRecord(admin, 'AssumeRoleWithSAML')).userIdentity).toMatchObject({ type: 'SAMLUser' });
});

test('who has several chooses one; the message leads to no page of others', async () => {
  const browser = await arrive(idp.answer(both()), { RelayState: 'https://evil.example.com/' });
  expect(browser.shown.html).toContain('Select a role');
  expect(browser.shown.html).toContain('buyer');
  expect(browser.cookie).toBeUndefined();
  await browser.send('/saml', { role: roleNamed('buyer') });
  expect(browser.shown.html).toContain('You are signed in.');
  expect(browser.shown.html).not.toContain('evil');
  expect((await browser.open('/')).html).toContain('assumed-role/buyer/jane@example.com');
});

test('the sign-in ends when the provider says, and with the session', async () => {
  const attributes = { [`${awsAttribute}SessionDuration`]: '900' };
  const browser = await arrive(idp.answer({ attributes }), {}, '/saml/acs/SAMLSPANY');
  expect((await browser.open('/')).html).toContain('assumed-role/clerk');
  await house.advance(hours(0.3));
  expect((await browser.open('/')).html).not.toContain('assumed-role/clerk');
});

describe('refused', () => {
  test.each<readonly [string, () => string, number]>([
    ['nothing', () => '', 400],
    ['what is no response', () => base64('<a/>'), 400],
    [
      'a role that is not there',
      () => idp.answer({ attributes: { [`${awsAttribute}Role`]: [`${roleNamed('gone')},${provider}`] } }),
      403,
    ],
    ['no role', () => idp.answer({ attributes: { [`${awsAttribute}Role`]: undefined } }), 400],
    ['no signature', () => base64(idp.response(idp.assertion())), 400],
    [
      'one that was changed',
      () => base64(Buffer.from(idp.answer(), 'base64').toString().replace('>jane<', '>root<')),
      400,
    ],
    ['one that is old', () => idp.answer({ issuedAt: new Date(Date.now() - 400_000) }), 400],
  ])('%s', async (_name, make, status) => {
    const browser = await arrive(make());
    expect(browser.shown.status).toBe(status);
    expect(browser.cookie).toBeUndefined();
    expect(browser.shown.html).not.toContain('You are signed in.');
  });

  test('a second time', async () => {
    const sent = idp.answer();
    expect((await arrive(sent)).cookie).toBeDefined();
    const again = await arrive(sent);
    expect(again.cookie).toBeUndefined();
    expect(again.shown.html).toContain('already been used');
  });

  test('names of roles are shown as text', async () => {
    const Role = [`${roleNamed('a&lt;script&gt;')},${provider}`, `${roleNamed('clerk')},${provider}`];
    const { shown } = await arrive(idp.answer({ attributes: { [`${awsAttribute}Role`]: Role } }));
    expect(shown.html).toContain('Select a role');
    expect(shown.html).not.toContain('<script>');
  });

  test('who is signed in already stays who they are', async () => {
    const browser = await arrive(idp.answer());
    const { cookie } = browser;
    await browser.send('/saml', { SAMLResponse: base64('<a/>') }, elsewhere);
    expect(browser.cookie).toBe(cookie);
    expect((await browser.open('/')).html).toContain('assumed-role/clerk');
  });
});
