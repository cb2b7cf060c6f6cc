/**
 * What stands in the account when an operation is probed: things named as the generator names them, so that a valid probe meets something
 * and does not only hear that there is nothing.
 */
import { generateKeyPairSync } from 'node:crypto';
import * as iam from '@aws-sdk/client-iam';
import type { Cloud } from 'lockstead';

/** What the generator makes of a name that may have any letter. */
const plainest = 'a';
const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const trust = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}';
/** Self-signed, until 2126; nothing is ever signed with it. */
const CertificateBody = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUMUxUDXhnwBdQnaWozew5Rh+TEg8wCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyMjExNTYzOVoYDzIxMjYxMDI5MTE1NjM5
WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS9GZ89
sHbmeKzyDFdnX5dtXATj1ZkyM1cl0rxSBmm6LoIzoTMlebcnYnCr5e0iBkn1YpnI
GcWxP3MZ8/lW//Jno1MwUTAdBgNVHQ4EFgQU3Dk+yHiSiFFSdPetPl7l2Z3x89Mw
HwYDVR0jBBgwFoAU3Dk+yHiSiFFSdPetPl7l2Z3x89MwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiEA1E1VOS0S14DlKkWHp5Z0uxPjmFBo5IZFXZnj
4UF1XM8CIEY59P1hrFCxWJCOjzAoFGCE2NoUaTZmrUWxDF4mLKNR
-----END CERTIFICATE-----`;
const Tags = [{ Key: 'one', Value: 'two' }];

const [oneKey, anotherKey] = [newRsaKey(), newRsaKey()];

/** Values by the name of the member that they make sense for. */
export type Known = Readonly<Record<string, unknown>>;

export async function fillAccount(cloud: Cloud): Promise<Known> {
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
  const ssh = await client.send(new iam.UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: oneKey }));
  const certificate = await client.send(new iam.UploadSigningCertificateCommand({ UserName, CertificateBody }));
  const ServiceName = 'codecommit.amazonaws.com';
  const git = await client.send(new iam.CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));
  const mfa = await client.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'device' }));
  const RoleArn = role.Role?.Arn ?? '';
  const report = await client.send(new iam.GenerateServiceLastAccessedDetailsCommand({ Arn: RoleArn }));
  return {
    AccessKeyId: key.AccessKey?.AccessKeyId,
    ActionNames: ['s3:GetObject'],
    Arn: RoleArn,
    AssumeRolePolicyDocument: trust,
    JobId: report.JobId,
    CertificateId: certificate.Certificate?.CertificateId,
    SerialNumber: mfa.VirtualMFADevice?.SerialNumber,
    ServiceName,
    ServiceNamespace: 's3',
    ServiceNamespaces: ['s3'],
    ServiceSpecificCredentialId: git.ServiceSpecificCredential?.ServiceSpecificCredentialId,
    SSHPublicKeyBody: anotherKey,
    SSHPublicKeyId: ssh.SSHPublicKey?.SSHPublicKeyId,
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

function newRsaKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
