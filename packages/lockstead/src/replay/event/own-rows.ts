/**
 * What calls of IAM and STS ask for, where the front's tables have no row, or one that says less than an event does: a resource that is
 * made has the path that the request gives, and conditions on IAM often ask for keys that stand in the parameters.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
import type { OperationRow, PairRow } from '#front/tables/row';

const iam = (resource: string): string => `arn:{partition}:iam::{account}:${resource}`;
const path = `{Path ?? '/'}`;

function row(action: string, resource: string, more: Partial<PairRow> = {}): OperationRow {
  return { tier: 'hand', pairs: [{ action, resources: [resource], ...more }] };
}

function iamRow(operation: string, resource: string, more: Partial<PairRow> = {}): readonly [string, OperationRow] {
  return [`iam:${operation}`, row(`iam:${operation}`, resource, more)];
}

const tags: Partial<PairRow> = { tags: 'Tags' };
const boundary: Partial<PairRow> = { keys: { 'iam:PermissionsBoundary': '{PermissionsBoundary}' } };
const policyArn: Partial<PairRow> = { keys: { 'iam:PolicyARN': '{PolicyArn}' } };
const assumed = {
  'sts:ExternalId': '{ExternalId}',
  'sts:RoleSessionName': '{RoleSessionName}',
  'sts:SourceIdentity': '{SourceIdentity}',
  'sts:TransitiveTagKeys': '{TransitiveTagKeys[]}',
};

const ofKinds = (['User', 'Role', 'Group'] as const).flatMap((kind) => {
  const named = iam(`${kind.toLowerCase()}/{${kind}Name}`);
  return [
    iamRow(`Attach${kind}Policy`, named, policyArn),
    iamRow(`Detach${kind}Policy`, named, policyArn),
    iamRow(`ListAttached${kind}Policies`, named),
    ...(kind === 'Group' ? [] : [iamRow(`Put${kind}PermissionsBoundary`, named, boundary)]),
  ];
});

/** By `service:Operation`, the service by its CloudTrail source. */
export const ownRows: ReadonlyMap<string, OperationRow> = new Map([
  ...ofKinds,
  iamRow('CreateUser', iam(`user${path}{UserName}`), { ...tags, ...boundary }),
  iamRow('CreateRole', iam(`role${path}{RoleName}`), { ...tags, ...boundary }),
  iamRow('CreateGroup', iam(`group${path}{GroupName}`)),
  iamRow('CreatePolicy', iam(`policy${path}{PolicyName}`), tags),
  iamRow('CreateInstanceProfile', iam(`instance-profile${path}{InstanceProfileName}`), tags),
  iamRow('CreateSAMLProvider', iam('saml-provider/{Name}'), tags),
  iamRow('CreateOpenIDConnectProvider', iam('oidc-provider/{Url|after://}'), tags),
  iamRow('CreateVirtualMFADevice', iam(`mfa${path}{VirtualMFADeviceName}`), tags),
  iamRow('UploadServerCertificate', iam(`server-certificate${path}{ServerCertificateName}`), tags),
  iamRow('DeleteVirtualMFADevice', '{SerialNumber|arn:iam}'),
  iamRow('TagMFADevice', '{SerialNumber|arn:iam}', tags),
  iamRow('UntagMFADevice', '{SerialNumber|arn:iam}'),
  iamRow('ListMFADeviceTags', '{SerialNumber|arn:iam}'),
  iamRow('CreateServiceLinkedRole', iam('role/aws-service-role/{AWSServiceName}/*'), {
    keys: { 'iam:AWSServiceName': '{AWSServiceName}' },
  }),
  iamRow('UpdateUser', iam('user/{UserName}')),
  iamRow('UpdateGroup', iam('group/{GroupName}')),
  iamRow('ChangePassword', iam('user/{UserName}')),
  iamRow('GetMFADevice', iam('user/{UserName}')),
  iamRow('GenerateServiceLastAccessedDetails', '{Arn|arn:iam}'),
  iamRow('ListPoliciesGrantingServiceAccess', '{Arn|arn:iam}'),
  [
    'sts:AssumeRole',
    {
      tier: 'hand',
      pairs: [
        { action: 'sts:AssumeRole', resources: ['{RoleArn|arn:iam}'], keys: assumed, tags: 'Tags' },
        { action: 'sts:TagSession', resources: ['{RoleArn|arn:iam}'], when: ['Tags'], keys: assumed, tags: 'Tags' },
        { action: 'sts:SetSourceIdentity', resources: ['{RoleArn|arn:iam}'], when: ['SourceIdentity'], keys: assumed },
      ],
    },
  ],
  ['sts:AssumeRoleWithSAML', row('sts:AssumeRoleWithSAML', '{RoleArn|arn:iam}')],
  [
    'sts:AssumeRoleWithWebIdentity',
    row('sts:AssumeRoleWithWebIdentity', '{RoleArn|arn:iam}', {
      keys: { 'sts:RoleSessionName': '{RoleSessionName}' },
    }),
  ],
  ['sts:GetFederationToken', row('sts:GetFederationToken', 'arn:{partition}:sts::{account}:federated-user/{Name}')],
]);
