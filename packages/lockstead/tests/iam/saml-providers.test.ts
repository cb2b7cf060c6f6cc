/** SAML providers: their documents, private keys, limits and events, and who may change them. */
import { generateKeyPairSync } from 'node:crypto';
import * as iam from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, type Clients, clientsOf, eventsOf, newUser } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';
import { type SamlIdp, samlIdp } from '../support/saml-provider.ts';

let house: House;
let admin: Clients;
let account: string;
let idp: SamlIdp;
let other: SamlIdp;
let small: SamlIdp;
const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

beforeAll(async () => {
  house = await openHouse();
  account = house.accounts[0].id;
  admin = clientsOf(house, house.accounts[0].admin);
  [idp, other, small] = await Promise.all([
    samlIdp('https://idp.example.com', []),
    samlIdp('https://other.example.com', []),
    samlIdp('https://small.example.com', [], 1024),
  ]);
});
afterAll(() => house[Symbol.asyncDispose]());

const arnOf = (name: string): string => `arn:aws:iam::${account}:saml-provider/${name}`;
const create = (Name: string, more: Partial<iam.CreateSAMLProviderCommandInput> = {}) =>
  admin.iam.send(new iam.CreateSAMLProviderCommand({ Name, SAMLMetadataDocument: idp.metadata(), ...more }));
const get = (name: string) => admin.iam.send(new iam.GetSAMLProviderCommand({ SAMLProviderArn: arnOf(name) }));
const update = (name: string, more: Partial<iam.UpdateSAMLProviderCommandInput>) =>
  admin.iam.send(new iam.UpdateSAMLProviderCommand({ SAMLProviderArn: arnOf(name), ...more }));
const remove = (name: string) => admin.iam.send(new iam.DeleteSAMLProviderCommand({ SAMLProviderArn: arnOf(name) }));
const invalid = (message: string): object => ({ code: 'InvalidInputException', message, status: 400 });

test('from its making to its end', async () => {
  const before = (await admin.iam.send(new iam.GetAccountSummaryCommand({}))).SummaryMap?.['Providers'] ?? 0;
  const Tags = [{ Key: 'team', Value: 'red' }];
  expect(await create('Corp', { Tags })).toMatchObject({ SAMLProviderArn: arnOf('Corp'), Tags });
  const made = await get('Corp');
  expect(made).toMatchObject({
    SAMLProviderUUID: expect.stringMatching(/^SAMLSP[A-Z0-9]{16}$/),
    SAMLMetadataDocument: idp.metadata(),
    AssertionEncryptionMode: 'Allowed',
    PrivateKeyList: [],
    Tags,
  });
  // As AWS's recorded answers have it.
  expect(made.ValidUntil?.getUTCFullYear()).toBe((made.CreateDate?.getUTCFullYear() ?? 0) + 100);
  expect(await refusalOf(create('Corp'))).toMatchObject({ code: 'EntityAlreadyExistsException', status: 409 });
  const { SAMLProviderList } = await admin.iam.send(new iam.ListSAMLProvidersCommand({}));
  expect(SAMLProviderList).toEqual([{ Arn: arnOf('Corp'), CreateDate: made.CreateDate, ValidUntil: made.ValidUntil }]);
  const after = await admin.iam.send(new iam.GetAccountSummaryCommand({}));
  expect(after.SummaryMap?.['Providers']).toBe(before + 1);

  const SAMLMetadataDocument = other.metadata({ certificates: [other.certificate, idp.certificate] });
  expect(await update('Corp', { SAMLMetadataDocument })).toMatchObject({ SAMLProviderArn: arnOf('Corp') });
  expect(await get('Corp')).toMatchObject({ SAMLMetadataDocument, SAMLProviderUUID: made.SAMLProviderUUID });

  const target = { SAMLProviderArn: arnOf('Corp') };
  await admin.iam.send(new iam.TagSAMLProviderCommand({ ...target, Tags: [{ Key: 'Team', Value: 'blue' }] }));
  await admin.iam.send(new iam.TagSAMLProviderCommand({ ...target, Tags: [{ Key: 'cost', Value: '7' }] }));
  expect(await admin.iam.send(new iam.ListSAMLProviderTagsCommand({ ...target, MaxItems: 1 }))).toMatchObject({
    Tags: [{ Key: 'Team', Value: 'blue' }],
    IsTruncated: true,
  });
  await admin.iam.send(new iam.UntagSAMLProviderCommand({ ...target, TagKeys: ['COST', 'absent'] }));
  expect((await get('Corp')).Tags).toEqual([{ Key: 'Team', Value: 'blue' }]);

  await remove('Corp');
  for (const ask of [get, remove]) {
    expect(await refusalOf(ask('Corp'))).toEqual({
      code: 'NoSuchEntityException',
      message: `Manifest not found for arn ${arnOf('Corp')}`,
      status: 404,
    });
  }
});

test('private keys: two at most, told by their ids alone, the last one kept while assertions have to be encrypted', async () => {
  const pem = newKey();
  await create('Sealed', { AddPrivateKey: pem, AssertionEncryptionMode: 'Required' });
  const made = await get('Sealed');
  expect(made.AssertionEncryptionMode).toBe('Required');
  expect(made.PrivateKeyList).toEqual([
    { KeyId: expect.stringMatching(/^[A-Z0-9]{22,64}$/), Timestamp: expect.any(Date) },
  ]);
  const [first] = made.PrivateKeyList ?? [];
  const RemovePrivateKey = first?.KeyId ?? '';
  expect(await refusalOf(update('Sealed', { RemovePrivateKey }))).toEqual(invalid('Failed to remove private key.'));
  await update('Sealed', { AddPrivateKey: newKey() });
  expect(await refusalOf(update('Sealed', { AddPrivateKey: newKey() }))).toEqual({
    code: 'LimitExceededException',
    message: 'Private key limit of 2 is reached.',
    status: 409,
  });
  await update('Sealed', { RemovePrivateKey });
  const kept = (await get('Sealed')).PrivateKeyList ?? [];
  expect(kept.map(({ KeyId }) => KeyId)).toHaveLength(1);
  expect(kept[0]?.KeyId).not.toBe(RemovePrivateKey);
  expect(await refusalOf(update('Sealed', { RemovePrivateKey }))).toEqual(
    invalid('Failed to remove private key because the Key ID does not match a private key.'),
  );
  await update('Sealed', { AssertionEncryptionMode: 'Allowed', RemovePrivateKey: kept[0]?.KeyId ?? '' });
  expect(await get('Sealed')).toMatchObject({ AssertionEncryptionMode: 'Allowed', PrivateKeyList: [] });
  const events = await eventsOf(admin, {
    LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: arnOf('Sealed') }],
  });
  expect(JSON.stringify(events)).not.toContain(pem.split('\n')[1]);
  await remove('Sealed');
});

describe('refused', () => {
  beforeAll(() => create('Known'));
  afterAll(() => remove('Known'));
  const padding = `<!--${' '.repeat(1000)}-->`;
  const document = (make: () => string) => () => make() + padding;
  test.each([
    ['no XML', document(() => 'metadata')],
    ['no element of metadata', document(() => '<EntityDescriptor entityID="https://idp.example.com"/>')],
    ['a byte order mark', document(() => `\ufeff${idp.metadata()}`)],
    ['a document type', document(() => idp.metadata().replace('<!--', '<!DOCTYPE md [<!ENTITY a "b">]><!--'))],
    ['no entity id', document(() => idp.metadata().replace(/entityID="[^"]*"/, ''))],
    ['no role of an identity provider', document(() => idp.metadata().replaceAll('IDPSSO', 'SPSSO'))],
    ['no certificate', document(() => idp.metadata({ certificates: [] }))],
    ['a certificate that is none', document(() => idp.metadata({ certificates: ['bm90aGluZw=='] }))],
    ['only a key for encryption', document(() => idp.metadata().replaceAll('"signing"', '"encryption"'))],
    ['another protocol', document(() => idp.metadata().replace('SAML:2.0:protocol"', 'SAML:1.1:protocol"'))],
    ['an end that is no date', document(() => idp.metadata({ attributes: ' validUntil="soon"' }))],
    ['a tag that is not closed', document(() => idp.metadata().replace('</md:IDPSSODescriptor>', ''))],
  ])('a document with %s', async (_name, make) => {
    const SAMLMetadataDocument = make();
    expect(await refusalOf(create('Wrong', { SAMLMetadataDocument }))).toEqual(invalid('Could not parse metadata'));
    expect(await refusalOf(update('Known', { SAMLMetadataDocument }))).toEqual(invalid('Could not parse metadata'));
  });

  test('a small key is taken from 1,024 bits on, and an end of the document in the past', async () => {
    const attributes = ' validUntil="2001-01-01T00:00:00Z"';
    await create('Small', { SAMLMetadataDocument: small.metadata({ attributes }) });
    await remove('Small');
  });

  test.each<readonly [string, Partial<iam.UpdateSAMLProviderCommandInput>, object]>([
    [
      'nothing',
      {},
      invalid('Unable to update identity provider. No updates are defined for metadata or encryption assertion.'),
    ],
    [
      'a key added and another removed',
      { AddPrivateKey: 'x', RemovePrivateKey: 'A'.repeat(22) },
      invalid(
        'Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.',
      ),
    ],
    ['a key that is none', { AddPrivateKey: 'x' }, invalid('Invalid private key.')],
    [
      'a key of another kind',
      {
        AddPrivateKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      },
      invalid('Invalid private key.'),
    ],
    [
      'encryption without a key',
      { AssertionEncryptionMode: 'Required' },
      invalid('Unable to set assertion encryption mode to Required because no private key is provided.'),
    ],
  ])('an update with %s', async (_name, input, refusal) => {
    expect(await refusalOf(update('Known', input))).toEqual(refusal);
  });

  test('the hundred and first', async () => {
    const taken = (await admin.iam.send(new iam.ListSAMLProvidersCommand({}))).SAMLProviderList?.length ?? 0;
    const names = Array.from({ length: 100 - taken }, (_, index) => `Many${index}`);
    for (const name of names) await create(name);
    expect(await refusalOf(create('OneMore'))).toEqual({
      code: 'LimitExceededException',
      message: 'Cannot exceed quota for SAMLProvidersPerAccount: 100',
      status: 409,
    });
    for (const name of names) await remove(name);
  });

  test('whoever may not, by the ARN of the provider; tags at its making need a permission of their own', async () => {
    const user = await newUser(house, admin, 'maker', allow('iam:CreateSAMLProvider', arnOf('Mine*')));
    const make = (Name: string, Tags?: iam.Tag[]) =>
      user.iam.send(
        new iam.CreateSAMLProviderCommand({
          Name,
          SAMLMetadataDocument: idp.metadata(),
          ...(Tags === undefined ? {} : { Tags }),
        }),
      );
    const denied = (action: string, name: string): object => ({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:user/maker is not authorized to perform: iam:${action} on resource: ${arnOf(name)} because no identity-based policy allows the iam:${action} action`,
      status: 403,
    });
    await make('Mine');
    expect(await refusalOf(make('Yours'))).toEqual(denied('CreateSAMLProvider', 'Yours'));
    expect(await refusalOf(make('MineToo', [{ Key: 'a', Value: 'b' }]))).toEqual(denied('TagSAMLProvider', 'MineToo'));
    await remove('Mine');
  });
});

test('its events find it by its ARN', async () => {
  await create('Seen');
  await remove('Seen');
  const events = await eventsOf(admin, {
    LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: arnOf('Seen') }],
  });
  expect(events.map(({ EventName }) => EventName).toSorted()).toEqual(['CreateSAMLProvider', 'DeleteSAMLProvider']);
  const made = events.find(({ EventName }) => EventName === 'CreateSAMLProvider');
  expect(JSON.parse(made?.CloudTrailEvent ?? '')).toMatchObject({
    requestParameters: { name: 'Seen' },
    responseElements: { sAMLProviderArn: arnOf('Seen') },
  });
});
