/** The event CreateAccountResult: what became of a request to create an account, in the history of the management account alone. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { created, createOrganization, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
});
afterAll(() => cloud.stop());

const results = async (credentials = cloud.credentials): Promise<readonly Record<string, unknown>[]> => {
  const trail = new CloudTrailClient({ ...cloud.clientConfig(), credentials });
  const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: 'CreateAccountResult' }];
  const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
  return Events.map(({ CloudTrailEvent = '' }) => JSON.parse(CloudTrailEvent) as Record<string, unknown>);
};
const ask = async (Email: string): Promise<org.CreateAccountStatus> => {
  const { CreateAccountStatus } = await organization.client.send(
    new org.CreateAccountCommand({ AccountName: 'one', Email }),
  );
  return await created(organization.client, CreateAccountStatus?.Id);
};
const time = expect.stringMatching(/^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d{2}:\d{2} [AP]M$/);

test('an account that was made, and one that was not', async () => {
  const made = await ask('one@example.com');
  const failed = await ask('ONE@example.com');
  const [second, first, ...more] = await results();
  expect(more).toEqual([]);
  const common = {
    eventSource: 'organizations.amazonaws.com',
    eventType: 'AwsServiceEvent',
    awsRegion: 'us-east-1',
    sourceIPAddress: 'AWS Internal',
    requestParameters: null,
    recipientAccountId: cloud.accountId,
  };
  const status = { accountName: '****', requestedTimestamp: time, completedTimestamp: time };
  expect(first).toMatchObject({
    ...common,
    serviceEventDetails: {
      createAccountStatus: { ...status, id: made.Id, state: 'SUCCEEDED', accountId: made.AccountId },
    },
  });
  expect(second).toMatchObject({
    ...common,
    serviceEventDetails: {
      createAccountStatus: { ...status, id: failed.Id, state: 'FAILED', failureReason: 'EMAIL_ALREADY_EXISTS' },
    },
  });
  expect(second?.['serviceEventDetails']).not.toHaveProperty('createAccountStatus.accountId');
  expect(await results(await organization.keysIn(made.AccountId ?? ''))).toEqual([]);
});
