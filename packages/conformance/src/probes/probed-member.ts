/** What stands in the account when an operation of the Account API is probed; a member account where the operation is about one. */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as api from '@aws-sdk/client-account';
import * as org from '@aws-sdk/client-organizations';
import type { Cloud } from 'lockstead';
import type { Known } from './probed-account.ts';
import { sendSigned } from './send.ts';

const aboutMembers = /PrimaryEmail/;
const PrimaryEmail = 'new@example.com';
const contact = {
  Name: 'a',
  Title: 'a',
  EmailAddress: 'a@example.com',
  PhoneNumber: '1',
  AlternateContactType: 'BILLING',
} as const;
const ContactInformation = {
  FullName: 'a',
  AddressLine1: 'a',
  City: 'a',
  PostalCode: 'a',
  CountryCode: 'FR',
  PhoneNumber: '+1',
};

export async function fillMember(cloud: Cloud, service: string, operation: string): Promise<Known> {
  if (service !== 'account') return {};
  const client = new api.AccountClient(cloud.clientConfig());
  await client.send(new api.PutAlternateContactCommand(contact));
  await client.send(new api.PutContactInformationCommand({ ContactInformation }));
  const known = {
    AlternateContactType: contact.AlternateContactType,
    ContactInformation,
    PrimaryEmail,
    RegionName: 'af-south-1',
  };
  if (operation === 'VerifyPhoneNumber') {
    await client.send(new api.SendPhoneNumberVerificationCommand({}));
    return { ...known, Otp: await newestPasscode(cloud) };
  }
  if (!aboutMembers.test(operation)) return known;
  const AccountId = await newMember(cloud);
  if (!/^(Accept|GetPrimaryEmailUpdate)/.test(operation)) return { ...known, AccountId };
  await client.send(new api.StartPrimaryEmailUpdateCommand({ AccountId, PrimaryEmail }));
  return { ...known, AccountId, Otp: await newestPasscode(cloud) };
}

/** Of an organization that trusts the service. */
async function newMember(cloud: Cloud): Promise<string> {
  const client = new org.OrganizationsClient(cloud.clientConfig());
  await client.send(new org.CreateOrganizationCommand({}));
  await client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal: 'account.amazonaws.com' }));
  const asked = await client.send(new org.CreateAccountCommand({ AccountName: 'one', Email: 'one@example.com' }));
  for (;;) {
    const CreateAccountRequestId = asked.CreateAccountStatus?.Id;
    const command = new org.DescribeCreateAccountStatusCommand({ CreateAccountRequestId });
    const { CreateAccountStatus } = await client.send(command);
    if (CreateAccountStatus?.AccountId !== undefined) return CreateAccountStatus.AccountId;
    await sleep(50);
  }
}

async function newestPasscode(cloud: Cloud): Promise<string> {
  const { endpoint, credentials, region } = cloud;
  const agent = new Agent();
  const ask = { method: 'GET', path: '/_lockstead/messages', query: '', headers: {}, body: '' };
  const reply = await sendSigned(endpoint, agent, ask, {
    credentials,
    region,
    service: 'lockstead',
    at: cloud.clock.now(),
  });
  const { messages } = JSON.parse(reply.text) as { readonly messages: readonly { readonly text: string }[] };
  return /is (\w{6})\./.exec(messages[0]?.text ?? '')?.[1] ?? '';
}
