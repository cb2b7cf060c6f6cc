// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** One or more policies for each finding code, with the text that the finding must point at. */
import type { PolicyKind } from '../src/index.ts';

export interface FindingCase {
  readonly code: string;
  readonly kind: PolicyKind;
  readonly resourceType?: string;
  /** A document, or one statement of a document of version 2012-10-17. */
  readonly policy: string | object;
  /** The text at the finding's span. */
  readonly at: string;
}

const allow = (more: object): object => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::box/*',
  ...more,
});
const when = (Condition: object): object => allow({ Condition });
const open = (more: object): object => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::box/*',
  ...more,
});
const trust = (more: object): object => ({
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 'sts:AssumeRole',
  ...more,
});
const on = (
  code: string,
  policy: string | object,
  at: string,
  kind: PolicyKind = 'identity',
  resourceType?: string,
): FindingCase => (resourceType === undefined ? { code, kind, policy, at } : { code, kind, policy, at, resourceType });
const document = (...statements: object[]): object => ({ Version: '2012-10-17', Statement: statements });
const github = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const trusted = (sub: string): object =>
  trust({
    Principal: { Federated: github },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': sub } },
  });
const pass = (more: object): object => ({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', ...more });
const linked = (more: object): object => ({
  Effect: 'Allow',
  Action: 'iam:CreateServiceLinkedRole',
  Resource: '*',
  ...more,
});
const role = 'arn:aws:iam::111122223333:role/x';

export const findingCases: readonly FindingCase[] = [
  // Errors
  on('ARN_ACCOUNT_NOT_ALLOWED', allow({ Resource: 'arn:aws:s3::111122223333:box' }), '"arn:aws:s3::111122223333:box"'),
  on(
    'ARN_REGION_NOT_ALLOWED',
    allow({ Action: 'iam:GetRole', Resource: 'arn:aws:iam:us-east-1:111122223333:role/x' }),
    '"arn:aws:iam:us-east-1:111122223333:role/x"',
  ),
  on('DATA_TYPE_MISMATCH', allow({ Sid: 1 }), '1'),
  on('DATA_TYPE_MISMATCH', allow({ Action: ['s3:GetObject', 1] }), '["s3:GetObject",1]'),
  on(
    'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
    when({ StringEquals: { 'aws:username': 'a', 'aws:UserName': 'b' } }),
    '"aws:UserName"',
  ),
  on('INVALID_ACTION', allow({ Action: ['s3:GetObject', 's3:ListObject'] }), '"s3:ListObject"'),
  on('INVALID_ACTION', allow({ Action: 's3:Gett*' }), '"s3:Gett*"'),
  on(
    'INVALID_ARN_ACCOUNT',
    allow({ Action: 'sqs:*', Resource: 'arn:aws:sqs:us-east-1:1234:q' }),
    '"arn:aws:sqs:us-east-1:1234:q"',
  ),
  on('INVALID_ARN_PREFIX', allow({ Resource: 'aws:s3:::box' }), '"aws:s3:::box"'),
  on(
    'INVALID_ARN_REGION',
    allow({ Action: 'sqs:*', Resource: 'arn:aws:sqs:useast1:111122223333:q' }),
    '"arn:aws:sqs:useast1:111122223333:q"',
  ),
  on(
    'INVALID_ARN_RESOURCE',
    allow({ Action: 'ec2:StopInstances', Resource: 'arn:aws:ec2:us-east-1:111122223333:instances/i-1' }),
    '"arn:aws:ec2:us-east-1:111122223333:instances/i-1"',
  ),
  on('INVALID_ARN_SERVICE_CASE', allow({ Resource: 'arn:aws:S3:::box/*' }), '"arn:aws:S3:::box/*"'),
  on('INVALID_CONDITION_DATA_TYPE', when({ StringEquals: { 'aws:username': ['a', 1] } }), '["a",1]'),
  on('INVALID_CONDITION_KEY_FORMAT', when({ StringEquals: { username: 'a' } }), '"username"'),
  on(
    'INVALID_CONDITION_MULTIPLE_BOOLEAN',
    when({ Bool: { 'aws:SecureTransport': ['true', 'false'] } }),
    '["true","false"]',
  ),
  on('INVALID_CONDITION_OPERATOR', when({ StringMatches: { 'aws:username': 'a' } }), '"StringMatches"'),
  on('INVALID_EFFECT', allow({ Effect: 'Permit' }), '"Permit"'),
  on('INVALID_EFFECT', { ...open({}), Effect: 'Allow' }, '"Allow"', 'resourceControl'),
  on('INVALID_GLOBAL_CONDITION_KEY', when({ StringEquals: { 'aws:Username2': 'a' } }), '"aws:Username2"'),
  on('INVALID_PARTITION', allow({ Resource: 'arn:amazon:s3:::box/*' }), '"arn:amazon:s3:::box/*"'),
  on('INVALID_POLICY_ELEMENT', allow({ Actions: 's3:*' }), '"Actions"'),
  on('INVALID_POLICY_ELEMENT', { Version: '2012-10-17', Statement: [allow({})], Comment: 'x' }, '"Comment"'),
  on('INVALID_PRINCIPAL_FORMAT', open({ Principal: { AWS: 'alice' } }), '"alice"', 'resource'),
  on('INVALID_PRINCIPAL_KEY', open({ Principal: { Amazon: '111122223333' } }), '"Amazon"', 'resource'),
  on('INVALID_REGION', when({ StringEquals: { 'aws:RequestedRegion': 'frankfurt' } }), '"frankfurt"'),
  on('INVALID_SERVICE', allow({ Resource: 'arn:aws:simplestorage:::box/*' }), '"arn:aws:simplestorage:::box/*"'),
  on('INVALID_SERVICE_CONDITION_KEY', when({ StringEquals: { 's3:Colour': 'red' } }), '"s3:Colour"'),
  on('INVALID_SERVICE_IN_ACTION', allow({ Action: 'simplestorage:GetObject' }), '"simplestorage:GetObject"'),
  on(
    'INVALID_VARIABLE_FOR_OPERATOR',
    when({ NumericEquals: { 's3:max-keys': '${aws:username}' } }),
    '"${aws:username}"',
  ),
  on('INVALID_VERSION', { Version: '2020-01-01', Statement: [allow({})] }, '"2020-01-01"'),
  on('JSON_SYNTAX_ERROR', '{"Version": "2012-10-17", "Statement": [}', '}'),
  on('JSON_SYNTAX_ERROR', '{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}', '"Version"'),
  on('MISSING_ACTION', { Effect: 'Allow', Resource: '*' }, '{"Effect":"Allow","Resource":"*"}'),
  on('MISSING_ARN_FIELD', allow({ Resource: 'arn:aws:s3:box' }), '"arn:aws:s3:box"'),
  on(
    'MISSING_ARN_REGION',
    allow({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs::111122223333:q' }),
    '"arn:aws:sqs::111122223333:q"',
  ),
  on('MISSING_EFFECT', { Action: 's3:*', Resource: '*' }, '{"Action":"s3:*","Resource":"*"}'),
  on(
    'MISSING_PRINCIPAL',
    { Effect: 'Allow', Action: 's3:*', Resource: '*' },
    '{"Effect":"Allow","Action":"s3:*","Resource":"*"}',
    'resource',
  ),
  on('MISSING_QUALIFIER', when({ StringEquals: { 'aws:TagKeys': 'a' } }), '"aws:TagKeys"'),
  on('MISSING_RESOURCE', { Effect: 'Allow', Action: 's3:*' }, '{"Effect":"Allow","Action":"s3:*"}'),
  on('MISSING_STATEMENT', { Version: '2012-10-17' }, '{"Version":"2012-10-17"}'),
  on('NULL_WITH_IF_EXISTS', when({ NullIfExists: { 'aws:username': 'true' } }), '"NullIfExists"'),
  on('SCP_SYNTAX_ERROR_PRINCIPAL', open({}), '"*"', 'serviceControl'),
  on(
    'UNIQUE_SIDS_REQUIRED',
    document(allow({ Sid: 'A' }), { Effect: 'Deny', Sid: 'A', Action: 's3:*', Resource: '*' }),
    '"A"',
  ),
  on(
    'UNSUPPORTED_ACTION_IN_POLICY',
    open({ Action: ['s3:GetObject', 'sqs:SendMessage'] }),
    '"sqs:SendMessage"',
    'resource',
    'AWS::S3::Bucket',
  ),
  on('UNSUPPORTED_ACTION_IN_POLICY', trust({ Action: ['sts:AssumeRole', 's3:GetObject'] }), '"s3:GetObject"', 'trust'),
  on('UNSUPPORTED_ELEMENT_COMBINATION', allow({ NotAction: 's3:*' }), '"NotAction"'),
  on('UNSUPPORTED_GLOBAL_CONDITION_KEY', when({ ArnEquals: { 'aws:ARN': role } }), '"aws:ARN"'),
  on('UNSUPPORTED_PRINCIPAL', open({}), '"*"'),
  on(
    'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
    open({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sns:us-east-1:111122223333:t' }),
    '"arn:aws:sns:us-east-1:111122223333:t"',
    'resource',
    'AWS::SQS::Queue',
  ),
  on('UNSUPPORTED_SID', allow({ Sid: 'read only' }), '"read only"'),
  on(
    'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    open({ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }),
    '"arn:aws:iam::111122223333:role/*"',
    'resource',
  ),
  on(
    'MISSING_BRACE_IN_VARIABLE',
    allow({ Resource: 'arn:aws:s3:::box/${aws:username' }),
    '"arn:aws:s3:::box/${aws:username"',
  ),
  on(
    'MISSING_QUOTE_IN_VARIABLE',
    allow({ Resource: 'arn:aws:s3:::box/${aws:username, x}' }),
    '"arn:aws:s3:::box/${aws:username, x}"',
  ),
  on(
    'UNSUPPORTED_SPACE_IN_VARIABLE',
    allow({ Resource: 'arn:aws:s3:::box/${aws: username}' }),
    '"arn:aws:s3:::box/${aws: username}"',
  ),
  on('EMPTY_VARIABLE', allow({ Resource: 'arn:aws:s3:::box/${}' }), '"arn:aws:s3:::box/${}"'),
  on('VARIABLE_UNSUPPORTED_IN_ELEMENT', allow({ Action: 's3:${aws:username}' }), '"s3:${aws:username}"'),
  on(
    'VARIABLE_UNSUPPORTED_IN_VERSION',
    { Version: '2008-10-17', Statement: [allow({ Resource: 'arn:aws:s3:::box/${aws:username}' })] },
    '"arn:aws:s3:::box/${aws:username}"',
  ),
  on('PRIVATE_IP_ADDRESS', when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), '"10.0.0.0/8"'),
  on('PRIVATE_NOTIPADDRESS', when({ NotIpAddress: { 'aws:SourceIp': ['192.168.1.0/24'] } }), '"192.168.1.0/24"'),
  on(
    'POLICY_SIZE_EXCEEDS_SCP_QUOTA',
    `${JSON.stringify(document(allow({})))}${' '.repeat(11_000)}`,
    JSON.stringify(document(allow({}))),
    'serviceControl',
  ),
  on('INVALID_SERVICE_PRINCIPAL_FORMAT', open({ Principal: { Service: 'lambda' } }), '"lambda"', 'resource'),
  on('MISSING_TAG_KEY_IN_CONDITION', when({ StringEquals: { 'aws:RequestTag': 'x' } }), '"aws:RequestTag"'),
  on('INVALID_VPC_FORMAT', when({ StringEquals: { 'aws:SourceVpc': 'main' } }), '"main"'),
  on('INVALID_VPCE_FORMAT', when({ StringEquals: { 'aws:SourceVpce': 'vpc-1a2b' } }), '"vpc-1a2b"'),
  on(
    'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
    open({ Principal: { Federated: 'accounts.google.com' } }),
    '"accounts.google.com"',
    'resource',
  ),
  on(
    'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    allow({ Action: 's3:GetObject', Condition: { NumericEquals: { 's3:max-keys': '1' } } }),
    '"s3:max-keys"',
  ),
  on(
    'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    open({ Principal: { Service: 'sns.amazonaws.com' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    '"aws:PrincipalOrgID"',
    'resource',
  ),
  on(
    'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
    { Effect: 'Deny', NotPrincipal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' },
    '{"AWS":"111122223333"}',
    'trust',
  ),
  on('ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL', trust({ Principal: '*' }), '"*"', 'trust'),
  on('ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', trust({ Resource: '*' }), '"*"', 'trust'),
  on(
    'MISSING_ACTION_FOR_CONDITION_KEY',
    trust({ Condition: { StringEquals: { 'sts:SourceIdentity': 'ann' } } }),
    '"sts:SourceIdentity"',
    'trust',
  ),
  on(
    'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
    trust({ Principal: { Federated: 'example.com' }, Action: 'sts:AssumeRoleWithWebIdentity' }),
    '"example.com"',
    'trust',
  ),
  on(
    'MISMATCHED_ACTION_FOR_PRINCIPAL',
    trust({ Action: 'sts:AssumeRoleWithSAML' }),
    '"sts:AssumeRoleWithSAML"',
    'trust',
  ),
  on(
    'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
    trust({ Principal: { Service: 'rolesanywhere.amazonaws.com' } }),
    '"sts:AssumeRole"',
    'trust',
  ),
  // Warnings
  on(
    'CREATE_SLR_WITH_NOTRESOURCE',
    { Effect: 'Allow', Action: 'iam:CreateServiceLinkedRole', NotResource: role },
    '"iam:CreateServiceLinkedRole"',
  ),
  on(
    'CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
    { Effect: 'Allow', Action: 'iam:Create*', NotResource: role },
    '"iam:Create*"',
  ),
  on('CREATE_SLR_WITH_NOTACTION_AND_NOTRESOURCE', { Effect: 'Allow', NotAction: 's3:*', NotResource: role }, '"s3:*"'),
  on('CREATE_SLR_WITH_STAR_IN_RESOURCE', linked({}), '"iam:CreateServiceLinkedRole"'),
  on('CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE', linked({ Action: 'iam:*' }), '"iam:*"'),
  on(
    'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOTACTION',
    { Effect: 'Allow', NotAction: ['s3:*'], Resource: '*' },
    '["s3:*"]',
  ),
  on(
    'DEPRECATED_GLOBAL_CONDITION_KEY',
    when({ StringEquals: { 'aws:SourceOwner': '111122223333' } }),
    '"aws:SourceOwner"',
  ),
  on('INVALID_DATE_VALUE', when({ DateLessThan: { 'aws:CurrentTime': '1767225600' } }), '"1767225600"'),
  on(
    'INVALID_ROLE_REFERENCE',
    open({ Principal: { AWS: 'AROAEXAMPLEEXAMPLE1' } }),
    '"AROAEXAMPLEEXAMPLE1"',
    'resource',
  ),
  on(
    'INVALID_USER_REFERENCE',
    open({ Principal: { AWS: 'AIDAEXAMPLEEXAMPLE1' } }),
    '"AIDAEXAMPLEEXAMPLE1"',
    'resource',
  ),
  on('MISSING_VERSION', { Statement: [allow({})] }, JSON.stringify({ Statement: [allow({})] })),
  on(
    'UNIQUE_SIDS_RECOMMENDED',
    document(open({ Sid: 'A' }), { ...open({ Action: 's3:PutObject' }), Sid: 'A' }),
    '"A"',
    'resource',
  ),
  on('WILDCARD_WITHOUT_LIKE_OPERATOR', when({ StringEquals: { 'aws:username': 'al*' } }), '"al*"'),
  on(
    'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
    document(allow({ Resource: Array.from({ length: 400 }, (_, i) => `arn:aws:s3:::box-${i}/*`) })),
    JSON.stringify(document(allow({ Resource: Array.from({ length: 400 }, (_, i) => `arn:aws:s3:::box-${i}/*`) }))),
  ),
  on(
    'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
    document(open({ Resource: Array.from({ length: 1500 }, (_, i) => `arn:aws:s3:::box-${i}/*`) })),
    JSON.stringify(document(open({ Resource: Array.from({ length: 1500 }, (_, i) => `arn:aws:s3:::box-${i}/*`) }))),
    'resource',
  ),
  on('TYPE_MISMATCH', when({ NumericEquals: { 'aws:SourceIp': '1' } }), '"NumericEquals"'),
  on('TYPE_MISMATCH_BOOLEAN', when({ Bool: { 'aws:SecureTransport': 'yes' } }), '"yes"'),
  on('TYPE_MISMATCH_DATE', when({ DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }), '"tomorrow"'),
  on('TYPE_MISMATCH_IP_RANGE', when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/33' } }), '"203.0.113.0/33"'),
  on('TYPE_MISMATCH_NUMBER', when({ NumericLessThan: { 'aws:MultiFactorAuthAge': 'one hour' } }), '"one hour"'),
  on('TYPE_MISMATCH_STRING', when({ StringEquals: { 'aws:username': { is: 'alice' } } }), '"aws:username"'),
  on('SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED', trusted('repo:org/app:*'), '"repo:org/app:*"', 'trust'),
  on(
    'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
    document(trust({ Principal: { AWS: Array.from({ length: 200 }, (_, i) => `${100_000_000_000 + i}`) } })),
    JSON.stringify(
      document(trust({ Principal: { AWS: Array.from({ length: 200 }, (_, i) => `${100_000_000_000 + i}`) } })),
    ),
    'trust',
  ),
  // Security warnings
  on(
    'ALLOW_WITH_NOTPRINCIPAL',
    { Effect: 'Allow', NotPrincipal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' },
    '{"AWS":"111122223333"}',
    'resource',
  ),
  on(
    'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
    when({ 'ForAllValues:StringEquals': { 'aws:username': 'a' } }),
    '"aws:username"',
  ),
  on('PASS_ROLE_WITH_NOTRESOURCE', { Effect: 'Allow', Action: 'iam:PassRole', NotResource: role }, '"iam:PassRole"'),
  on(
    'PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOTRESOURCE',
    { Effect: 'Allow', Action: 'iam:Pass*', NotResource: role },
    '"iam:Pass*"',
  ),
  on('PASS_ROLE_WITH_NOTACTION_AND_NOTRESOURCE', { Effect: 'Allow', NotAction: 's3:*', NotResource: role }, '"s3:*"'),
  on('PASS_ROLE_WITH_STAR_IN_RESOURCE', pass({}), '"iam:PassRole"'),
  on('PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE', pass({ Action: '*' }), '"*"'),
  on('PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION', { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, '"s3:*"'),
  on('MISSING_PAIRED_CONDITION_KEYS', when({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }), '"aws:VpcSourceIp"'),
  on(
    'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    { Effect: 'Deny', Action: 'a2c:*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } } },
    '"aws:ResourceTag/env"',
  ),
  on(
    'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Deny',
      NotAction: 'a2c:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } },
    },
    '"aws:ResourceTag/env"',
  ),
  on(
    'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    open({ Principal: { Service: 'sns.amazonaws.com' } }),
    '"sns.amazonaws.com"',
    'resource',
  ),
  on(
    'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
    trust({ Principal: { Federated: 'accounts.google.com' }, Action: 'sts:AssumeRoleWithWebIdentity' }),
    '"accounts.google.com"',
    'trust',
  ),
  on(
    'MISSING_GITHUB_REPO_CONDITION_KEY',
    trust({
      Principal: { Federated: github },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
    }),
    `"${github}"`,
    'trust',
  ),
  // Suggestions
  on('EMPTY_ARRAY_ACTION', allow({ Action: [] }), '[]'),
  on('EMPTY_ARRAY_CONDITION', when({ StringEquals: { 'aws:username': [] } }), '[]'),
  on('EMPTY_ARRAY_CONDITION_FORALLVALUES', when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': [] } }), '[]'),
  on('EMPTY_ARRAY_CONDITION_FORANYVALUE', when({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': [] } }), '[]'),
  on('EMPTY_ARRAY_CONDITION_IFEXISTS', when({ StringEqualsIfExists: { 'aws:username': [] } }), '[]'),
  on('EMPTY_ARRAY_PRINCIPAL', open({ Principal: { AWS: [] } }), '[]', 'resource'),
  on('EMPTY_ARRAY_RESOURCE', allow({ Resource: [] }), '[]'),
  on('EMPTY_OBJECT_CONDITION', when({}), '{}'),
  on('EMPTY_OBJECT_PRINCIPAL', open({ Principal: {} }), '{}', 'resource'),
  on('EMPTY_SID_VALUE', allow({ Sid: '' }), '""'),
  on('IMPROVE_IP_RANGE', when({ IpAddress: { 'aws:SourceIp': '203.0.113.5/24' } }), '"203.0.113.5/24"'),
  on('NULL_WITH_QUALIFIER', when({ 'ForAllValues:Null': { 'aws:TagKeys': 'true' } }), '"ForAllValues:Null"'),
  on(
    'PRIVATE_IP_ADDRESS_SUBSET',
    when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '10.0.0.0/8'] } }),
    '"10.0.0.0/8"',
  ),
  on(
    'PRIVATE_NOTIPADDRESS_SUBSET',
    when({ NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '172.16.1.1'] } }),
    '"172.16.1.1"',
  ),
  on('REDUNDANT_ACTION', allow({ Action: ['s3:Get*', 's3:GetObject'] }), '"s3:GetObject"'),
  on('REDUNDANT_CONDITION_VALUE_NUM', when({ NumericLessThan: { 's3:max-keys': ['10', '20'] } }), '["10","20"]'),
  on(
    'REDUNDANT_RESOURCE',
    allow({ Resource: ['arn:aws:s3:::box/a*', 'arn:aws:s3:::box/abc'] }),
    '"arn:aws:s3:::box/abc"',
  ),
  on('REDUNDANT_STATEMENT', document(allow({ Sid: 'A' }), allow({ Sid: 'B' })), JSON.stringify(allow({ Sid: 'B' }))),
  on('WILDCARD_IN_SERVICE_NAME', allow({ Action: 's*:GetObject' }), '"s*:GetObject"'),
  on(
    'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    { Effect: 'Allow', Action: 'a2c:*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } } },
    '"aws:ResourceTag/env"',
  ),
  on(
    'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE',
    {
      Effect: 'Allow',
      NotAction: 'a2c:*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/env': 'prod' } },
    },
    '"aws:ResourceTag/env"',
  ),
  on(
    'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    open({
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } },
    }),
    '"kms:CallerAccount"',
    'resource',
  ),
  on(
    'IRRELEVANT_CONDITION_KEY_IN_POLICY',
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:ResourceOrgID': 'o-1' } },
    },
    '"aws:ResourceOrgID"',
    'resourceControl',
  ),
  on(
    'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
    trust({ Principal: { AWS: [role, 'arn:aws:sts::111122223333:assumed-role/x/s'] } }),
    '"arn:aws:sts::111122223333:assumed-role/x/s"',
    'trust',
  ),
  on(
    'CONFIRM_AUDIENCE_CLAIM_TYPE',
    trust({
      Principal: { Federated: 'accounts.google.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { 'ForAnyValue:StringEquals': { 'accounts.google.com:aud': 'app' } },
    }),
    '"accounts.google.com:aud"',
    'trust',
  ),
];

/** Policies in which nothing is to be found. */
export const cleanPolicies: readonly { readonly name: string; readonly kind: PolicyKind; readonly policy: object }[] = [
  {
    name: 'read one bucket',
    kind: 'identity',
    policy: document(
      allow({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::box', 'arn:aws:s3:::box/*'] }),
    ),
  },
  { name: 'own folder', kind: 'identity', policy: document(allow({ Resource: 'arn:aws:s3:::box/${aws:username}/*' })) },
  {
    name: "administrator's neighbour",
    kind: 'identity',
    policy: document({
      Effect: 'Allow',
      Action: 'ec2:Describe*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' }, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    }),
  },
  {
    name: 'queue for a topic',
    kind: 'resource',
    policy: document({
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: 'arn:aws:sqs:us-east-1:111122223333:q',
      Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:t' } },
    }),
  },
  { name: 'trust in one branch', kind: 'trust', policy: document(trusted('repo:org/app:ref:refs/heads/main')) },
  {
    name: 'region guardrail',
    kind: 'serviceControl',
    policy: document({
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1'] } },
    }),
  },
];
