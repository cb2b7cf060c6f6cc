// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** What AWS's page of policy checks gives as an example of a finding, each by the section that has it; statements are our own around its fact. */
import type { PolicyKind } from '../src/index.ts';
import { allow, linked, open, role, trust, webIdentity, when } from './validate-statements.ts';

interface DocumentedExample {
  readonly section: string;
  readonly what: string;
  readonly code: string;
  readonly message?: string;
  readonly policy: object | string;
  readonly kind?: PolicyKind;
  readonly resourceType?: string;
}

const saml = 'arn:aws:iam::111122223333:saml-provider/idp';

export const documentedExamples: readonly DocumentedExample[] = [
  {
    section: 'ARN account not allowed',
    what: 'a bucket has no account in its ARN',
    code: 'ARN_ACCOUNT_NOT_ALLOWED',
    message: 'The service s3 does not support specifying an account ID in the resource ARN.',
    policy: allow({ Resource: 'arn:aws:s3::111122223333:box' }),
  },
  {
    section: 'ARN Region not allowed',
    what: 'IAM is global',
    code: 'ARN_REGION_NOT_ALLOWED',
    message: 'The service iam does not support specifying a Region in the resource ARN.',
    policy: allow({ Action: 'iam:GetRole', Resource: 'arn:aws:iam:us-east-1:111122223333:role/x' }),
  },
  {
    section: 'Data type mismatch',
    what: 'Version is a string',
    code: 'DATA_TYPE_MISMATCH',
    message: 'The text does not match the expected JSON data type String.',
    policy: { Version: 20121017, Statement: [allow({})] },
  },
  {
    section: 'Invalid action',
    what: 'an action of no service’s',
    code: 'INVALID_ACTION',
    message: 'The action s3:Gett* does not exist.',
    policy: allow({ Action: 's3:Gett*' }),
  },
  {
    section: 'Invalid action',
    what: 'mistyped',
    code: 'INVALID_ACTION',
    message: 'The action s3:GetObjekt does not exist. Did you mean s3:GetObject?',
    policy: allow({ Action: 's3:GetObjekt' }),
  },
  {
    // In published answers of ValidatePolicy, not on the page.
    section: 'Invalid action',
    what: 'an API operation',
    code: 'INVALID_ACTION',
    message:
      'The action s3:ListBuckets does not exist. Did you mean s3:ListAllMyBuckets? The API called ListBuckets authorizes against the IAM action s3:ListAllMyBuckets.',
    policy: allow({ Action: 's3:ListBuckets', Resource: '*' }),
  },
  {
    section: 'Invalid action',
    what: 'another API operation',
    code: 'INVALID_ACTION',
    message:
      'The action s3:HeadObject does not exist. Did you mean s3:GetObject? The API called HeadObject authorizes against the IAM action s3:GetObject.',
    policy: allow({ Action: 's3:HeadObject' }),
  },
  {
    section: 'Json syntax error',
    what: 'where it is',
    code: 'JSON_SYNTAX_ERROR',
    message: 'Fix the JSON syntax error at index 29 line 2 column 3.',
    policy: '{"Version": "2012-10-17",\n   [}',
  },
  {
    section: 'Unsupported action in policy',
    what: 'actions of KMS in a bucket’s policy',
    code: 'UNSUPPORTED_ACTION_IN_POLICY',
    message:
      'The action kms:Decrypt is not supported for the resource-based policy attached to the resource type AWS::S3::Bucket.',
    policy: open({ Action: 'kms:Decrypt' }),
    kind: 'resource',
    resourceType: 'AWS::S3::Bucket',
  },
  {
    section: 'Unsupported resource ARN in policy',
    what: 'an ARN of KMS in a bucket’s policy',
    code: 'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
    policy: open({ Resource: 'arn:aws:kms:us-east-1:111122223333:key/1' }),
    kind: 'resource',
    resourceType: 'AWS::S3::Bucket',
  },
  ...[
    [{ NotAction: 's3:*' }, 'Action', 'NotAction'],
    [{ NotResource: '*' }, 'Resource', 'NotResource'],
    [{ NotPrincipal: { AWS: '111122223333' } }, 'Principal', 'NotPrincipal'],
  ].map(([more, one, other]) => ({
    section: 'Unsupported element combination',
    what: `${one} and ${other}`,
    code: 'UNSUPPORTED_ELEMENT_COMBINATION',
    message: `The policy elements ${one} and ${other} can not be used in the same statement. Remove one of these elements.`,
    policy: open(more as object),
    kind: 'resource' as const,
  })),
  {
    section: 'Unsupported wildcard in principal',
    what: 'all sessions of a role',
    code: 'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    message:
      'Wildcards (*, ?) are not supported with the principal key AWS. Replace the wildcard with a valid principal value.',
    policy: open({ Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/x/*' } }),
    kind: 'resource',
  },
  {
    section: 'Invalid service principal format',
    what: 'capitals',
    code: 'INVALID_SERVICE_PRINCIPAL_FORMAT',
    message: 'The service principal does not match the expected format. Use the format service-name.amazonaws.com.',
    policy: open({ Principal: { Service: 'SNS.amazonaws.com' } }),
    kind: 'resource',
  },
  {
    section: 'Invalid service principal format',
    what: 'kms:ViaService without a region',
    code: 'INVALID_SERVICE_PRINCIPAL_FORMAT',
    message:
      'The service principal does not match the expected format. Use the format service-name.AWS_region.amazonaws.com.',
    policy: when({ StringEquals: { 'kms:ViaService': 's3.amazonaws.com' } }, { Action: 'kms:Decrypt', Resource: '*' }),
  },
  {
    section: 'Missing tag key in condition',
    what: 'aws:ResourceTag alone',
    code: 'MISSING_TAG_KEY_IN_CONDITION',
    message:
      'The condition key aws:ResourceTag/ must include a tag key to control access based on tags. Use the format aws:ResourceTag/tag-key and specify a key name for tag-key.',
    policy: when({ StringEquals: { 'aws:ResourceTag': 'JaneDoe' } }),
  },
  {
    section: 'Federated principal not supported',
    what: 'a SAML provider in a bucket’s policy',
    code: 'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
    policy: open({ Principal: { Federated: saml } }),
    kind: 'resource',
  },
  {
    section: 'Unsupported condition key for service principal',
    what: 'aws:PrincipalOrgID with CloudFront',
    code: 'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    message: 'The following condition keys are not supported when used with the service principal: aws:PrincipalOrgID.',
    policy: open({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    }),
    kind: 'resource',
  },
  {
    section: 'Mismatched action for principal',
    what: 'a SAML provider with a web identity’s action',
    code: 'MISMATCHED_ACTION_FOR_PRINCIPAL',
    policy: webIdentity(saml, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }),
    kind: 'trust',
  },
  ...['${aws:userid}', '${aws:PrincipalTag/id}'].map((value) => ({
    section: 'Variable usage too permissive',
    what: value,
    code: 'VARIABLE_USAGE_TOO_PERMISSIVE',
    message:
      'Overly permissive use of policy variable with aws:userID. Use the policy variable on the right side of colon or as the only character on the left side of a colon.',
    policy: when({ StringLike: { 'aws:userid': value } }),
  })),
  {
    section: 'Wildcard usage too permissive',
    what: 'a star for the whole id',
    code: 'WILDCARD_USAGE_TOO_PERMISSIVE',
    message:
      'Overly permissive use of wildcard with aws:userID. Use the wildcard on the right side of colon or as the only character on the left side of a colon.',
    policy: when({ StringLike: { 'aws:userid': '*' } }),
  },
  ...['*', 'iam:*', 'iam:Create*'].map((Action) => ({
    section: 'Create SLR with star in action and resource',
    what: Action,
    code: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
    policy: linked({ Action }),
  })),
  {
    section: 'Wildcard without like operator',
    what: 'a job category that begins somehow',
    code: 'WILDCARD_WITHOUT_LIKE_OPERATOR',
    policy: when({ StringEquals: { 'aws:PrincipalTag/job-category': 'admin-*' } }),
  },
  ...['DateEquals', 'NumericEquals', 'StringEquals'].map((operator) => ({
    section: 'Type mismatch',
    what: `aws:MultiFactorAuthPresent under ${operator}`,
    code: 'TYPE_MISMATCH',
    message: `Use the operator type Boolean instead of operator ${operator} for the condition key aws:MultiFactorAuthPresent.`,
    policy: when({ [operator]: { 'aws:MultiFactorAuthPresent': '2020' } }),
  })),
  {
    section: 'Missing paired condition keys',
    what: 'aws:VpcSourceIp without aws:SourceVpc',
    code: 'MISSING_PAIRED_CONDITION_KEYS',
    message:
      'Using the condition key aws:VpcSourceIp can be overly permissive without also using the following condition keys: aws:SourceVpc. Condition keys like this one are more secure when paired with a related key. We recommend that you add the related condition keys to the same condition block.',
    policy: when({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }),
  },
  {
    section: 'Allow with unsupported tag condition key for service',
    what: 'one action of several',
    code: 'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    message:
      'Using the effect Allow with the tag condition key aws:ResourceTag/team and actions for services with the following prefixes does not affect the policy: iam. Actions for the listed service are not allowed by this statement. We recommend that you move these actions to a different statement without this condition key.',
    policy: when(
      { StringEquals: { 'aws:ResourceTag/team': 'BumbleBee' } },
      { Action: ['backup:GetBackupPlan', 'iam:GetAccountSummary'], Resource: '*' },
    ),
  },
  {
    section: 'Restrict access to service principal',
    what: 'no source named',
    code: 'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    policy: open({ Principal: { Service: 'sns.amazonaws.com' } }),
    kind: 'resource',
  },
  {
    section: 'Recommended condition key for service principal',
    what: 'aws:Referer in its stead',
    code: 'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    message:
      'To restrict access to the service principal sns operating on your behalf, we recommend aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, or aws:SourceOrgPaths instead of aws:Referer.',
    policy: open({
      Principal: { Service: 'sns.amazonaws.com' },
      Condition: { StringEquals: { 'aws:Referer': '111122223333' } },
    }),
    kind: 'resource',
  },
  {
    section: 'Improve IP range',
    what: 'bits after the mask, IPv4',
    code: 'IMPROVE_IP_RANGE',
    message:
      'The non-zero bits in the IP address after the masked bits are ignored. Replace address with 203.0.113.0/24.',
    policy: when({ IpAddress: { 'aws:SourceIp': '203.0.113.7/24' } }),
  },
  {
    section: 'Improve IP range',
    what: 'bits after the mask, IPv6',
    code: 'IMPROVE_IP_RANGE',
    message:
      'The non-zero bits in the IP address after the masked bits are ignored. Replace address with 2001:db8:1234:5678::/64.',
    policy: when({ IpAddress: { 'aws:SourceIp': '2001:DB8:1234:5678::9/64' } }),
  },
  {
    section: 'Redundant action',
    what: 'Get* has the report already',
    code: 'REDUNDANT_ACTION',
    message:
      'The 1 action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action such as: iam:GetCredentialReport.',
    policy: allow({ Action: ['iam:Get*', 'iam:List*', 'iam:GetCredentialReport'], Resource: '*' }),
  },
  {
    section: 'Redundant condition value num',
    what: 'the younger of two ages',
    code: 'REDUNDANT_CONDITION_VALUE_NUM',
    message:
      'Multiple values in NumericLessThan are redundant. Replace with the greatest single value for aws:MultiFactorAuthAge.',
    policy: when({ NumericLessThan: { 'aws:MultiFactorAuthAge': ['2700', '3600'] } }),
  },
  {
    section: 'Redundant resource',
    what: 'two roles that a third pattern covers',
    code: 'REDUNDANT_RESOURCE',
    message:
      'The 2 resource ARN(s) are redundant because they reference the same resource. Review the use of wildcards (*)',
    policy: allow({
      Action: 'iam:GetRole',
      Resource: ['jane-admin', 'jane-s3only', 'jane*'].map((name) => `arn:aws:iam::111122223333:role/${name}`),
    }),
  },
  {
    section: 'Wildcard in service name',
    what: 'a dozen services with code in their name',
    code: 'WILDCARD_IN_SERVICE_NAME',
    policy: allow({ Action: 'codebuild:*', Resource: 'arn:aws:*code*::111122223333:*' }),
  },
  ...['AWS::S3::Bucket', 'AWS::S3::AccessPoint'].map((resourceType) => ({
    section: 'Irrelevant condition key in policy',
    what: `s3:ResourceAccount in the policy of ${resourceType}`,
    code: 'IRRELEVANT_CONDITION_KEY_IN_POLICY',
    message: `The condition key s3:ResourceAccount is not relevant for the ${resourceType} policy.  Use this key in an identity-based policy to govern access to this resource.`,
    policy: open({ Condition: { StringEquals: { 's3:ResourceAccount': '111122223333' } } }),
    kind: 'resource' as const,
    resourceType,
  })),
  {
    section: 'Redundant principal in role trust policy',
    what: 'a session beside its role',
    code: 'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
    message: `The assumed-role principal arn:aws:sts::111122223333:assumed-role/x/me is redundant with its parent role ${role}. Remove the assumed-role principal.`,
    policy: trust({ Principal: { AWS: [role, 'arn:aws:sts::111122223333:assumed-role/x/me'] } }),
    kind: 'trust',
  },
  {
    section: 'Confirm audience claim type',
    what: 'a set operator on a provider’s audience',
    code: 'CONFIRM_AUDIENCE_CLAIM_TYPE',
    message:
      'The "aud" (audience) claim key identifies the recipients that the JSON web token is intended for. Because this claim is single-valued, do not use a qualifier.',
    policy: webIdentity('arn:aws:iam::111122223333:oidc-provider/id.example.com', {
      'ForAllValues:StringEquals': { 'id.example.com:aud': ['app'] },
    }),
    kind: 'trust',
  },
];
