// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** Random policies and requests from small vocabularies, so that matches, near misses and clashes are frequent. */
import fc from 'fast-check';
import type { Principal, ResourcePolicyRule } from '../../src/index.ts';
import { account, alice, anonymous, federatedUser, lambda, otherAccount, root, session } from '../case.ts';
import type { OracleLayers, OraclePolicy, OracleRequest, OracleStatement } from './oracle.ts';

const linked: Principal = {
  kind: 'roleSession',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/Linked/s`,
  roleArn: `arn:aws:iam::${account}:role/aws-service-role/x/Linked`,
};
const google: Principal = { kind: 'federated', provider: 'accounts.google.com' };
const rootFederated: Principal = { ...federatedUser, issuerArn: `arn:aws:iam::${account}:root` };

const impostor: Principal = { ...linked, roleArn: `arn:aws:iam::${account}:role/x:role/aws-service-role/Linked` };
const brokered: Principal = { ...federatedUser, issuerId: 'AIDABROKERBROKERBR12' };

const principals = fc.constantFrom<Principal>(
  alice,
  alice,
  { ...alice, sessionToken: true },
  { ...root, sessionToken: true },
  impostor,
  brokered,
  session,
  session,
  root,
  federatedUser,
  rootFederated,
  anonymous,
  lambda,
  google,
  linked,
);
const actions = fc.constantFrom(
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  'sqs:SendMessage',
  'ec2:StopInstances',
  'sts:GetCallerIdentity',
  'SQS:sendmessage',
  's3:PutBucketPolicy',
  'iam:ListUsers',
  'sts:AssumeRole',
  'sts:GetSessionToken',
  'kms:Decrypt',
  'kms:RetireGrant',
);
const actionPatterns = fc.constantFrom(
  '*',
  's3:*',
  's3:Get*',
  'S3:getobject',
  's3:?etObject',
  's3:*Object',
  '*:*',
  'sqs:*',
  's*:*t*',
  'ec2:StopInstances',
  's3:List*',
  'sts:*',
  'iam:*',
  'kms:*',
);
const resources = fc.constantFrom(
  '*',
  'arn:aws:s3:::box',
  'arn:aws:s3:::box/key',
  'arn:aws:s3:::box/alice',
  'arn:aws:s3:::box/a*b',
  'arn:aws:s3:::box/a/b',
  'arn:aws:sqs:us-east-1:1:q',
);
const resourcePatterns = fc.constantFrom(
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::box',
  'arn:aws:s3:::box/*',
  'arn:aws:s3:::box/key',
  'arn:aws:s3:::b?x/*',
  'arn:aws:s3:::box/${aws:username}',
  'arn:aws:s3:::box/${aws:PrincipalTag/t}',
  "arn:aws:s3:::${aws:PrincipalTag/t, 'box'}/*",
  'arn:aws:s3:::box/a${*}b',
  'arn:aws:s3:::box/?*?*',
  'arn:aws:s3:::*/a*',
  'arn:aws:sqs:*:1:q',
  'arn:aws:s3:::box/a*b',
  'arn:aws:s3:::other/*',
  'arn:aws:s3:::box/${aws:TagKeys}',
);

const account12 = fc.constantFrom(account, otherAccount);
const awsNames = fc.constantFrom(
  account,
  otherAccount,
  alice.arn,
  `arn:aws:iam::${account}:root`,
  `arn:aws:iam::${account}:role/ci/deployer`,
  `arn:aws:sts::${account}:assumed-role/deployer/run-7`,
  federatedUser.arn,
  `arn:aws:iam::${account}:user/broker`,
  'AROADEPLOYERDEPLOYER',
  'AIDABROKERBROKERBR12',
);
const principalElements = fc.oneof(
  fc.constant('*' as const),
  fc.record({ AWS: fc.uniqueArray(awsNames, { minLength: 1, maxLength: 4 }) }),
  fc.record({ AWS: fc.constant('*') }),
  fc.record({ AWS: awsNames, Service: fc.constant('lambda.amazonaws.com') }),
  fc.record({ Federated: fc.constant('accounts.google.com') }),
);

const words = fc.constantFrom(
  'alice',
  'Alice',
  'al*',
  'a?ice',
  'bob',
  '',
  '*',
  '${aws:username}',
  '${aws:PrincipalTag/t}',
  "${aws:PrincipalTag/t,'bob'}",
  '${*}',
);
const stringLines = fc.record({
  operator: fc.constantFrom(
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ),
  key: fc.constantFrom('aws:username', 'aws:TagKeys', 'aws:PrincipalTag/T'),
  values: fc.array(words, { minLength: 1, maxLength: 3 }),
});
const otherLines = fc.oneof(
  fc.record({
    operator: fc.constantFrom('Bool', 'Null'),
    key: fc.constantFrom('aws:SecureTransport', 'aws:TagKeys'),
    values: fc.array(fc.constantFrom(true, 'false', 'TRUE', 'x'), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    operator: fc.constantFrom(
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ),
    key: fc.constantFrom('x:n', 'aws:username'),
    values: fc.array(fc.constantFrom(1, '2', '2.0', '-3', 'ten'), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    operator: fc.constantFrom('DateEquals', 'DateNotEquals', 'DateLessThan', 'DateGreaterThanEquals'),
    key: fc.constant('aws:CurrentTime'),
    values: fc.array(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T02:00:00+02:00', '2025-12-31'), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({
    operator: fc.constantFrom('IpAddress', 'NotIpAddress'),
    key: fc.constant('aws:SourceIp'),
    values: fc.array(fc.constantFrom('203.0.113.0/24', '203.0.113.7', '0.0.0.0/0', '10.0.0.0/8'), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({
    operator: fc.constantFrom('ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'),
    key: fc.constantFrom('aws:SourceArn', 'aws:username'),
    values: fc.array(
      fc.constantFrom(
        'arn:aws:sqs:*:1:q',
        'arn:aws:sqs:us-east-1:1:*',
        'arn:*:*:*:*:*',
        'arn:aws:sqs:*',
        'arn:aws:sqs:*:1:${aws:username}',
        'arn:aws:sqs:us-east-1:1:q',
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);
const conditions = fc
  .array(
    fc.tuple(fc.oneof(stringLines, otherLines), fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'), fc.boolean()),
    { maxLength: 2 },
  )
  .map((lines) => {
    const block: Record<string, Record<string, readonly (string | number | boolean)[]>> = {};
    for (const [{ operator, key, values }, qualifier, ifExists] of lines) {
      const name = `${operator === 'Null' ? '' : qualifier}${operator}${ifExists && operator !== 'Null' ? 'IfExists' : ''}`;
      block[name] = { ...block[name], [key]: values };
    }
    return block;
  });

const patternsOf = (patterns: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(patterns, { minLength: 1, maxLength: 3 });

function statements(withPrincipal: boolean): fc.Arbitrary<OracleStatement> {
  return fc
    .record({
      effect: fc.constantFrom<'Allow' | 'Deny'>('Allow', 'Allow', 'Allow', 'Deny'),
      notAction: fc.constantFrom(false, false, false, true),
      action: patternsOf(actionPatterns),
      notResource: fc.constantFrom(false, false, false, true),
      resource: patternsOf(resourcePatterns),
      notPrincipal: fc.constantFrom(false, false, false, true),
      principal: principalElements,
      condition: conditions,
    })
    .map(({ effect, notAction, action, notResource, resource, notPrincipal, principal, condition }) => ({
      Effect: effect,
      [notAction ? 'NotAction' : 'Action']: action,
      [notResource ? 'NotResource' : 'Resource']: resource,
      ...(withPrincipal ? { [notPrincipal ? 'NotPrincipal' : 'Principal']: principal } : {}),
      ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    }));
}

function policies(withPrincipal: boolean, sizeMax: number): fc.Arbitrary<OraclePolicy> {
  return fc.record({
    Version: fc.constantFrom(
      '2012-10-17' as const,
      '2012-10-17' as const,
      '2012-10-17' as const,
      '2008-10-17' as const,
    ),
    Statement: fc.array(statements(withPrincipal), { minLength: 1, maxLength: sizeMax }),
  });
}

const wide: OraclePolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const wideForAll: OraclePolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};
const rcp: fc.Arbitrary<OraclePolicy> = conditions.map((condition) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:Put*',
      Resource: '*',
      ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    },
  ],
}));

export const layersArbitrary: fc.Arbitrary<OracleLayers> = fc.record(
  {
    // Long enough for the index to be built.
    identity: fc.array(fc.oneof(policies(false, 12), policies(false, 3), fc.constant(wide)), { maxLength: 3 }),
    boundary: fc.oneof(policies(false, 2), fc.constant(wide), fc.constant('deleted' as const)),
    session: fc.array(fc.oneof(policies(false, 2), fc.constant(wide)), { maxLength: 2 }),
    resource: policies(true, 8),
    endpoint: fc.oneof(policies(true, 2), fc.constant(wideForAll)),
    scps: fc.array(fc.array(fc.oneof(policies(false, 2), fc.constant(wide), fc.constant(wide)), { maxLength: 2 }), {
      maxLength: 2,
    }),
    rcps: fc.array(
      fc.oneof(
        fc.constant([wideForAll]),
        rcp.map((denying) => [wideForAll, denying]),
      ),
      { maxLength: 2 },
    ),
    grants: fc.constant([{ name: 'grant', operations: ['Decrypt', 'GetObject'] }]),
    restricted: fc.boolean(),
  },
  { requiredKeys: [] },
);

const contexts = fc.record(
  {
    'aws:username': fc.constantFrom('alice', 'Alice', 'bob', '', 'arn:aws:sqs:us-east-1:1:q'),
    'aws:PrincipalTag/t': fc.constantFrom('alice', 'box', 'a*b', '*'),
    'aws:TagKeys': fc.oneof(fc.array(fc.constantFrom('alice', 'bob', 'x'), { maxLength: 3 }), fc.constant('alice')),
    'aws:SecureTransport': fc.constantFrom('true', 'false', 'True'),
    'x:n': fc.constantFrom('1', '2', '2.50', 'x'),
    'aws:CurrentTime': fc.constantFrom('2026-01-01T00:00:00Z', '2025-12-31T23:00:00Z', 'never'),
    'aws:SourceIp': fc.constantFrom('203.0.113.7', '10.1.2.3'),
    'aws:SourceArn': fc.constantFrom('arn:aws:sqs:us-east-1:1:q', 'q'),
    'aws:MultiFactorAuthPresent': fc.constantFrom('true', 'false'),
  },
  { requiredKeys: [] },
);

export const requestArbitrary: fc.Arbitrary<OracleRequest> = fc
  .record({
    principal: principals,
    action: actions,
    resource: resources,
    resourceAccount: fc.option(account12, { nil: undefined }),
    context: contexts,
  })
  .map(({ resourceAccount, ...rest }) => (resourceAccount === undefined ? rest : { ...rest, resourceAccount }));

export const ruleArbitrary: fc.Arbitrary<ResourcePolicyRule> = fc.constantFrom(
  'optional',
  'optional',
  'required',
  'trust',
);
