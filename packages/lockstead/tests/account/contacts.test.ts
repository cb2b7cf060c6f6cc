/** Names and contacts of the caller's own account, and the verification of its telephone number. */
import * as api from '@aws-sdk/client-account';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountClient, messagesOf, newestPasscode } from './clients.ts';

let cloud: Cloud;
let client: api.AccountClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = accountClient(cloud);
});
afterAll(() => cloud.stop());

const contact = {
  FullName: 'Ada Example',
  AddressLine1: '1 Main Street',
  City: 'Springfield',
  StateOrRegion: 'IL',
  PostalCode: '62701',
  CountryCode: 'US',
  PhoneNumber: '+1 555 0100',
};
const security = {
  AlternateContactType: 'SECURITY',
  Name: 'Duty',
  Title: 'Security',
  EmailAddress: 'security@example.com',
  PhoneNumber: '+1 555 0101',
} as const;

describe('the primary contact', () => {
  const put = (ContactInformation: api.ContactInformation) =>
    client.send(new api.PutContactInformationCommand({ ContactInformation }));
  const get = () => client.send(new api.GetContactInformationCommand({}));
  const sendCode = () => client.send(new api.SendPhoneNumberVerificationCommand({}));
  const verify = (Otp: string) => client.send(new api.VerifyPhoneNumberCommand({ Otp }));

  test('is not there at first; what is put is answered', async () => {
    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(sendCode()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(verify('AAAAAA')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await put(contact);
    expect(await get()).toMatchObject({ ContactInformation: contact, VerificationStatus: 'UNVERIFIED' });
  });

  test('needs a state or region where the country has them', async () => {
    const { StateOrRegion: _none, ...without } = contact;
    await expect(put(without)).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'fieldValidationFailed',
      fieldList: [{ name: 'StateOrRegion', message: expect.any(String) }],
    });
    await put({ ...without, CountryCode: 'FR' });
    expect((await get()).ContactInformation).not.toHaveProperty('StateOrRegion');
    await put(contact);
  });

  test('its telephone number is verified by the passcode that was sent to it', async () => {
    expect(await sendCode()).toMatchObject({ Status: 'PENDING' });
    expect(await get()).toMatchObject({ VerificationStatus: 'PENDING' });
    expect((await messagesOf(cloud))[0]).toMatchObject({ to: contact.PhoneNumber, account: cloud.accountId });
    await expect(verify('000000')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await verify(await newestPasscode(cloud))).toMatchObject({ Status: 'VERIFIED' });
    expect(await get()).toMatchObject({ VerificationStatus: 'VERIFIED' });
    await expect(sendCode()).rejects.toMatchObject({ name: 'ConflictException' });
    await put({ ...contact, City: 'Chicago' });
    expect(await get()).toMatchObject({ VerificationStatus: 'VERIFIED' });
  });

  test('another telephone number is not verified, and a passcode for the one before does not verify it', async () => {
    await put({ ...contact, PhoneNumber: '+1 555 0102' });
    expect(await get()).toMatchObject({ VerificationStatus: 'UNVERIFIED' });
    await sendCode();
    const passcode = await newestPasscode(cloud);
    await put({ ...contact, PhoneNumber: '+1 555 0103' });
    await expect(verify(passcode)).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test('after five wrong passcodes the right one is refused too', async () => {
    await sendCode();
    const passcode = await newestPasscode(cloud);
    for (let i = 0; i < 5; i += 1)
      await expect(verify('zzzzzz')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(verify(passcode)).rejects.toMatchObject({ name: 'ValidationException' });
    await sendCode();
    expect(await verify(await newestPasscode(cloud))).toMatchObject({ Status: 'VERIFIED' });
  });

  test('a passcode is of no use after an hour', async () => {
    await put({ ...contact, PhoneNumber: '+1 555 0104' });
    await sendCode();
    const passcode = await newestPasscode(cloud);
    await cloud.clock.advance('PT1H');
    expect(await get()).toMatchObject({ VerificationStatus: 'UNVERIFIED' });
    await expect(verify(passcode)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('an alternate contact', () => {
  const get = (type: api.AlternateContactType) =>
    client.send(new api.GetAlternateContactCommand({ AlternateContactType: type }));

  test('is put, answered, replaced and deleted, each of the three by itself', async () => {
    await client.send(new api.PutAlternateContactCommand(security));
    expect((await get('SECURITY')).AlternateContact).toEqual(security);
    await expect(get('BILLING')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No contact of the inputted alternate contact type found.',
    });
    await client.send(new api.PutAlternateContactCommand({ ...security, Name: 'Night' }));
    expect((await get('SECURITY')).AlternateContact).toMatchObject({ Name: 'Night' });
    const remove = () => client.send(new api.DeleteAlternateContactCommand({ AlternateContactType: 'SECURITY' }));
    await remove();
    await expect(get('SECURITY')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('stands in no event: names, addresses and numbers are masked', async () => {
    await client.send(new api.PutAlternateContactCommand(security));
    const trail = new CloudTrailClient(cloud.clientConfig());
    const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: 'PutAlternateContact' } as const];
    const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
    const [newest] = Events;
    expect(newest?.EventSource).toBe('account.amazonaws.com');
    expect(JSON.parse(newest?.CloudTrailEvent ?? '').requestParameters).toMatchObject({
      alternateContactType: 'SECURITY',
      emailAddress: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    });
    expect(newest?.CloudTrailEvent).not.toMatch(/security@example|555 010/);
  });
});

test('an account has an id, the time when it was made, and the name that it is given', async () => {
  const get = () => client.send(new api.GetAccountInformationCommand({}));
  const before = await get();
  expect(before).toMatchObject({
    AccountId: cloud.accountId,
    AccountState: 'ACTIVE',
    AccountCreatedDate: expect.any(Date),
  });
  expect(before).not.toHaveProperty('AccountName');
  await client.send(new api.PutAccountNameCommand({ AccountName: 'First' }));
  expect(await get()).toMatchObject({ AccountName: 'First' });
});

test('there is no AWS GovCloud (US) account', async () => {
  await expect(client.send(new api.GetGovCloudAccountInformationCommand({}))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('the oldest of more than a hundred messages is gone', async () => {
  await client.send(new api.PutContactInformationCommand({ ContactInformation: contact }));
  for (let i = 0; i < 105; i += 1) {
    await client.send(
      new api.PutContactInformationCommand({ ContactInformation: { ...contact, PhoneNumber: `+1 ${i}` } }),
    );
    await client.send(new api.SendPhoneNumberVerificationCommand({}));
  }
  const kept = await messagesOf(cloud);
  expect(kept).toHaveLength(100);
  expect(kept[0]?.to).toBe('+1 104');
  expect(kept.at(-1)?.to).toBe('+1 5');
});
