// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** Policies, and what makes them public. */

type Values = string | readonly string[];
type Json = Readonly<Record<string, unknown>>;

export interface PublicCase {
  readonly name: string;
  readonly statements: readonly Json[];
  readonly holder?: 'accessPoint';
  readonly version?: '2008-10-17';
  /** Index and sentences of each statement that makes the policy public; none: it is not public. */
  readonly public: readonly (readonly [number, ...string[]])[];
}

const everyone = 'it grants to everyone';
const base = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' };
const anyone = { ...base, Principal: '*' };

const under = (operator: string, key: string, value: Values): Json => ({
  ...anyone,
  Condition: { [operator]: { [key]: value } },
});

const to = (principal: Json | string, more: Json = {}): Json => ({ ...base, Principal: principal, ...more });

const one = (name: string, statement: Json, ...sentences: readonly string[]): PublicCase => ({
  name,
  statements: [statement],
  public: sentences.length === 0 ? [] : [[0, ...sentences]],
});

const principals: readonly PublicCase[] = [
  one('everyone', anyone, everyone),
  one('everyone of AWS', to({ AWS: '*' }), everyone),
  one('everyone in a list', to({ AWS: ['111122223333', '*'] }), everyone),
  one('everyone by canonical id', to({ CanonicalUser: '*' }), everyone),
  one('an account', to({ AWS: '444455556666' })),
  one('an account by its root', to({ AWS: 'arn:aws:iam::444455556666:root' })),
  one('a user', to({ AWS: 'arn:aws:iam::444455556666:user/alice' })),
  one('a role', to({ AWS: 'arn:aws:iam::444455556666:role/reader' })),
  one('a session', to({ AWS: 'arn:aws:sts::444455556666:assumed-role/reader/alice' })),
  one('somebody who was deleted', to({ AWS: 'AROAEXAMPLEEXAMPLE12' })),
  one('an origin access identity', to({ AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' })),
  one('a service', to({ Service: 'cloudtrail.amazonaws.com' })),
  one('a canonical user', to({ CanonicalUser: 'a'.repeat(64) })),
  one('a web identity', to({ Federated: 'graph.facebook.com' }), 'it grants to whoever signs in at graph.facebook.com'),
  one(
    'a web identity beside an account',
    to({ AWS: '444455556666', Federated: 'accounts.google.com' }),
    'it grants to whoever signs in at accounts.google.com',
  ),
  one(
    'a web identity from one network',
    to({ Federated: 'graph.facebook.com' }, { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1a2b3c4d' } } }),
  ),
  one(
    'a web identity with the look of an ARN',
    to({ Federated: 'https:accounts:example:com:444455556666:saml-provider/office' }),
    'it grants to whoever signs in at https:accounts:example:com:444455556666:saml-provider/office',
  ),
  one('a SAML provider of an account', to({ Federated: 'arn:aws:iam::444455556666:saml-provider/office' })),
  one(
    'all but one',
    { ...base, NotPrincipal: { AWS: '444455556666' } },
    'it grants to everyone but those in NotPrincipal',
  ),
  one('all but one, from one network', {
    ...base,
    NotPrincipal: { AWS: '444455556666' },
    Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1a2b3c4d' } },
  }),
  one('everyone is denied', { ...anyone, Effect: 'Deny' }),
  one('all but one are denied', { ...base, Effect: 'Deny', NotPrincipal: { AWS: '444455556666' } }),
  one('any action at all', { ...anyone, Action: 's3:NotYetThere' }, everyone),
  one('on nothing that is there', { ...anyone, Resource: 'arn:aws:s3:::box/none' }, everyone),
  one('all actions but one', { Effect: 'Allow', Principal: '*', NotAction: 's3:*', Resource: '*' }, everyone),
];

const fixedKeys: readonly PublicCase[] = (
  [
    ['aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
    ['aws:PrincipalAccount', '444455556666'],
    ['aws:PrincipalArn', 'arn:aws:iam::444455556666:role/reader'],
    ['aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'],
    ['aws:SourceArn', 'arn:aws:sns:us-east-1:444455556666:topic'],
    ['aws:SourceVpc', 'vpc-1a2b3c4d'],
    ['aws:SourceVpce', 'vpce-1a2b3c4d'],
    ['aws:SourceOwner', '444455556666'],
    ['aws:SourceAccount', '444455556666'],
    ['aws:userid', 'AIDAEXAMPLEEXAMPLE12'],
    ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:us-east-1:444455556666:key/1'],
    ['s3:DataAccessPointArn', 'arn:aws:s3:us-east-1:444455556666:accesspoint/one'],
    ['s3:DataAccessPointAccount', '444455556666'],
  ] as const
).map(([key, value]) => one(`a fixed ${key}`, under('StringEquals', key, value)));

const openKeys: readonly PublicCase[] = (
  [
    ['aws:SourceOrgID', 'o-a1b2c3d4e5'],
    ['aws:Referer', 'https://www.example.com/'],
    ['aws:PrincipalTag/team', 'blue'],
    ['aws:PrincipalType', 'User'],
    ['aws:UserAgent', 'secret'],
    ['s3:ExistingObjectTag/public', 'no'],
    ['aws:VpcSourceIp', '10.0.0.1'],
  ] as const
).map(([key, value]) =>
  one(`${key} ties nothing`, under('StringEquals', key, value), everyone, `${key} does not say who asks or from where`),
);

const operators: readonly PublicCase[] = [
  one('names of keys in any case', under('stringequals', 'AWS:SOURCEVPC', 'vpc-1a2b3c4d')),
  one('like a fixed value', under('StringLike', 'aws:SourceVpc', 'vpc-1a2b3c4d')),
  one('equal but for case', under('StringEqualsIgnoreCase', 'aws:PrincipalOrgID', 'O-A1B2C3D4E5')),
  one('equal to an ARN', under('ArnEquals', 'aws:SourceArn', 'arn:aws:sns:us-east-1:444455556666:topic')),
  one('several fixed values', under('StringEquals', 'aws:SourceVpc', ['vpc-1a2b3c4d', 'vpc-5e6f7a8b'])),
  one(
    'one of several values is open',
    under('StringLike', 'aws:SourceVpc', ['vpc-1a2b3c4d', 'vpc-*']),
    everyone,
    'aws:SourceVpc vpc-* has a wildcard',
  ),
  one('any of a set', under('ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/')),
  one(
    'all of a set, which may be empty',
    under('ForAllValues:StringEquals', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/r-ab12/'),
    everyone,
    'aws:PrincipalOrgPaths stands under ForAllValues:StringEquals, which a request without the key passes',
  ),
  one(
    'if it is there',
    under('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1a2b3c4d'),
    everyone,
    'aws:SourceVpc stands under StringEqualsIfExists, which a request without the key passes',
  ),
  one(
    'any but one',
    under('StringNotEquals', 'aws:SourceVpc', 'vpc-1a2b3c4d'),
    everyone,
    'aws:SourceVpc stands under StringNotEquals, which holds for all other values',
  ),
  one(
    'any address but one',
    under('NotIpAddress', 'aws:SourceIp', '203.0.113.9'),
    everyone,
    'aws:SourceIp stands under NotIpAddress, which holds for all other values',
  ),
  one(
    'any ARN but one',
    under('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::444455556666:role/reader'),
    everyone,
    'aws:PrincipalArn stands under ArnNotLike, which holds for all other values',
  ),
  one(
    'whatever it is, it is there',
    under('Null', 'aws:PrincipalOrgID', 'false'),
    everyone,
    'aws:PrincipalOrgID stands under Null, which does not fix it',
  ),
  one(
    'an account compared as a number',
    under('NumericGreaterThan', 'aws:PrincipalAccount', '0'),
    everyone,
    'aws:PrincipalAccount stands under NumericGreaterThan, which does not fix it',
  ),
  one(
    'a network compared as an address',
    under('IpAddress', 'aws:SourceVpc', '10.0.0.1'),
    everyone,
    'aws:SourceVpc stands under IpAddress, which does not fix it',
  ),
  one('no values', under('StringEquals', 'aws:SourceVpc', []), everyone, 'aws:SourceVpc has no values'),
  one('two conditions, one of which fixes', {
    ...anyone,
    Condition: {
      StringLike: { 'aws:SourceVpc': 'vpc-*' },
      StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'aws:PrincipalTag/team': 'blue' },
    },
  }),
  one(
    'two conditions that fix nothing',
    {
      ...anyone,
      Condition: {
        StringLike: { 'aws:SourceVpc': 'vpc-*' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    },
    everyone,
    'aws:SourceVpc vpc-* has a wildcard',
    'aws:SecureTransport does not say who asks or from where',
  ),
];

const values: readonly PublicCase[] = [
  one('AWS: like vpc-*', under('StringLike', 'aws:SourceVpc', 'vpc-*'), everyone, 'aws:SourceVpc vpc-* has a wildcard'),
  one(
    'one open character',
    under('StringLike', 'aws:SourceVpc', 'vpc-?'),
    everyone,
    'aws:SourceVpc vpc-? has a wildcard',
  ),
  one(
    'a star that stands for itself',
    under('StringEquals', 'aws:SourceVpc', '*'),
    everyone,
    'aws:SourceVpc * has a wildcard',
  ),
  one(
    'a variable',
    under('StringEquals', 'aws:PrincipalAccount', '${aws:ResourceAccount}'),
    everyone,
    'aws:PrincipalAccount ${aws:ResourceAccount} has a policy variable',
  ),
  {
    name: 'a variable in a version that has none',
    version: '2008-10-17',
    statements: [under('StringEquals', 'aws:PrincipalAccount', '${aws:PrincipalAccount}')],
    public: [[0, everyone, 'aws:PrincipalAccount ${aws:PrincipalAccount} has a policy variable']],
  },
  one(
    'a variable with a default',
    under('StringEquals', 'aws:PrincipalOrgID', "${aws:PrincipalOrgID, 'o-1'}"),
    everyone,
    "aws:PrincipalOrgID ${aws:PrincipalOrgID, 'o-1'} has a policy variable",
  ),
  one(
    'every role of an account',
    under('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::444455556666:role/*'),
    everyone,
    'aws:PrincipalArn arn:aws:iam::444455556666:role/* has a wildcard',
  ),
  one('any session of a role', under('StringLike', 'aws:userid', 'AROAEXAMPLEEXAMPLE12:*')),
  one('one session of a role', under('StringEquals', 'aws:userid', 'AROAEXAMPLEEXAMPLE12:alice')),
  ...['*:alice', 'AROA*:*', 'AROA:*', 'AIDA*', 'AROAEXAMPLEEXAMPLE12:a*', 'AROAEXAMPLE?:*', '*'].map((userId) =>
    one(
      `users like ${userId}`,
      under('StringLike', 'aws:userid', userId),
      everyone,
      `aws:userid ${userId} has a wildcard`,
    ),
  ),
  one(
    'AWS: all access points of an account',
    under('StringLike', 's3:DataAccessPointArn', 'arn:aws:s3:us-west-2:123456789012:accesspoint/*'),
  ),
  ...[
    'arn:aws:s3:us-west-2:*:accesspoint/one',
    'arn:aws:s3:us-west-2:12345678901?:accesspoint/*',
    'arn:aws:s3:*:123456789012:accesspoint/*',
    'arn:aws:s3:us-west-2:123456789012:*',
    '*',
  ].map((arn) =>
    one(
      `access points like ${arn}`,
      under('ArnLike', 's3:DataAccessPointArn', arn),
      everyone,
      `s3:DataAccessPointArn ${arn} has a wildcard`,
    ),
  ),
  {
    name: 'AWS: the same in the policy of an access point',
    holder: 'accessPoint',
    statements: [under('ArnLike', 's3:DataAccessPointArn', 'arn:aws:s3:us-west-2:123456789012:accesspoint/*')],
    public: [[0, everyone, 's3:DataAccessPointArn does not count in the policy of an access point']],
  },
  {
    name: 'an access point fixed by its caller',
    holder: 'accessPoint',
    statements: [under('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5')],
    public: [],
  },
];

const addresses: readonly PublicCase[] = [
  ...[
    '203.0.113.9',
    '203.0.113.0/24',
    '11.0.0.0/8',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '2001:db8::/32',
  ].map((range) => one(`from ${range}`, under('IpAddress', 'aws:SourceIp', range))),
  ...['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/7', '::/0', '2000::/3', '2001:db8::/31', 'fc00::/7'].map(
    (range) =>
      one(
        `from ${range}`,
        under('IpAddress', 'aws:SourceIp', range),
        everyone,
        `aws:SourceIp ${range} is broader than /8 for IPv4 or /32 for IPv6`,
      ),
  ),
  ...['203.0.113', '203.0.113.0/33', 'home', '203.0.113.9 '].map((range) =>
    one(
      `from "${range}"`,
      under('IpAddress', 'aws:SourceIp', range),
      everyone,
      `aws:SourceIp ${range} is no range of addresses`,
    ),
  ),
  one(
    'one of two ranges is broad',
    under('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '0.0.0.0/1']),
    everyone,
    'aws:SourceIp 0.0.0.0/1 is broader than /8 for IPv4 or /32 for IPv6',
  ),
  one('addresses like', under('StringLike', 'aws:SourceIp', '203.*'), everyone, 'aws:SourceIp 203.* has a wildcard'),
  one('an address as a text', under('StringEquals', 'aws:SourceIp', '203.0.113.9')),
];

const rangesFrom = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${from + i}.0.0.0/8`);
const together = 'aws:SourceIp is one of many ranges that are half of the internet or more together';

const several: readonly PublicCase[] = [
  { name: 'no statement', statements: [], public: [] },
  {
    name: 'AWS: one public statement of three',
    statements: [to({ Service: 'cloudtrail.amazonaws.com' }), to({ AWS: '444455556666' }), anyone],
    public: [[2, everyone]],
  },
  {
    name: 'a deny mends nothing',
    statements: [anyone, { ...anyone, Effect: 'Deny' }],
    public: [[0, everyone]],
  },
  {
    name: 'a deny outside a network mends nothing',
    statements: [
      anyone,
      { ...anyone, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1a2b3c4d' } } },
    ],
    public: [[0, everyone]],
  },
  {
    name: 'both halves of the internet',
    statements: [under('IpAddress', 'aws:SourceIp', '0.0.0.0/1'), under('IpAddress', 'aws:SourceIp', '128.0.0.0/1')],
    public: [
      [0, everyone, 'aws:SourceIp 0.0.0.0/1 is broader than /8 for IPv4 or /32 for IPv6'],
      [1, everyone, 'aws:SourceIp 128.0.0.0/1 is broader than /8 for IPv4 or /32 for IPv6'],
    ],
  },
  {
    name: 'half of the internet in narrow ranges',
    statements: [under('IpAddress', 'aws:SourceIp', rangesFrom(0, 128))],
    public: [[0, everyone, together]],
  },
  {
    name: 'one range less than half',
    statements: [under('IpAddress', 'aws:SourceIp', [...rangesFrom(0, 127), ...rangesFrom(3, 2), '9.1.0.0/16'])],
    public: [],
  },
  {
    name: 'half of the internet in two statements',
    statements: [
      under('IpAddress', 'aws:SourceIp', rangesFrom(0, 64)),
      to({ AWS: '444455556666' }, { Condition: { IpAddress: { 'aws:SourceIp': '9.0.0.0/8' } } }),
      under('IpAddress', 'aws:SourceIp', rangesFrom(192, 64)),
    ],
    public: [
      [0, everyone, together],
      [2, everyone, together],
    ],
  },
  {
    name: 'half of the internet for one organization',
    statements: [
      {
        ...anyone,
        Condition: {
          IpAddress: { 'aws:SourceIp': rangesFrom(0, 200) },
          StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
        },
      },
    ],
    public: [],
  },
];

export const publicCases: readonly PublicCase[] = [
  ...principals,
  ...fixedKeys,
  ...openKeys,
  ...operators,
  ...values,
  ...addresses,
  ...several,
];
