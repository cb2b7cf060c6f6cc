/**
 * What stands in the account when an operation is probed: things named as the generator names them, so that a valid probe meets something
 * and does not only hear that there is nothing.
 */
import * as iam from '@aws-sdk/client-iam';
import type { Cloud } from 'lockstead';

/** What the generator makes of a name that may have any letter. */
const plainest = 'a';
const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}';
const Tags = [{ Key: 'one', Value: 'two' }];

/** Values by the name of the member that they make sense for. */
export type Known = Readonly<Record<string, unknown>>;

export async function furnish(cloud: Cloud): Promise<Known> {
  const client = new iam.IAMClient(cloud.clientConfig());
  const UserName = plainest;
  const GroupName = plainest;
  const RoleName = plainest;
  const PolicyName = plainest;
  const PolicyDocument = document;
  const InstanceProfileName = plainest;
  await client.send(new iam.CreateUserCommand({ UserName, Tags }));
  await client.send(new iam.CreateGroupCommand({ GroupName }));
  await client.send(new iam.AddUserToGroupCommand({ UserName, GroupName }));
  const role = await client.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Tags }));
  const made = await client.send(new iam.CreatePolicyCommand({ PolicyName, PolicyDocument, Tags }));
  const PolicyArn = made.Policy?.Arn ?? '';
  await client.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }));
  await client.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn }));
  await client.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn }));
  await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const key = await client.send(new iam.CreateAccessKeyCommand({ UserName }));
  await client.send(new iam.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
  await client.send(new iam.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }));
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, Tags }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  await client.send(new iam.CreateAccountAliasCommand({ AccountAlias: plainest.repeat(3) }));
  const RoleArn = role.Role?.Arn ?? '';
  return {
    AccessKeyId: key.AccessKey?.AccessKeyId,
    ActionNames: ['s3:GetObject'],
    Arn: RoleArn,
    AssumeRolePolicyDocument: trust,
    AWSServiceName: 'guardduty.amazonaws.com',
    PermissionsBoundary: PolicyArn,
    PolicyArn,
    PolicyDocument,
    PolicyInputList: [PolicyDocument],
    PolicySourceArn: RoleArn,
    RoleArn,
    VersionId: 'v2',
  };
}
