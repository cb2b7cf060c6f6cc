// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of policies
/** Findings of our own: what people get wrong most, which Access Analyzer does not tell; and what was meant, where that can be said. */
import { describe, expect, test } from 'vitest';
import type { PolicyKind } from '../src/index.ts';
import { findingCodes, ownFindingCodes, validatePolicy } from '../src/validate/index.ts';
import { allow, open, textOf, trust, when } from './validate-statements.ts';

interface Own {
  readonly name: string;
  readonly policy: object;
  readonly kind?: PolicyKind;
  readonly code: string;
  /** The text at the finding's place. */
  readonly at: string;
  readonly fix?: string;
  readonly note?: string;
}

const claim = 'token.actions.githubusercontent.com:sub';
const webIdentity = {
  Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
  Action: 'sts:AssumeRoleWithWebIdentity',
};

const told: readonly Own[] = [
  {
    name: 's3:ListBucket on the objects',
    policy: allow({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::box/*' }),
    code: 'lockstead-resource-of-other-kind',
    at: '"s3:ListBucket"',
    fix: 'arn:aws:s3:::box',
  },
  {
    name: 's3:GetObject on the bucket',
    policy: allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::box' }),
    code: 'lockstead-resource-of-other-kind',
    at: '"s3:GetObject"',
    fix: 'arn:aws:s3:::box/*',
  },
  {
    name: 'the same in a bucket policy',
    policy: open({ Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::box' }),
    kind: 'resource',
    code: 'lockstead-resource-of-other-kind',
    at: '"s3:GetObject"',
    fix: 'arn:aws:s3:::box/*',
  },
  {
    name: 'an action on a resource of another service',
    policy: allow({ Action: 'dynamodb:GetItem', Resource: 'arn:aws:sqs:us-east-1:111122223333:q' }),
    code: 'lockstead-resource-of-other-kind',
    at: '"dynamodb:GetItem"',
  },
  {
    name: 'an action that has no resource, on one',
    policy: allow({ Action: ['s3:ListAllMyBuckets', 's3:GetObject'], Resource: 'arn:aws:s3:::box/*' }),
    code: 'lockstead-action-without-resource',
    at: '"s3:ListAllMyBuckets"',
  },
  {
    name: 'a resource of no form that the service has',
    policy: allow({ Action: 'ec2:StopInstances', Resource: 'arn:aws:ec2:us-east-1:111122223333:instances/i-1' }),
    code: 'lockstead-resource-unknown',
    at: '"arn:aws:ec2:us-east-1:111122223333:instances/i-1"',
  },
  {
    name: 'a missing colon',
    policy: allow({ Resource: 'arn:aws:s3::box/*' }),
    code: 'MISSING_ARN_FIELD',
    at: '"arn:aws:s3::box/*"',
    fix: 'arn:aws:s3:::box/*',
  },
  {
    name: 'a variable that there is not',
    policy: allow({ Resource: 'arn:aws:s3:::box/${aws:user}/*' }),
    code: 'lockstead-variable-unknown',
    at: '"arn:aws:s3:::box/${aws:user}/*"',
    fix: 'arn:aws:s3:::box/${aws:userid}/*',
  },
  {
    name: 'a variable that there is not, in a condition',
    policy: when({ StringEquals: { 'aws:PrincipalTag/a': '${aws:usernme}' } }),
    code: 'lockstead-variable-unknown',
    at: '"${aws:usernme}"',
    fix: '${aws:username}',
  },
  {
    name: 'a service principal that there is not',
    policy: trust({ Principal: { Service: 'lamda.amazonaws.com' } }),
    kind: 'trust',
    code: 'lockstead-service-principal-unknown',
    at: '"lamda.amazonaws.com"',
    fix: 'lambda.amazonaws.com',
  },
  {
    name: 'ForAllValues on a claim',
    policy: trust({ ...webIdentity, Condition: { 'ForAllValues:StringLike': { [claim]: 'repo:org/*' } } }),
    kind: 'trust',
    code: 'lockstead-forallvalues-on-claim',
    at: `"${claim}"`,
    fix: 'StringLike',
  },
  {
    name: 'a key that the reference does not tie to the action',
    policy: allow({
      Action: 'events:DescribeRule',
      Resource: '*',
      Condition: { StringEquals: { 'events:ManagedBy': 'x.amazonaws.com' } },
    }),
    code: 'lockstead-key-without-action',
    at: '"events:DescribeRule"',
  },
  {
    name: 'a service that was retired',
    policy: allow({ Action: 'deeplens:*', Resource: '*' }),
    code: 'lockstead-retired',
    at: '"deeplens:*"',
  },
  {
    name: 'an operator that there is not',
    policy: when({ 'ForAnyValue:StringEqualIfExists': { 'aws:TagKeys': 'a' } }),
    code: 'INVALID_CONDITION_OPERATOR',
    at: '"ForAnyValue:StringEqualIfExists"',
    fix: 'ForAnyValue:StringEqualsIfExists',
  },
  {
    name: 'a global key that there is not',
    policy: when({ StringEquals: { 'aws:PrincipalOrgId2': 'o-1' } }),
    code: 'INVALID_GLOBAL_CONDITION_KEY',
    at: '"aws:PrincipalOrgId2"',
    fix: 'aws:PrincipalOrgID',
  },
  {
    name: 'a key that the service has not',
    policy: when({ StringEquals: { 's3:prefx': 'a' } }),
    code: 'INVALID_SERVICE_CONDITION_KEY',
    at: '"s3:prefx"',
    fix: 's3:prefix',
  },
  {
    name: 'an account of eleven digits in an ARN',
    policy: allow({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:11122223333:q' }),
    code: 'INVALID_ARN_ACCOUNT',
    at: '"arn:aws:sqs:us-east-1:11122223333:q"',
    note: 'it has 11 digits, and an account has 12: was a leading zero lost?',
  },
  {
    name: 'an account of eleven digits as a principal',
    policy: trust({ Principal: { AWS: '11122223333' } }),
    kind: 'trust',
    code: 'INVALID_PRINCIPAL_FORMAT',
    at: '"11122223333"',
    note: 'it has 11 digits, and an account has 12: was a leading zero lost?',
  },
  {
    name: 'a region that there is not',
    policy: allow({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-99:111122223333:q' }),
    code: 'lockstead-region-unknown',
    at: '"arn:aws:sqs:eu-west-99:111122223333:q"',
  },
  {
    name: 'a region that there is not, in a condition',
    policy: when({ StringEquals: { 'aws:RequestedRegion': 'eu-cental-1' } }),
    code: 'lockstead-region-unknown',
    at: '"eu-cental-1"',
    fix: 'eu-central-1',
  },
];

describe('told', () => {
  test.each(told)('$name', ({ policy, kind = 'identity', code, at, fix, note }) => {
    const text = textOf(policy);
    const found = validatePolicy(text, kind);
    const [finding] = found.filter((each) => each.code === code);
    expect(finding, found.map((each) => each.code).join(' ')).toBeDefined();
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe(at);
    if (fix !== undefined) expect(finding?.fix).toBe(fix);
    if (note !== undefined) expect(finding?.note).toBe(note);
  });

  test('each code of ours has a case, and none is one of AWS', () => {
    const proven = new Set(told.map(({ code }) => code));
    expect(ownFindingCodes.filter((code) => !proven.has(code))).toEqual([]);
    expect(ownFindingCodes.filter((code) => findingCodes.includes(code))).toEqual([]);
    expect(ownFindingCodes.filter((code) => !code.startsWith('lockstead-'))).toEqual([]);
  });
});

describe('not told', () => {
  test.each<readonly [string, object, PolicyKind | undefined]>(
    (
      [
        [
          'both the bucket and its objects',
          allow({ Action: ['s3:ListBucket', 's3:GetObject'], Resource: ['arn:aws:s3:::box', 'arn:aws:s3:::box/*'] }),
        ],
        [
          'a pattern that both may fit',
          allow({ Action: ['s3:ListBucket', 's3:GetObject'], Resource: 'arn:aws:s3:::box*' }),
        ],
        ['objects by a variable', allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/${aws:username}/*' })],
        ['every resource', allow({ Action: 's3:ListAllMyBuckets', Resource: ['*', 'arn:aws:s3:::box'] })],
        ['a pattern of actions', allow({ Action: 's3:*', Resource: 'arn:aws:s3:::box' })],
        ['a tag as a variable', allow({ Resource: 'arn:aws:s3:::box/${aws:PrincipalTag/team}/*' })],
        [
          "an identity provider's claim as a variable",
          allow({ Resource: 'arn:aws:s3:::box/${cognito-identity.amazonaws.com:sub}/*' }),
        ],
        [
          'a key that AWS documents elsewhere',
          when({ ArnLike: { 'aws:SignInSessionArn': 'arn:aws:signin:us-east-1:111122223333:session/*' } }),
        ],
        [
          'principals with a region or a part of a service',
          trust({
            Principal: {
              Service: [
                'ec2.amazonaws.com',
                'delivery.logs.amazonaws.com',
                'logs.eu-west-1.amazonaws.com',
                'states.us-east-1.amazonaws.com',
                'ecs-tasks.amazonaws.com',
              ],
            },
          }),
          'trust',
        ],
        [
          'principals like none that is known',
          trust({ Principal: { Service: 'brandnewservice.amazonaws.com' } }),
          'trust',
        ],
        [
          'a claim without a qualifier',
          trust({ ...webIdentity, Condition: { StringLike: { [claim]: 'repo:org/app:*' } } }),
          'trust',
        ],
        [
          'regions of today',
          allow({
            Action: 'sqs:SendMessage',
            Resource: ['arn:aws:sqs:ap-southeast-5:111122223333:q', 'arn:aws:sqs:eu-*:111122223333:q'],
          }),
        ],
      ] as readonly (readonly [string, object, PolicyKind?])[]
    ).map(([name, policy, kind]) => [name, policy, kind] as const),
  )('%s', (_, policy, kind = 'identity') => {
    expect(validatePolicy(textOf(policy), kind).filter(({ code }) => ownFindingCodes.includes(code))).toEqual([]);
  });
});
