/** AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUser } from '../support/iam.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
const names = { user: 'reader', group: 'readers', role: 'reading' };
let arns: typeof names;
let managedArn: string;

const allowing = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

/** A user with inline policies, in a group that has the same managed policy as the user; a role with a policy and a boundary. */
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
  const [UserName, GroupName, RoleName] = [names.user, names.group, names.role];
  const user = await admin.send(new iam.CreateUserCommand({ UserName }));
  const group = await admin.send(new iam.CreateGroupCommand({ GroupName }));
  await admin.send(new iam.AddUserToGroupCommand({ UserName, GroupName }));
  const policy = await admin.send(
    new iam.CreatePolicyCommand({ PolicyName: 'read', Path: '/team/', PolicyDocument: allowing('s3:Get*') }),
  );
  managedArn = policy.Policy?.Arn ?? '';
  await admin.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn: managedArn }));
  await admin.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn: managedArn }));
  await admin.send(
    new iam.PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: allowing('sqs:SendMessage') }),
  );
  await admin.send(
    new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'all', PolicyDocument: allowing('s3:ListAllMyBuckets') }),
  );
  const trust =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
  const role = await admin.send(
    new iam.CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: trust,
      PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
  );
  await admin.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: allowing('sqs:*') }));
  arns = { user: user.User?.Arn ?? '', group: group.Group?.Arn ?? '', role: role.Role?.Arn ?? '' };
});
afterAll(() => cloud.stop());

async function granting(
  Arn: string,
  ServiceNamespaces: string[],
  Marker?: string,
): Promise<iam.ListPoliciesGrantingServiceAccessCommandOutput> {
  return await admin.send(
    new iam.ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces, ...(Marker && { Marker }) }),
  );
}

const managed = (): object => ({ PolicyName: 'read', PolicyType: 'MANAGED', PolicyArn: managedArn });
const inline = (PolicyName: string, EntityType: string, EntityName: string): object => ({
  PolicyName,
  PolicyType: 'INLINE',
  EntityType,
  EntityName,
});

test('a user has the policies of its groups too, a managed one once, and each service stands there in the order asked for', async () => {
  const { PoliciesGrantingServiceAccess, IsTruncated } = await granting(arns.user, ['sqs', 's3', 'kms']);
  expect(IsTruncated).toBe(false);
  expect(PoliciesGrantingServiceAccess).toEqual([
    { ServiceNamespace: 'sqs', Policies: [inline('own', 'USER', names.user)] },
    { ServiceNamespace: 's3', Policies: [managed(), inline('all', 'GROUP', names.group)] },
    { ServiceNamespace: 'kms', Policies: [] },
  ]);
});

test('a group has its own policies alone', async () => {
  const { PoliciesGrantingServiceAccess } = await granting(arns.group, ['s3', 'sqs']);
  expect(PoliciesGrantingServiceAccess).toEqual([
    { ServiceNamespace: 's3', Policies: [inline('all', 'GROUP', names.group), managed()] },
    { ServiceNamespace: 'sqs', Policies: [] },
  ]);
});

test("a role's boundary and trust policy grant nothing", async () => {
  const { PoliciesGrantingServiceAccess } = await granting(arns.role, ['s3', 'sts', 'sqs']);
  expect(PoliciesGrantingServiceAccess).toEqual([
    { ServiceNamespace: 's3', Policies: [] },
    { ServiceNamespace: 'sts', Policies: [] },
    { ServiceNamespace: 'sqs', Policies: [inline('own', 'ROLE', names.role)] },
  ]);
});

test('more than a hundred services take a second page, and a marker goes on for the same question alone', async () => {
  const namespaces = Array.from({ length: 130 }, (_, i) => (i % 2 === 0 ? 's3' : 'kms'));
  const first = await granting(arns.user, namespaces);
  expect(first).toMatchObject({ IsTruncated: true, Marker: expect.any(String) });
  expect(first.PoliciesGrantingServiceAccess).toHaveLength(100);
  const second = await granting(arns.user, namespaces, first.Marker);
  expect(second.IsTruncated).toBe(false);
  expect(second.PoliciesGrantingServiceAccess?.map(({ ServiceNamespace }) => ServiceNamespace)).toEqual(
    namespaces.slice(100),
  );
  const refused = { name: 'ValidationError', message: 'Invalid Marker' };
  await expect(granting(arns.group, namespaces, first.Marker)).rejects.toMatchObject(refused);
  await expect(granting(arns.user, namespaces.slice(1), first.Marker)).rejects.toMatchObject(refused);
});

test.each([
  ['an entity that is not there', (arn: string) => `${arn}-2`, ['s3'], 'NoSuchEntityException'],
  [
    'an entity of another account',
    (arn: string) => arn.replace(/\d{12}/, '999999999999'),
    ['s3'],
    'NoSuchEntityException',
  ],
  ['what is no entity', (arn: string) => arn.replace(/user.*/, 'root'), ['s3'], 'InvalidInputException'],
  ['a namespace that no service has', (arn: string) => arn, ['s3', 'nowhere'], 'InvalidInputException'],
])('%s is refused', async (_, arnOf, namespaces, name) => {
  await expect(granting(arnOf(arns.user), namespaces)).rejects.toMatchObject({ name });
});

test('it takes the permission on the user, group or role that it names', async () => {
  const { client } = await newUser(cloud, 'asking');
  const statement = { Effect: 'Allow', Action: 'iam:ListPoliciesGrantingServiceAccess', Resource: arns.role };
  await admin.send(
    new iam.PutUserPolicyCommand({
      UserName: 'asking',
      PolicyName: 'one',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  );
  const asked = (Arn: string): iam.ListPoliciesGrantingServiceAccessCommand =>
    new iam.ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces: ['s3'] });
  await client.send(asked(arns.role));
  await expect(client.send(asked(arns.user))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining(
      `not authorized to perform: iam:ListPoliciesGrantingServiceAccess on resource: ${arns.user} because`,
    ),
  });
});

test('its event is one of a read, with what was asked and without the answer', async () => {
  await granting(arns.role, ['kms']);
  const AttributeValue = 'ListPoliciesGrantingServiceAccess';
  const { Events = [] } = await new CloudTrailClient(cloud.clientConfig()).send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }] }),
  );
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
    readOnly: true,
    requestParameters: { arn: arns.role, serviceNamespaces: ['kms'] },
    responseElements: null,
  });
});
