/** OpenID Connect providers: their form, their limits, their events, and who may change them. */
import * as iam from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, type Clients, clientsOf, eventsOf, newUser } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let admin: Clients;
let account: string;
beforeAll(async () => {
  house = await openHouse();
  account = house.accounts[0].id;
  admin = clientsOf(house, house.accounts[0].admin);
});
afterAll(() => house[Symbol.asyncDispose]());

const github = 'https://token.actions.githubusercontent.com';
const thumbprint = '6938FD4D98BAB03FAADB97B34396831E3780AEA1';
const arnOf = (url: string): string => `arn:aws:iam::${account}:oidc-provider/${url}`;
const create = (input: iam.CreateOpenIDConnectProviderCommandInput) =>
  admin.iam.send(new iam.CreateOpenIDConnectProviderCommand(input));
const get = (OpenIDConnectProviderArn: string) =>
  admin.iam.send(new iam.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));

test('from its making to its end', async () => {
  const made = await create({
    Url: github,
    ClientIDList: ['sts.amazonaws.com', 'sts.amazonaws.com'],
    ThumbprintList: [thumbprint],
    Tags: [{ Key: 'team', Value: 'red' }],
  });
  const OpenIDConnectProviderArn = arnOf('token.actions.githubusercontent.com');
  expect(made).toMatchObject({ OpenIDConnectProviderArn, Tags: [{ Key: 'team', Value: 'red' }] });
  expect(await get(OpenIDConnectProviderArn)).toMatchObject({
    Url: 'token.actions.githubusercontent.com',
    ClientIDList: ['sts.amazonaws.com'],
    ThumbprintList: [thumbprint.toLowerCase()],
    CreateDate: expect.any(Date),
    Tags: [{ Key: 'team', Value: 'red' }],
  });
  expect(await refusalOf(create({ Url: github }))).toEqual({
    code: 'EntityAlreadyExistsException',
    message: `Provider with url ${github} already exists.`,
    status: 409,
  });
  const listed = await admin.iam.send(new iam.ListOpenIDConnectProvidersCommand({}));
  expect(listed.OpenIDConnectProviderList).toEqual([{ Arn: OpenIDConnectProviderArn }]);
  expect((await admin.iam.send(new iam.GetAccountSummaryCommand({}))).SummaryMap?.['Providers']).toBe(1);

  const target = { OpenIDConnectProviderArn };
  for (const ClientID of ['b', 'b']) {
    await admin.iam.send(new iam.AddClientIDToOpenIDConnectProviderCommand({ ...target, ClientID }));
  }
  for (const ClientID of ['sts.amazonaws.com', 'absent']) {
    await admin.iam.send(new iam.RemoveClientIDFromOpenIDConnectProviderCommand({ ...target, ClientID }));
  }
  const ThumbprintList = ['a'.repeat(40)];
  await admin.iam.send(new iam.UpdateOpenIDConnectProviderThumbprintCommand({ ...target, ThumbprintList }));
  await admin.iam.send(new iam.TagOpenIDConnectProviderCommand({ ...target, Tags: [{ Key: 'Team', Value: 'blue' }] }));
  await admin.iam.send(new iam.TagOpenIDConnectProviderCommand({ ...target, Tags: [{ Key: 'cost', Value: '7' }] }));
  expect(await admin.iam.send(new iam.ListOpenIDConnectProviderTagsCommand({ ...target, MaxItems: 1 }))).toMatchObject({
    Tags: [{ Key: 'Team', Value: 'blue' }],
    IsTruncated: true,
  });
  await admin.iam.send(new iam.UntagOpenIDConnectProviderCommand({ ...target, TagKeys: ['COST', 'absent'] }));
  const Tags = [{ Key: 'Team', Value: 'blue' }];
  expect(await get(OpenIDConnectProviderArn)).toMatchObject({ ClientIDList: ['b'], ThumbprintList, Tags });

  // A second deletion is no error.
  for (const _ of [1, 2]) await admin.iam.send(new iam.DeleteOpenIDConnectProviderCommand(target));
  expect(await refusalOf(get(OpenIDConnectProviderArn))).toEqual({
    code: 'NoSuchEntityException',
    message: `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
    status: 404,
  });
});

test('the address stands in the ARN as it was given: a slash at its end makes another provider', async () => {
  for (const Url of ['https://one.example.com/path', 'https://one.example.com/path/', 'https://one.example.com:8443']) {
    const { OpenIDConnectProviderArn = '' } = await create({ Url });
    expect(OpenIDConnectProviderArn).toBe(arnOf(Url.slice('https://'.length)));
    await admin.iam.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  }
});

describe('refused', () => {
  test.each([
    'http://example.com',
    'example.com',
    'https://',
    'https://example.com/?a=b',
    'https://example.com/#a',
    'https://user@example.com',
    'HTTPS://example.com',
    'https:\\\\example.com',
    'https://exa mple.com',
  ])('the address %s', async (Url) => {
    expect(await refusalOf(create({ Url }))).toEqual({
      code: 'InvalidInputException',
      message: 'Invalid Open ID Connect Provider URL',
      status: 400,
    });
  });

  const hex = (digit: string): string => digit.repeat(40);
  test.each([
    ['six thumbprints', { ThumbprintList: ['0', '1', '2', '3', '4', '5'].map(hex) }, 'InvalidInputException'],
    ['a thumbprint that is none', { ThumbprintList: [hex('z')] }, 'InvalidInputException'],
    ['101 audiences', { ClientIDList: Array.from({ length: 101 }, (_, i) => `c${i}`) }, 'LimitExceededException'],
    ['a reserved tag', { Tags: [{ Key: 'aws:x', Value: '' }] }, 'InvalidInputException'],
  ])('%s', async (_name, input, code) => {
    expect(await refusalOf(create({ Url: 'https://limits.example.com', ...input }))).toMatchObject({ code });
  });

  test('one audience more than there may be', async () => {
    const ClientIDList = Array.from({ length: 100 }, (_, i) => `c${i}`);
    const { OpenIDConnectProviderArn } = await create({ Url: 'https://full.example.com', ClientIDList });
    const add = (ClientID: string) =>
      admin.iam.send(new iam.AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
    await add('c7');
    expect(await refusalOf(add('another'))).toEqual({
      code: 'LimitExceededException',
      message: 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
      status: 409,
    });
    await admin.iam.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  });

  test("another account's provider, whoever asks", async () => {
    const arn = 'arn:aws:iam::999999999999:oidc-provider/token.actions.githubusercontent.com';
    expect(await refusalOf(get(arn))).toMatchObject({ code: 'NoSuchEntityException' });
  });

  test('whoever may not, by the ARN of the provider; tags at its making need a permission of their own', async () => {
    const own = 'iam:CreateOpenIDConnectProvider';
    const user = await newUser(house, admin, 'maker', allow(own, arnOf('mine.example.com/*')));
    const make = (Url: string, Tags?: iam.Tag[]) =>
      user.iam.send(new iam.CreateOpenIDConnectProviderCommand({ Url, ...(Tags === undefined ? {} : { Tags }) }));
    const denied = (action: string, url: string): object => ({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:user/maker is not authorized to perform: iam:${action} on resource: ${arnOf(url)} because no identity-based policy allows the iam:${action} action`,
      status: 403,
    });
    await make('https://mine.example.com/a');
    expect(await refusalOf(make('https://other.example.com'))).toEqual(
      denied('CreateOpenIDConnectProvider', 'other.example.com'),
    );
    expect(await refusalOf(make('https://mine.example.com/b', [{ Key: 'a', Value: 'b' }]))).toEqual(
      denied('TagOpenIDConnectProvider', 'mine.example.com/b'),
    );
  });
});

test('its events find it by its ARN', async () => {
  const { OpenIDConnectProviderArn = '' } = await create({ Url: 'https://seen.example.com', ClientIDList: ['a'] });
  await admin.iam.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: OpenIDConnectProviderArn }];
  const events = await eventsOf(admin, { LookupAttributes });
  expect(events.map(({ EventName }) => EventName).toSorted()).toEqual([
    'CreateOpenIDConnectProvider',
    'DeleteOpenIDConnectProvider',
  ]);
  const made = events.find(({ EventName }) => EventName === 'CreateOpenIDConnectProvider');
  expect(JSON.parse(made?.CloudTrailEvent ?? '')).toMatchObject({
    requestParameters: { url: 'https://seen.example.com', clientIDList: ['a'] },
    responseElements: { openIDConnectProviderArn: OpenIDConnectProviderArn },
  });
});
