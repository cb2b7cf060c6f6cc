// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of policies
/**
 * Documents that IAM refuses to store, and its sentence, where both are public: most are of moto's table of documents that were tried on AWS
 * (moto, tests/test_iam/test_iam_policies.py, Apache-2.0), the others of reports named beside them.
 */
import type { PolicyKind } from '../../src/index.ts';

const bucket = 'arn:aws:s3:::example_bucket';
const statement = { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket };
const version = { Version: '2012-10-17' };

const syntax = 'Syntax errors in policy.';
const legacy = 'The policy failed legacy parsing';
const newer = 'Policy document must be version 2012-10-17 or greater.';
const vendor = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
const iamPath =
  'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.';

/** A statement, or the whole document as an object with `Statement`, or its text. */
export type Stored = string | object;

export interface IamRefusal {
  readonly kind?: PolicyKind;
  readonly policy: Stored;
  readonly says: string;
}

const resource = (Resource: unknown, says: string): IamRefusal => ({ policy: { ...statement, Resource }, says });
const action = (Action: unknown, says: string): IamRefusal => ({ policy: { ...statement, Action }, says });
const condition = (Condition: unknown, says: string): IamRefusal => ({ policy: { ...statement, Condition }, says });
const whole = (policy: object, says: string): IamRefusal => ({ policy: { ...version, ...policy }, says });
const trusted = (statements: object | readonly object[], says: string): IamRefusal => ({
  kind: 'trust',
  policy: { ...version, Statement: statements },
  says,
});
const trust = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };

export const iamRefusals: Readonly<Record<string, readonly IamRefusal[]>> = {
  'what cannot be read': [
    { policy: 'This is not a json document', says: syntax },
    { policy: '{not valid', says: syntax },
    { policy: '{}', says: syntax },
    whole({}, syntax),
    whole({ Statement: null }, syntax),
    whole({ Statement: 'hello' }, syntax),
    whole({ Statement: ['afd'] }, syntax),
    whole({ Statement: [] }, syntax),
    whole({ Statement: statement, 'Extra field': 'value' }, syntax),
    whole({ Statement: statement, Id: ['a'] }, syntax),
    whole({ Statement: statement, Id: {} }, syntax),
    { policy: { ...statement, 'Extra field': 'value' }, says: syntax },
    { policy: { ...statement, Effect: 'invalid' }, says: syntax },
    { policy: { ...statement, Sid: {} }, says: syntax },
    { policy: { ...statement, Sid: [] }, says: syntax },
    { policy: { Action: 's3:ListBucket', Resource: bucket }, says: syntax },
    resource({ a: bucket }, syntax),
    resource(['adfdf', {}], syntax),
    { policy: { ...statement, NotResource: [] }, says: syntax },
    action([[]], syntax),
    action({}, syntax),
    action(123, syntax),
    { policy: { ...statement, NotAction: 's3s:ListBucket' }, says: syntax },
    condition([], syntax),
    condition('a', syntax),
    condition({ a: 'b' }, syntax),
    condition({ DateGreaterThan: 'b' }, syntax),
    condition({ DateGreaterThan: [] }, syntax),
    condition({ DateGreaterThan: { a: {} } }, syntax),
    condition({ x: { a: '1' } }, syntax),
    condition({ 'ForAnyValue::StringEqualsIfExists': { a: 'asf' } }, syntax),
    condition([{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'Department' } }], syntax),
    { policy: { Effect: 'Allow', Resource: bucket, Condition: { DateGreaterThan: { a: {} } } }, says: syntax },
  ],
  'versions of managed policies': [
    { policy: { Statement: statement }, says: newer },
    { policy: { Version: '2008-10-17', Statement: statement }, says: newer },
    { policy: { Version: '2013-10-17', Statement: statement }, says: syntax },
    {
      policy: {
        Statement: [
          { ...statement, Sid: 'sdf' },
          { Sid: 'sdf', Effect: 'Allow' },
        ],
      },
      says: newer,
    },
    { policy: { Statement: { ...statement, Condition: { DateGreaterThan: { a: 'sdfdsf' } } } }, says: newer },
    { policy: { Statement: { ...statement, Effect: 'denY' } }, says: newer },
  ],
  'legacy parsing': [
    { policy: { ...statement, Effect: 'denY' }, says: legacy },
    { policy: { Effect: 'allow', Resource: 'arn:aws:s3:us-east-1::example_bucket' }, says: legacy },
    whole(
      {
        Statement: [
          { ...statement, Sid: 'sdf', Effect: 'aLLow' },
          { Sid: 'sdf', Effect: 'Allow' },
        ],
      },
      legacy,
    ),
    condition({ DateGreaterThan: { a: 'sdfdsf' } }, legacy),
    { policy: { Effect: 'Allow', Condition: { DateGreaterThan: { a: 'sdfdsf' } } }, says: legacy },
    condition({ DateLessThanEquals: { a: '234-13' } }, legacy),
    condition({ DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+1' } }, legacy),
    condition({ DateLessThanEquals: { a: '2016-12-13t2:00:00.1999999999+10:59' } }, legacy),
    condition({ DateLessThan: { a: '9223372036854775808' } }, legacy),
    condition({ DateLessThan: { 'aws:CurrentTime': ['2026-01-01T00:00:00Z', 'tomorrow'] } }, legacy),
    {
      policy: { ...statement, Resource: 'arn:error:s3:::box', Condition: { DateGreaterThan: { a: 'sdfdsf' } } },
      says: legacy,
    },
    resource('arn:aws:s3::example_bucket', legacy),
    { policy: { Effect: 'Allow', Action: 's3:ListBucket', NotResource: 'arn:aws:s3::example_bucket' }, says: legacy },
    { policy: { Effect: 'Allow', Resource: 'arn:aws:s3::example_bucket' }, says: legacy },
    resource('arn:aws::fdsasf', legacy),
    resource('arn:aws::::example_bucket', legacy),
    // versitygw, tests/integration/iam_put_user_policy.go, 2026.
    resource('arn:awss3::example-bucket/*', legacy),
    // Graylog2/graylog-plugin-aws#172, 2019: a colon is missing.
    resource('arn:aws:iam:111122223333:user/someone', legacy),
    // Left-over placeholders, and policy variables where an account stands: reports of 2022 to 2026.
    resource('arn:aws:ssm:us-east-1:<ACCOUNT_ID>:parameter/garmin', legacy),
    resource('arn:aws:ssm:REGION:ACCOUNT_ID:parameter/garmin', legacy),
    resource('arn:aws:sts::ACCOUNT_ID:federated-user/S3UploadWebToken', legacy),
    resource('arn:aws:iam::${aws:PrincipalAccount}:role/workshop-*', legacy),
    resource('arn:aws:iam::11122223333:role/r', legacy),
  ],
  'Sids and principals': [
    whole(
      {
        Statement: [
          { ...statement, Sid: 'sdf' },
          { Sid: 'sdf', Effect: 'Allow' },
        ],
      },
      'Statement IDs (SID) in a single policy must be unique.',
    ),
    { policy: { ...statement, Principal: '*' }, says: 'Policy document should not specify a principal.' },
  ],
  'statements without actions or resources': [
    { policy: { Effect: 'Allow', Action: 's3:ListBucket' }, says: 'Policy statement must contain resources.' },
    resource([], 'Policy statement must contain resources.'),
    { policy: { Effect: 'Allow', Action: 'invalid' }, says: 'Policy statement must contain resources.' },
    { policy: { Effect: 'Allow', Resource: bucket }, says: 'Policy statement must contain actions.' },
    { policy: { Effect: 'Allow' }, says: 'Policy statement must contain actions.' },
    action([], 'Policy statement must contain actions.'),
    whole({ Statement: [{ Effect: 'Deny' }, statement] }, 'Policy statement must contain actions.'),
  ],
  resources: [
    resource('invalid resource', 'Resource invalid resource must be in ARN format or "*".'),
    resource('', 'Resource  must be in ARN format or "*".'),
    resource(['adf'], 'Resource adf must be in ARN format or "*".'),
    {
      policy: { ...statement, Action: 's:3:ListBucket', Resource: 'sdfsadf' },
      says: 'Resource sdfsadf must be in ARN format or "*".',
    },
    resource('a:bsdfdsafsad', 'Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".'),
    resource('a:b:cadfsdf', 'Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".'),
    resource('a:b:c:d:e:f:g:h', 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".'),
    resource('aws:s3:::example_bucket', 'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".'),
    resource('s3::example-bucket/*', 'Partition "" is not valid for resource "arn::example-bucket/*:*:*:*".'),
    resource('arn:aws2:s3:::box/*', 'Partition "aws2" is not valid for resource "arn:aws2:s3:::box/*".'),
    // cloudera-labs/cloudera.exe#114, 2022.
    resource(
      'arn:${ARN_PARTITION}:s3:::box',
      'Partition "${ARN_PARTITION}" is not valid for resource "arn:${ARN_PARTITION}:s3:::box".',
    ),
    resource(
      ['arn:error:s3:::example_bucket', 'arn:error:s3::example_bucket'],
      'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".',
    ),
    resource('arn:aws', 'Resource vendor must be fully qualified and cannot contain regexes.'),
    resource(
      'arn:aws:*:us-east-1:111122223333:*',
      'Resource vendor must be fully qualified and cannot contain regexes.',
    ),
    resource('arn:aws:s3*:::box', 'Resource vendor must be fully qualified and cannot contain regexes.'),
    resource(
      'arn:aws:iam:us-east-1::example_bucket',
      'IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.',
    ),
    resource(
      'arn:aws:s3:us-east-1::example_bucket',
      'Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.',
    ),
    // Comments in two repositories' policies, 2017 and 2018.
    resource(
      'arn:aws:route53:eu-west-1:111122223333:hostedzone/*',
      'Resource arn:aws:route53:eu-west-1:111122223333:hostedzone/* can not contain region information.',
    ),
    resource(
      'arn:aws:route53::111122223333:hostedzone/*',
      'Resource arn:aws:route53::111122223333:hostedzone/* cannot contain an account id.',
    ),
    resource('arn:aws:iam:::example_bucket', iamPath),
    // duo-labs/parliament#177, 2021, and a report of 2026-08-15.
    resource('arn:aws:iam::123456789012:*/*', iamPath),
    resource('arn:aws:iam::123456789012:*/cdk-hnb659fds-*', iamPath),
  ],
  actions: [
    action('invalid', vendor),
    { policy: { Effect: 'Allow', NotAction: '', Resource: bucket }, says: vendor },
    action('a a:ListBucket', 'Vendor a a is not valid'),
    action(':GetObject', 'Vendor  is not valid'),
    action('iam :Get', 'Vendor iam  is not valid'),
    action('s3:List:Bucket', 'Actions/Condition can contain only one colon.'),
    whole(
      {
        Statement: [
          { ...statement, Action: 's3s:ListBucket' },
          { ...statement, Action: 's:3s:ListBucket' },
        ],
      },
      'Actions/Condition can contain only one colon.',
    ),
  ],
  // The first is recorded of AWS; the others are of versitygw's tests and sources of 2026, which name AWS's sentences.
  'trust policies': [
    { kind: 'trust', policy: 'not json', says: 'This policy contains invalid Json' },
    {
      kind: 'trust',
      policy: { Version: '2020-01-01', Statement: trust },
      says: 'The policy must contain a valid version string',
    },
    trusted([], 'Could not parse the policy: Statement is empty!'),
    trusted({ ...trust, Effect: undefined }, 'Missing required field Effect'),
    trusted({ ...trust, Effect: 'allow' }, 'Invalid effect: allow'),
    trusted({ ...trust, Principal: undefined }, 'Missing required field Principal'),
    trusted({ ...trust, Principal: {} }, 'Missing required field Principal cannot be empty!'),
    trusted(
      { ...trust, Principal: undefined, NotPrincipal: { AWS: '111122223333' } },
      'Allow with NotPrincipal is not allowed.',
    ),
    trusted(
      { ...trust, Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '111122223333' } },
      'AssumeRole policy must not contain NotPrincipal field.',
    ),
    trusted({ ...trust, Action: undefined }, 'Missing required field Action'),
    trusted({ ...trust, Action: 's3:GetObject' }, 'AssumeRole policy may only specify STS AssumeRole actions.'),
    trusted(
      { ...trust, Action: 'sts:GetCallerIdentity' },
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ),
    trusted({ ...trust, Resource: '*' }, 'Has prohibited field Resource'),
    trusted({ ...trust, NotResource: '*' }, 'AssumeRole policy must not contain resources.'),
    trusted({ ...trust, Condition: { StringIs: { 'a:b': 'c' } } }, 'Syntax error in policy.'),
    trusted(
      [
        { ...trust, Sid: 'a' },
        { ...trust, Sid: 'a' },
      ],
      'The Statement Ids in the policy are not unique',
    ),
    trusted(
      [
        { ...trust, Sid: 'a' },
        { ...trust, Sid: 'a', Resource: '*' },
      ],
      'Has prohibited field Resource',
    ),
  ],
};

/** Documents that IAM stores: of the same table, of AWS's guide, and the forms of AWS's own managed policies. */
export const iamTakes: readonly Stored[] = [
  { ...statement, Resource: [bucket, '*'] },
  { ...statement, Action: 'iam: asdf safdsf af ' },
  { ...statement, Action: '*' },
  { ...statement, Action: 's3.s:ListBucket' },
  { ...statement, Action: 's3-s:ListBucket' },
  { ...statement, Resource: 'arn:aws:iam:::user/example_bucket' },
  { ...statement, Resource: 'arn:aws:s33:::example_bucket' },
  { ...statement, Resource: 'arn:aws:invalid-service:us-east-1::example_bucket' },
  { ...statement, Resource: 'arn:aws:rds:region:*:*' },
  { ...statement, Resource: 'arn:aws:iam::*:mfa/${aws:username}' },
  { ...statement, Resource: 'arn:aws:iam::111122223333:root' },
  { ...statement, Resource: 'arn:aws:iam::aws:policy/*' },
  { ...statement, Resource: 'arn:aws:iam::111122223333:*' },
  { ...statement, Resource: 'arn:aws:waf:*' },
  { ...statement, Resource: 'arn:*:s3:::box' },
  { ...statement, Resource: 'arn:aws:s3::*:stack*' },
  { ...statement, Resource: 'arn:aws:s3:*:*:access-grants/default' },
  { ...statement, Resource: 'arn:aws:s3:us-east-1:111122223333:accesspoint/ap' },
  { ...statement, Resource: 'arn:aws:ec2:*:1234*:instance/*' },
  { ...statement, Resource: 'arn:aws:route53:::hostedzone/*' },
  { ...statement, Condition: {} },
  { ...statement, Condition: { DateGreaterThan: {} } },
  { ...statement, Condition: { DateGreaterThan: { a: [] } } },
  { ...statement, Condition: { x: {}, y: {} } },
  { ...statement, Condition: { StringEqualsIfExists: { a: 'asf' } } },
  { ...statement, Condition: { DateGreaterThan: { a: '01T' } } },
  { ...statement, Condition: { DateLessThanEquals: { a: '2016-12-13T21:20:37.593194+00:00' } } },
  { ...statement, Condition: { DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+23' } } },
  { ...statement, Condition: { DateLessThan: { a: '-292275054' } } },
  { ...statement, Condition: { DateLessThan: { a: 1_700_000_000 } } },
  { Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'] },
];
