// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** For each finding code the mistake mended, as AWS's page says under "Resolving": the same policy, and the finding is gone. */
import type { PolicyKind } from '../src/index.ts';
import {
  allow,
  denyAll,
  document,
  github,
  linked,
  listUnder,
  open,
  pass,
  putUnder,
  readAttributes,
  role,
  trust,
  trusted,
  webIdentity,
  when,
} from './validate-statements.ts';

/** A document, or one statement of a document of version 2012-10-17. */
type Policy = object | string;
type Corrected = readonly [code: string, policy: Policy, kind?: PolicyKind, resourceType?: string];

const everybodys = { Bool: { 'aws:PrincipalIsAWSService': 'false' } };

export const correctedCases: readonly Corrected[] = [
  ['ARN_ACCOUNT_NOT_ALLOWED', allow({ Resource: 'arn:aws:s3:::box' })],
  ['ARN_REGION_NOT_ALLOWED', allow({ Action: 'iam:GetRole', Resource: 'arn:aws:iam::111122223333:role/x' })],
  ['DATA_TYPE_MISMATCH', { Version: '2012-10-17', Statement: [allow({ Sid: '1' })] }],
  ['DUPLICATE_KEYS_WITH_DIFFERENT_CASE', when({ StringEquals: { 'aws:username': ['a', 'b'] } })],
  ['INVALID_ACTION', allow({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' })],
  ['INVALID_ARN_ACCOUNT', allow({ Action: 'sqs:*', Resource: 'arn:aws:sqs:us-east-1:111122223333:q' })],
  ['INVALID_ARN_PREFIX', allow({ Resource: 'arn:aws:s3:::box' })],
  ['INVALID_ARN_REGION', allow({ Action: 'sqs:*', Resource: 'arn:aws:sqs:us-east-1:111122223333:q' })],
  [
    'INVALID_ARN_RESOURCE',
    allow({ Action: 'ec2:StopInstances', Resource: 'arn:aws:ec2:us-east-1:111122223333:instance/i-1' }),
  ],
  ['INVALID_ARN_SERVICE_CASE', allow({ Resource: 'arn:aws:s3:::box/*' })],
  // The page's own example of a key and its type.
  ['INVALID_CONDITION_DATA_TYPE', when({ DateLessThan: { 'aws:CurrentTime': '2030-01-01' } })],
  ['INVALID_CONDITION_KEY_FORMAT', when({ StringEquals: { 'aws:username': 'a' } })],
  ['INVALID_CONDITION_MULTIPLE_BOOLEAN', when({ Bool: { 'aws:SecureTransport': ['true'] } })],
  ['INVALID_CONDITION_OPERATOR', when({ StringLike: { 'aws:username': 'a*' } })],
  ['INVALID_EFFECT', allow({ Effect: 'Deny' })],
  ['INVALID_GLOBAL_CONDITION_KEY', when({ StringEquals: { 'aws:username': 'a' } })],
  ['INVALID_PARTITION', allow({ Resource: 'arn:aws-cn:s3:::box/*' })],
  ['INVALID_POLICY_ELEMENT', allow({})],
  ['INVALID_PRINCIPAL_FORMAT', open({ Principal: { AWS: '123456789012' } }), 'resource'],
  ['INVALID_PRINCIPAL_KEY', open({ Principal: { CanonicalUser: 'a'.repeat(64) } }), 'resource'],
  ['INVALID_REGION', when({ StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } })],
  ['INVALID_SERVICE', allow({ Resource: 'arn:aws:s3:::box/*' })],
  ['INVALID_SERVICE_CONDITION_KEY', when({ StringEquals: { 's3:ExistingObjectTag/colour': 'red' } })],
  ['INVALID_SERVICE_IN_ACTION', allow({ Action: 's3:GetObject' })],
  ['INVALID_VARIABLE_FOR_OPERATOR', when({ StringEquals: { 's3:ExistingObjectTag/owner': '${aws:username}' } })],
  ['INVALID_VERSION', document(allow({}))],
  ['JSON_SYNTAX_ERROR', JSON.stringify(document(allow({})), null, 2)],
  ['MISSING_ACTION', { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }],
  ['MISSING_ARN_FIELD', allow({ Resource: 'arn:aws:s3:::box' })],
  ['MISSING_ARN_REGION', allow({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111122223333:q' })],
  ['MISSING_EFFECT', allow({})],
  ['MISSING_PRINCIPAL', open({ Principal: { AWS: '123456789012' } }), 'resource'],
  ['MISSING_QUALIFIER', when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, { Action: 's3:PutObject' })],
  ['MISSING_RESOURCE', allow({ Resource: '*' })],
  ['MISSING_STATEMENT', document(allow({}))],
  ['NULL_WITH_IF_EXISTS', when({ Null: { 'aws:username': 'true' } })],
  ['SCP_SYNTAX_ERROR_PRINCIPAL', when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } }), 'serviceControl'],
  [
    'UNIQUE_SIDS_REQUIRED',
    document(allow({ Sid: 'A' }), { Effect: 'Deny', Sid: 'B', Action: 's3:DeleteObject', Resource: '*' }),
  ],
  // Actions and resources of KMS are the page's example of what a bucket's policy cannot speak of.
  ['UNSUPPORTED_ACTION_IN_POLICY', open({ Action: 's3:GetObject' }), 'resource', 'AWS::S3::Bucket'],
  [
    'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
    open({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111122223333:q' }),
    'resource',
    'AWS::SQS::Queue',
  ],
  ['UNSUPPORTED_ELEMENT_COMBINATION', allow({})],
  ['UNSUPPORTED_GLOBAL_CONDITION_KEY', when({ ArnEquals: { 'aws:PrincipalArn': role } })],
  ['UNSUPPORTED_PRINCIPAL', allow({})],
  ['UNSUPPORTED_SID', allow({ Sid: 'ReadOnly1' })],
  ['UNSUPPORTED_WILDCARD_IN_PRINCIPAL', open({ Principal: { AWS: role } }), 'resource'],
  ['MISSING_BRACE_IN_VARIABLE', allow({ Resource: 'arn:aws:s3:::box/${aws:username}' })],
  ['MISSING_QUOTE_IN_VARIABLE', allow({ Resource: "arn:aws:s3:::box-${aws:PrincipalTag/team, 'company-wide'}/*" })],
  ['UNSUPPORTED_SPACE_IN_VARIABLE', allow({ Resource: 'arn:aws:s3:::box/${aws:username}' })],
  ['EMPTY_VARIABLE', allow({ Resource: 'arn:aws:s3:::box/${aws:userid}' })],
  ['VARIABLE_UNSUPPORTED_IN_ELEMENT', allow({ Resource: 'arn:aws:s3:::${aws:username}/*' })],
  ['VARIABLE_UNSUPPORTED_IN_VERSION', allow({ Resource: 'arn:aws:s3:::box/${aws:username}' })],
  ['PRIVATE_IP_ADDRESS', when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
  ['PRIVATE_NOT_IP_ADDRESS', when({ NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8:1234:5678::/64'] } })],
  ['POLICY_SIZE_EXCEEDS_SCP_QUOTA', allow({}), 'serviceControl'],
  [
    'INVALID_SERVICE_PRINCIPAL_FORMAT',
    when(
      { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      { Action: 'kms:Decrypt', Resource: '*' },
    ),
  ],
  ['MISSING_TAG_KEY_IN_CONDITION', when({ StringEquals: { 'aws:RequestTag/owner': 'ann' } })],
  ['INVALID_VPC_FORMAT', when({ StringEquals: { 'aws:SourceVpc': ['vpc-11223344556677889', 'vpc-12345678'] } })],
  ['INVALID_VPCE_FORMAT', when({ StringEquals: { 'aws:SourceVpce': ['vpce-11223344556677889', 'vpce-12345678'] } })],
  ['FEDERATED_PRINCIPAL_NOT_SUPPORTED', open({ Principal: { AWS: role } }), 'resource'],
  [
    'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    document(
      { ...listUnder('Allow', 'StringLike'), Action: ['s3:ListBucket', 's3:ListBucketVersions'] },
      allow({ Action: 's3:GetObject' }),
    ),
  ],
  [
    'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    open({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    }),
    'resource',
  ],
  ['ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', trust({}), 'trust'],
  ['ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL', trust({ Principal: { AWS: role } }), 'trust'],
  ['ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', trust({}), 'trust'],
  ['TYPE_MISMATCH_IP_RANGE', when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
  [
    'MISSING_ACTION_FOR_CONDITION_KEY',
    trust({
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Condition: { StringEquals: { 'sts:SourceIdentity': 'ann' } },
    }),
    'trust',
  ],
  [
    'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
    webIdentity('cognito-identity.amazonaws.com', { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'pool' } }),
    'trust',
  ],
  [
    'MISMATCHED_ACTION_FOR_PRINCIPAL',
    trust({
      Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/idp' },
      Action: 'sts:AssumeRoleWithSAML',
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    }),
    'trust',
  ],
  [
    'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
    trust({
      Principal: { Service: 'rolesanywhere.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    }),
    'trust',
  ],
  ['POLICY_SIZE_EXCEEDS_RCP_QUOTA', denyAll({}), 'resourceControl'],
  ['RCP_SYNTAX_ERROR_PRINCIPAL', denyAll({}), 'resourceControl'],
  // What AWS attaches to every root, unit and account.
  ['RCP_SYNTAX_ERROR_ALLOW', denyAll({ Effect: 'Allow', Action: '*' }), 'resourceControl'],
  ['RCP_SYNTAX_ERROR_NOTACTION', denyAll({ Action: ['sqs:*', 'kms:*'] }), 'resourceControl'],
  ['RCP_SYNTAX_ERROR_ACTION', denyAll({ Action: ['s3:Get*Object', 'sts:*'] }), 'resourceControl'],
  ['MISSING_ARN_ACCOUNT', allow({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111122223333:orders' })],
  ['INVALID_KMS_KEY_VALUE', putUnder('arn:aws:kms:us-east-1:111122223333:key/1a2b')],
  ['VARIABLE_USAGE_TOO_PERMISSIVE', when({ StringLike: { 'aws:userid': '${aws:PrincipalTag/id}:*' } })],
  ['WILDCARD_USAGE_TOO_PERMISSIVE', when({ StringLike: { 'aws:userid': ['AROAEXAMPLEID:*', '*:ann'] } })],
  ['CREATE_SLR_WITH_NOT_RESOURCE', linked({ Resource: role })],
  ['CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE', linked({ Action: 'iam:Create*', Resource: role })],
  [
    'CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE',
    { Effect: 'Allow', NotAction: ['iam:CreateServiceLinkedRole', 'iam:PassRole'], NotResource: role },
  ],
  [
    'CREATE_SLR_WITH_STAR_IN_RESOURCE',
    linked({ Condition: { StringEquals: { 'iam:AWSServiceName': 'ec2.amazonaws.com' } } }),
  ],
  ['CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE', linked({ Action: 'iam:*', Resource: role })],
  [
    'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
    { Effect: 'Allow', NotAction: ['iam:CreateServiceLinkedRole', 'iam:PassRole'], Resource: '*' },
  ],
  ['DEPRECATED_GLOBAL_CONDITION_KEY', when({ StringEquals: { 'aws:SourceAccount': '111122223333' } })],
  [
    'INVALID_DATE_VALUE',
    when({
      DateLessThan: { 'aws:CurrentTime': '1997-07-16T19:20:30+01:00' },
      DateGreaterThan: { 'aws:CurrentTime': '1997-07-16' },
    }),
  ],
  ['INVALID_ROLE_REFERENCE', open({ Principal: { AWS: role } }), 'resource'],
  ['INVALID_USER_REFERENCE', open({ Principal: { AWS: 'arn:aws:iam::111122223333:user/ann' } }), 'resource'],
  ['MISSING_VERSION', document(allow({}))],
  [
    'UNIQUE_SIDS_RECOMMENDED',
    document(open({ Sid: 'A' }), { ...open({ Action: 's3:PutObject' }), Sid: 'B' }),
    'resource',
  ],
  ['WILDCARD_WITHOUT_LIKE_OPERATOR', when({ StringLike: { 'aws:PrincipalTag/job-category': 'admin-*' } })],
  ['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', allow({})],
  ['POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', open({}), 'resource'],
  // The key of the page's example wants a Boolean operator.
  ['TYPE_MISMATCH', when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
  ['TYPE_MISMATCH_BOOLEAN', when({ BoolIfExists: { 'aws:MultiFactorAuthPresent': false } })],
  ['TYPE_MISMATCH_DATE', when({ DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } })],
  ['TYPE_MISMATCH_NUMBER', when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })],
  ['TYPE_MISMATCH_STRING', when({ BinaryEquals: { 's3:TlsVersion': 'QmluYXJ5VmFsdWU=' } })],
  ['SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED', trusted('repo:org/app:ref:refs/heads/main'), 'trust'],
  ['POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', trust({}), 'trust'],
  [
    'RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY',
    denyAll({
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    }),
    'resourceControl',
  ],
  [
    'RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY',
    denyAll({
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-1' },
        Null: { 'aws:SourceAccount': 'false' },
        Bool: { 'aws:PrincipalIsAWSService': 'true' },
      },
    }),
    'resourceControl',
  ],
  [
    'RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK',
    denyAll({
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-1' },
        Null: { 'aws:SourceArn': 'false' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'true' },
      },
    }),
    'resourceControl',
  ],
  [
    'USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES',
    denyAll({
      Action: ['s3:*', 'kms:*'],
      Condition: { StringNotEqualsIfExists: { 'aws:VpceOrgID': 'o-1' }, ...everybodys },
    }),
    'resourceControl',
  ],
  ['UNTRUSTWORTHY_CONDITION_KEY', when({ StringEquals: { 'aws:SourceAccount': '111122223333' } })],
  [
    'ALLOW_WITH_NOT_PRINCIPAL',
    { Effect: 'Deny', NotPrincipal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' },
    'resource',
  ],
  ['FORALLVALUES_WITH_SINGLE_VALUED_KEY', when({ StringEquals: { 'aws:username': 'a' } })],
  ['PASS_ROLE_WITH_NOT_RESOURCE', pass({ Resource: role })],
  ['PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE', pass({ Action: 'iam:Pass*', Resource: role })],
  [
    'PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE',
    { Effect: 'Allow', NotAction: ['iam:PassRole', 'iam:CreateServiceLinkedRole'], NotResource: role },
  ],
  // The page's own example of a resource that is not a finding.
  ['PASS_ROLE_WITH_STAR_IN_RESOURCE', pass({ Resource: 'arn:aws:iam::*:role/Service*' })],
  [
    'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
    pass({ Action: 'iam:Pass*', Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } }),
  ],
  [
    'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
    { Effect: 'Allow', NotAction: ['iam:PassRole', 'iam:CreateServiceLinkedRole'], Resource: '*' },
  ],
  [
    'MISSING_PAIRED_CONDITION_KEYS',
    when({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' }, StringEquals: { 'aws:SourceVpc': 'vpc-12345678' } }),
  ],
  [
    'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Deny',
      Action: ['appmesh:DeleteMesh', 'backup:DeleteBackupPlan'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/status': 'Confidential' } },
    },
  ],
  [
    'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Deny',
      Action: 'ec2:TerminateInstances',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } },
    },
  ],
  [
    'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    open({ Principal: { Service: 'sns.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } }),
    'resource',
  ],
  [
    'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
    webIdentity('accounts.google.com', { StringEquals: { 'accounts.google.com:aud': 'app' } }),
    'trust',
  ],
  ['MISSING_GITHUB_REPO_CONDITION_KEY', trusted('repo:org/app:environment:production'), 'trust'],
  ['STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS', when({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } })],
  [
    'DYNAMODB_ATTRIBUTES_WITHOUT_SELECT',
    readAttributes({ StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' } }),
  ],
  ['S3_PREFIX_IN_NEGATIVE_CONTEXT', document(listUnder('Allow', 'StringLike'), listUnder('Deny', 'StringNotLike'))],
  [
    'FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE',
    webIdentity('accounts.google.com', { StringEquals: { 'accounts.google.com:aud': ['app', 'other'] } }),
    'trust',
  ],
  ['EMPTY_ARRAY_ACTION', allow({ Action: ['s3:GetObject'] })],
  ['EMPTY_ARRAY_CONDITION', when({ StringEquals: { 'aws:username': ['a'] } })],
  ['EMPTY_ARRAY_CONDITION_FORALLVALUES', when({ Null: { 'aws:TagKeys': 'true' } }, { Action: 's3:PutObject' })],
  [
    'EMPTY_ARRAY_CONDITION_FORANYVALUE',
    when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } }, { Action: 's3:PutObject' }),
  ],
  ['EMPTY_ARRAY_CONDITION_IFEXISTS', when({ Null: { 'aws:username': 'true' } })],
  ['EMPTY_ARRAY_PRINCIPAL', open({ Principal: { AWS: [role] } }), 'resource'],
  ['EMPTY_ARRAY_RESOURCE', allow({ Resource: ['arn:aws:s3:::box/*'] })],
  ['EMPTY_OBJECT_CONDITION', allow({})],
  ['EMPTY_OBJECT_PRINCIPAL', open({ Principal: { AWS: role } }), 'resource'],
  ['EMPTY_SID_VALUE', allow({ Sid: 'Read' })],
  ['EQUIVALENT_TO_NULL_FALSE', when({ Null: { 'aws:PrincipalTag/team': 'false' } })],
  ['EQUIVALENT_TO_NULL_TRUE', when({ Null: { 'aws:PrincipalTag/team': 'true' } })],
  ['IMPROVE_IP_RANGE', when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:DB8:1234:5678::/64'] } })],
  ['NULL_WITH_QUALIFIER', when({ 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } }, { Action: 's3:PutObject' })],
  ['PRIVATE_IP_ADDRESS_SUBSET', when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.7'] } })],
  ['PRIVATE_NOT_IP_ADDRESS_SUBSET', when({ NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } })],
  // The page's own example, and what it says is not redundant: each list has something that the other has not.
  ['REDUNDANT_ACTION', allow({ Action: ['iam:Get*', 'iam:List*', 'iam:*CredentialReport'], Resource: '*' })],
  ['REDUNDANT_CONDITION_VALUE_NUM', when({ NumericLessThan: { 'aws:MultiFactorAuthAge': ['3600'] } })],
  [
    'REDUNDANT_RESOURCE',
    allow({
      Action: 'iam:GetRole',
      Resource: ['arn:aws:iam::111122223333:role/jane-admin', 'arn:aws:iam::111122223333:role/jane-s3only'],
    }),
  ],
  ['REDUNDANT_STATEMENT', document(allow({ Sid: 'A' }))],
  ['WILDCARD_IN_SERVICE_NAME', allow({ Action: 's3:GetObject' })],
  [
    'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Allow',
      Action: ['appmesh:DescribeMesh', 'backup:GetBackupPlan'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'BumbleBee' } },
    },
  ],
  [
    'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Allow',
      Action: 'ec2:StartInstances',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/env': 'dev' } },
    },
  ],
  [
    'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    open({
      Principal: { Service: 'sns.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:t' } },
    }),
    'resource',
  ],
  // The key belongs into the policies of those who call.
  ['IRRELEVANT_CONDITION_KEY_IN_POLICY', when({ StringEquals: { 's3:ResourceAccount': '111122223333' } })],
  ['REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION', allow({})],
  ['REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY', trust({ Principal: { AWS: role } }), 'trust'],
  [
    'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION',
    when({ 'ForAnyValue:StringNotLike': { 'aws:TagKeys': 'a*' } }, { Action: 's3:PutObject' }),
  ],
  [
    'CONFIRM_AUDIENCE_CLAIM_TYPE',
    webIdentity('arn:aws:iam::111122223333:oidc-provider/id.example.com', {
      StringEquals: { 'id.example.com:aud': 'app' },
    }),
    'trust',
  ],
  // The subject may leave the branch to a key of its own.
  [
    'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
    webIdentity(github, {
      StringEquals: {
        'token.actions.githubusercontent.com:sub': 'repo:org/app:environment:production',
        'token.actions.githubusercontent.com:ref': 'refs/heads/main',
      },
    }),
    'trust',
  ],
];
