/**
 * The resources that an IAM call was about, as LookupEvents lists and finds them: everything that its parameters name, and what it made,
 * by name, unique id and ARN.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Resource.html
 */
import type { EventResource } from '#service/service';

/** Which kind of resource a parameter names. */
const namedBy = {
  UserName: 'AWS::IAM::User',
  NewUserName: 'AWS::IAM::User',
  GroupName: 'AWS::IAM::Group',
  NewGroupName: 'AWS::IAM::Group',
  RoleName: 'AWS::IAM::Role',
  InstanceProfileName: 'AWS::IAM::InstanceProfile',
  PolicyArn: 'AWS::IAM::Policy',
  PolicyName: 'AWS::IAM::Policy',
  PermissionsBoundary: 'AWS::IAM::Policy',
  OpenIDConnectProviderArn: 'AWS::IAM::OpenIDConnectProvider',
  SAMLProviderArn: 'AWS::IAM::SAMLProvider',
  AccessKeyId: 'AWS::IAM::AccessKey',
  SSHPublicKeyId: 'AWS::IAM::SshPublicKey',
  CertificateId: 'AWS::IAM::SigningCertificate',
  SerialNumber: 'AWS::IAM::MfaDevice',
} as const satisfies Readonly<Record<string, string>>;

/** What operations that make something answer with, and the members by which it is known. */
const made: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  User: { Arn: 'AWS::IAM::User', UserId: 'AWS::IAM::User' },
  Group: { Arn: 'AWS::IAM::Group', GroupId: 'AWS::IAM::Group' },
  Role: { Arn: 'AWS::IAM::Role', RoleId: 'AWS::IAM::Role', RoleName: 'AWS::IAM::Role' },
  Policy: { Arn: 'AWS::IAM::Policy', PolicyId: 'AWS::IAM::Policy' },
  InstanceProfile: { Arn: 'AWS::IAM::InstanceProfile', InstanceProfileId: 'AWS::IAM::InstanceProfile' },
  AccessKey: { AccessKeyId: 'AWS::IAM::AccessKey', UserName: 'AWS::IAM::User' },
  SSHPublicKey: { SSHPublicKeyId: 'AWS::IAM::SshPublicKey' },
  VirtualMFADevice: { SerialNumber: 'AWS::IAM::MfaDevice' },
  Certificate: { CertificateId: 'AWS::IAM::SigningCertificate' },
};

export function iamEventResources(
  operation: string,
  input: object,
  output: object | undefined,
): readonly EventResource[] {
  const found = new Map<string, EventResource>();
  collect(input, namedBy, found);
  if (/^(Create|Upload)/.test(operation) && output !== undefined) {
    // Those that make identity providers answer with the ARN itself, in no structure.
    const { OpenIDConnectProviderArn, SAMLProviderArn } = namedBy;
    collect(output, { OpenIDConnectProviderArn, SAMLProviderArn }, found);
    for (const [member, known] of Object.entries(made)) {
      const entity: unknown = (output as Record<string, unknown>)[member];
      if (typeof entity === 'object' && entity !== null) collect(entity, known, found);
    }
  }
  return [...found.values()];
}

function collect(from: object, types: Readonly<Record<string, string>>, into: Map<string, EventResource>): void {
  for (const [member, name] of Object.entries(from)) {
    const type = Object.hasOwn(types, member) ? types[member] : undefined;
    if (type !== undefined && typeof name === 'string' && name !== '') into.set(`${type} ${name}`, { type, name });
  }
}
