/**
 * IAM has one endpoint for all regions. Clients that were given an endpoint sign for the region that they are set to; whichever it is, the
 * request is for IAM's own region, so that a policy about regions cannot be passed by signing for another one.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 */
import { IAMClient, ListUsersCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Key, newUser } from '../support/iam.ts';

let cloud: Cloud;
let key: Key;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  ({ key } = await newUser(cloud, 'lister'));
});
afterAll(() => cloud.stop());

const signedFor = (region: string): IAMClient => new IAMClient({ ...cloud.clientConfig(key), region });

async function allowWhere(Condition: object, also: readonly object[] = []): Promise<void> {
  const allowed = { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*', Condition };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allowed, ...also] });
  const admin = new IAMClient(cloud.clientConfig());
  await admin.send(new PutUserPolicyCommand({ UserName: 'lister', PolicyName: 'only', PolicyDocument }));
}

test.each(['us-east-1', 'eu-west-1', 'aws-global'])(
  'signed for %s, a request to IAM is for us-east-1',
  async (region) => {
    await allowWhere({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } });
    await expect(signedFor(region).send(new ListUsersCommand({}))).resolves.toBeDefined();
    await allowWhere({ StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } });
    await expect(signedFor(region).send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  },
);

test('a deny for us-east-1 cannot be passed by a signature for another region', async () => {
  const deny = {
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
  };
  await allowWhere({}, [deny]);
  await expect(signedFor('eu-west-1').send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
});

/** Scopes that IAM of this partition refuses: other partitions' regions, and what is not a region. */
test.each(['cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1', 'aws-cn-global', 'us-east-1a', 'mars-1'])(
  'a signature for %s is refused',
  async (region) => {
    await allowWhere({});
    await expect(signedFor(region).send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message: 'Credential should be scoped to a valid region. ',
    });
  },
);
