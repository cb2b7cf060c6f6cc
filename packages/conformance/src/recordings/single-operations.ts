/** One recorded answer for each operation: the state in which ours should look alike, and the call. In order: what is made here is used below. */
import { generateKeyPairSync } from 'node:crypto';
import * as sdk from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Credentials, Replay, Stage } from './replay.ts';

const trust = (...Principal: readonly object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: Principal.map((principal) => ({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' })),
  });
const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}';
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const Tags = [{ Key: 'Name', Value: 'pratyush' }];

export const iamOperations: Replay = async (stage) => {
  const { iam } = stage;
  const answer = <Output extends object>(operation: string, call: Promise<Output>): Promise<Output | undefined> =>
    stage.record(operation, call);

  // Users and groups.
  const UserName = 'alice';
  const GroupName = 'powerusers';
  await answer('CreateUser', iam.send(new sdk.CreateUserCommand({ UserName, Path: '/test/' })));
  await answer('TagUser', iam.send(new sdk.TagUserCommand({ UserName, Tags })));
  await answer('GetUser', iam.send(new sdk.GetUserCommand({ UserName })));
  await iam.send(new sdk.CreateGroupCommand({ GroupName }));
  await answer('AddUserToGroup', iam.send(new sdk.AddUserToGroupCommand({ GroupName, UserName })));
  await answer('GetGroup', iam.send(new sdk.GetGroupCommand({ GroupName })));
  await answer('ListGroups', iam.send(new sdk.ListGroupsCommand({})));
  await answer('ListGroupsForUser', iam.send(new sdk.ListGroupsForUserCommand({ UserName })));
  await answer('DeleteGroup', iam.send(new sdk.DeleteGroupCommand({ GroupName })));
  await iam.send(new sdk.AttachUserPolicyCommand({ UserName, PolicyArn: administrator }));
  await iam.send(new sdk.AttachGroupPolicyCommand({ GroupName, PolicyArn: administrator }));
  await iam.send(new sdk.PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: document }));
  await iam.send(new sdk.PutGroupPolicyCommand({ GroupName, PolicyName: 'own', PolicyDocument: document }));
  await answer('ListAttachedUserPolicies', iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName })));
  await answer('ListAttachedGroupPolicies', iam.send(new sdk.ListAttachedGroupPoliciesCommand({ GroupName })));
  await answer('ListUserPolicies', iam.send(new sdk.ListUserPoliciesCommand({ UserName })));
  await answer('ListGroupPolicies', iam.send(new sdk.ListGroupPoliciesCommand({ GroupName })));
  const { AccessKey } = await iam.send(new sdk.CreateAccessKeyCommand({ UserName }));
  const AccessKeyId = AccessKey?.AccessKeyId;
  await answer('ListAccessKeys', iam.send(new sdk.ListAccessKeysCommand({ UserName })));
  const key: Credentials = { accessKeyId: AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  await answer('ListUsers', iam.send(new sdk.ListUsersCommand({ PathPrefix: '/test/' })));

  // What users hold beside access keys.
  const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const SSHPublicKeyBody = rsa.export({ type: 'spki', format: 'pem' }).toString();
  await iam.send(new sdk.UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody }));
  await answer('ListSSHPublicKeys', iam.send(new sdk.ListSSHPublicKeysCommand({ UserName })));
  await answer('ListSigningCertificates', iam.send(new sdk.ListSigningCertificatesCommand({ UserName })));
  for (const ServiceName of ['codecommit.amazonaws.com', 'cassandra.amazonaws.com']) {
    await iam.send(new sdk.CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));
  }
  const firstOfTwo = new sdk.ListServiceSpecificCredentialsCommand({ UserName, MaxItems: 1 });
  await answer('ListServiceSpecificCredentials', iam.send(firstOfTwo));

  await iam.send(new sdk.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'a-device' }));
  await answer('ListVirtualMFADevices', iam.send(new sdk.ListVirtualMFADevicesCommand({})));
  await answer('GenerateCredentialReport', iam.send(new sdk.GenerateCredentialReportCommand({})));
  await answer('GetCredentialReport', iam.send(new sdk.GetCredentialReportCommand({})));

  await answer('DeleteLoginProfile', iam.send(new sdk.DeleteLoginProfileCommand({ UserName })));
  const Password = 'Correct-Horse-1';
  await iam.send(new sdk.CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired: true }));
  await answer('GetLoginProfile', iam.send(new sdk.GetLoginProfileCommand({ UserName })));

  // Roles and what uses them.
  const RoleName = 'c7n-test-delete';
  const PolicyArn = administrator;
  const AssumeRolePolicyDocument = trust({ AWS: stage.account });
  await answer('CreateRole', iam.send(new sdk.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags })));
  await answer('TagRole', iam.send(new sdk.TagRoleCommand({ RoleName, Tags })));
  await answer('AttachRolePolicy', iam.send(new sdk.AttachRolePolicyCommand({ RoleName, PolicyArn })));
  await answer('ListAttachedRolePolicies', iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName })));
  await iam.send(new sdk.PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document }));
  await answer('ListRolePolicies', iam.send(new sdk.ListRolePoliciesCommand({ RoleName })));
  await useRole(stage, key, `arn:aws:iam::${stage.account}:role/${RoleName}`);
  await answer('GetRole', iam.send(new sdk.GetRoleCommand({ RoleName })));
  const InstanceProfileName = 'test-profile';
  await iam.send(new sdk.CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new sdk.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  await answer('ListInstanceProfiles', iam.send(new sdk.ListInstanceProfilesCommand({})));
  const absent = { RoleName: 'test', InstanceProfileName: 'test' };
  await answer('ListInstanceProfilesForRole', iam.send(new sdk.ListInstanceProfilesForRoleCommand(absent)));
  await answer('RemoveRoleFromInstanceProfile', iam.send(new sdk.RemoveRoleFromInstanceProfileCommand(absent)));
  await answer('DeleteInstanceProfile', iam.send(new sdk.DeleteInstanceProfileCommand(absent)));
  await answer('UntagRole', iam.send(new sdk.UntagRoleCommand({ RoleName, TagKeys: ['Name'] })));
  await answer('DetachRolePolicy', iam.send(new sdk.DetachRolePolicyCommand({ RoleName, PolicyArn })));
  const support = {
    AWSServiceName: 'support.amazonaws.com',
    Description: 'Enables resource access for AWS to provide billing, administrative and support services',
  };
  await iam.send(new sdk.CreateServiceLinkedRoleCommand(support));
  await answer('ListRoles', iam.send(new sdk.ListRolesCommand({ PathPrefix: '/aws-service-role/' })));
  await answer('DeleteRole', iam.send(new sdk.DeleteRoleCommand({ RoleName: 'AWSServiceRoleForSupport' })));

  // Managed policies.
  const awsOwn = { PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
  await answer('GetPolicy', iam.send(new sdk.GetPolicyCommand(awsOwn)));
  const { Policy } = await iam.send(
    new sdk.CreatePolicyCommand({ PolicyName: 'own', PolicyDocument: document, Path: '/service-role/' }),
  );
  const own = { PolicyArn: Policy?.Arn };
  for (let version = 2; version <= 4; version++) {
    await iam.send(new sdk.CreatePolicyVersionCommand({ ...own, PolicyDocument: document, SetAsDefault: true }));
  }
  await answer('GetPolicyVersion', iam.send(new sdk.GetPolicyVersionCommand({ ...own, VersionId: 'v1' })));
  await answer('ListPolicies', iam.send(new sdk.ListPoliciesCommand({ Scope: 'Local' })));
  await answer('ListPolicyVersions', iam.send(new sdk.ListPolicyVersionsCommand(own)));
  for (const VersionId of ['v1', 'v2', 'v3']) {
    await answer('DeletePolicyVersion', iam.send(new sdk.DeletePolicyVersionCommand({ ...own, VersionId })));
  }
  await answer('DeletePolicy', iam.send(new sdk.DeletePolicyCommand(own)));

  // Simulations.
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
  await iam.send(new sdk.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
  const PolicySourceArn = `arn:aws:iam::${stage.account}:user/test/${UserName}`;
  const simulated = { PolicySourceArn, ActionNames: ['s3:ListAllMyBuckets'] };
  await answer('SimulatePrincipalPolicy', iam.send(new sdk.SimulatePrincipalPolicyCommand(simulated)));
  await iam.send(new sdk.DeleteUserPermissionsBoundaryCommand({ UserName }));
  const asText = { PolicyInputList: [document], ActionNames: ['logs:CreateLogGroup'] };
  await answer('SimulateCustomPolicy', iam.send(new sdk.SimulateCustomPolicyCommand(asText)));

  // The account.
  await iam.send(new sdk.CreateAccountAliasCommand({ AccountAlias: 'custodian-skunk-works' }));
  await answer('ListAccountAliases', iam.send(new sdk.ListAccountAliasesCommand({})));
  await iam.send(new sdk.UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 12 }));
  await answer('GetAccountPasswordPolicy', iam.send(new sdk.GetAccountPasswordPolicyCommand({})));
  await answer('GetAccountSummary', iam.send(new sdk.GetAccountSummaryCommand({})));

  // And away again.
  await answer('UntagUser', iam.send(new sdk.UntagUserCommand({ UserName, TagKeys: ['Name'] })));
  await answer('RemoveUserFromGroup', iam.send(new sdk.RemoveUserFromGroupCommand({ GroupName, UserName })));
  await answer('DeleteAccessKey', iam.send(new sdk.DeleteAccessKeyCommand({ UserName, AccessKeyId })));
  await iam.send(new sdk.DetachUserPolicyCommand({ UserName, PolicyArn }));
  await iam.send(new sdk.DeleteUserPolicyCommand({ UserName, PolicyName: 'own' }));
  for (const { SSHPublicKeyId } of (await iam.send(new sdk.ListSSHPublicKeysCommand({ UserName }))).SSHPublicKeys ??
    []) {
    await iam.send(new sdk.DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId }));
  }
  const { ServiceSpecificCredentials = [] } = await iam.send(
    new sdk.ListServiceSpecificCredentialsCommand({ UserName }),
  );
  for (const { ServiceSpecificCredentialId } of ServiceSpecificCredentials) {
    await iam.send(new sdk.DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }));
  }
  await iam.send(new sdk.DeleteLoginProfileCommand({ UserName }));
  await answer('DeleteUser', iam.send(new sdk.DeleteUserCommand({ UserName })));
};

/** A role's last use is told once a session of it has called. */
async function useRole(stage: Stage, user: Credentials, RoleArn: string): Promise<void> {
  const assumed = await stage.sts(user).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'used' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed.Credentials ?? {};
  const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  await stage.sts(session).send(new GetCallerIdentityCommand({}));
}

export const stsOperations: Replay = async (stage) => {
  const RoleArn = `arn:aws:iam::${stage.account}:role/CustodianGuardDuty`;
  const AssumeRolePolicyDocument = trust({ AWS: stage.account });
  await stage.iam.send(new sdk.CreateRoleCommand({ RoleName: 'CustodianGuardDuty', AssumeRolePolicyDocument }));
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'custodian-dev' });
  const assumed = await stage.record('AssumeRole', stage.sts().send(assume));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed?.Credentials ?? {};
  const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  await stage.record('GetCallerIdentity', stage.sts(session).send(new GetCallerIdentityCommand({})));
};
