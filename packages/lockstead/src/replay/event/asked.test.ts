/** What events ask for, in the spellings that CloudTrail has. */
import { expect, test } from 'vitest';
import { askedBy } from './asked.ts';
import { callerOf } from './caller.ts';
import { account, alice, ci, sampleEvent } from './sample-event.ts';

const iam = (resource: string): string => `arn:aws:iam::${account}:${resource}`;
const ec2 = (resource: string): string => `arn:aws:ec2:eu-central-1:${account}:${resource}`;
const bucketListed = { accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::box' };

/** Pairs as `ACTION RESOURCE`; `~` before a resource of which a part is not known. */
function asked(what: string, more: object = {}): readonly string[] {
  const event = sampleEvent(what, more);
  const found = askedBy(event, callerOf(event));
  if ('unknown' in found) return [`unknown: ${found.unknown}`];
  return found.pairs.map(({ action, resources }) => {
    const texts = resources.map(({ text, exact }) => (exact ? text : `~${text}`));
    return `${action} ${texts.join(' | ')}`;
  });
}

const params = (requestParameters: object, more: object = {}): object => ({ requestParameters, ...more });

test.each<[string, string, object, readonly string[]]>([
  [
    'S3: the bucket is bucketName',
    's3:GetObject',
    params({ bucketName: 'box', key: 'a/b', Host: 'box.s3.amazonaws.com' }, { resources: [bucketListed] }),
    ['s3:GetObject arn:aws:s3:::box/a/b'],
  ],
  [
    'S3: names of headers',
    's3:PutObject',
    params({ bucketName: 'box', key: 'k', 'x-amz-acl': 'public-read' }),
    ['s3:PutObject arn:aws:s3:::box/k', 's3:PutObjectAcl arn:aws:s3:::box/k'],
  ],
  [
    'S3: an event by another name',
    's3:PutBucketPublicAccessBlock',
    params({ bucketName: 'box', publicAccessBlock: '' }),
    ['s3:PutBucketPublicAccessBlock arn:aws:s3:::box'],
  ],
  [
    'EC2: ids inside of items',
    'ec2:TerminateInstances',
    params({ instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } }),
    [`ec2:TerminateInstances ${ec2('instance/i-1')}`, `ec2:TerminateInstances ${ec2('instance/i-2')}`],
  ],
  [
    'EC2: tags on resources',
    'ec2:CreateTags',
    params({ resourcesSet: { items: [{ resourceId: 'i-1' }] }, tagSet: { items: [{ key: 'a', value: 'b' }] } }),
    [`ec2:CreateTags ${ec2('instance/i-1')}`],
  ],
  [
    'EC2: a security group',
    'ec2:AuthorizeSecurityGroupIngress',
    params({ groupId: 'sg-1', ipPermissions: { items: [{ ipProtocol: 'tcp' }] } }),
    [`ec2:AuthorizeSecurityGroupIngress ${ec2('security-group/sg-1')}`],
  ],
  ['EC2: a list', 'ec2:DescribeInstances', params({ instancesSet: {}, filterSet: {} }), ['ec2:DescribeInstances *']],
  [
    'EC2: a newer operation, whole and with tags beside the values',
    'ec2:DeleteFlowLogs',
    params({ DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-1', tag: 1 } } }),
    [`ec2:DeleteFlowLogs ${ec2('vpc-flow-log/fl-1')}`],
  ],
  [
    'EC2: several of them',
    'ec2:DeleteFlowLogs',
    params({
      DeleteFlowLogsRequest: {
        FlowLogId: [
          { content: 'fl-1', tag: 1 },
          { content: 'fl-2', tag: 2 },
        ],
      },
    }),
    [`ec2:DeleteFlowLogs ${ec2('vpc-flow-log/fl-1')}`, `ec2:DeleteFlowLogs ${ec2('vpc-flow-log/fl-2')}`],
  ],
  [
    'EC2: tags of what is made are a pair of their own',
    'ec2:CreateSnapshot',
    params({
      volumeId: 'vol-1',
      tagSpecificationSet: { items: [{ resourceType: 'snapshot', tags: [{ key: 'a', value: 'b' }] }] },
    }),
    [
      'ec2:CreateSnapshot arn:aws:ec2:eu-central-1::snapshot/*',
      `ec2:CreateSnapshot ${ec2('volume/vol-1')}`,
      'ec2:CreateTags arn:aws:ec2:eu-central-1::snapshot/*',
    ],
  ],
  [
    'Lambda: the version of the API behind the name',
    'lambda:GetFunction20150331v2',
    params({ functionName: 'f' }),
    [
      `lambda:GetFunction arn:aws:lambda:eu-central-1:${account}:function:f`,
      `lambda:ListTags arn:aws:lambda:eu-central-1:${account}:function:f`,
    ],
  ],
  [
    'DynamoDB',
    'dynamodb:DeleteTable',
    params({ tableName: 't' }),
    [`dynamodb:DeleteTable arn:aws:dynamodb:eu-central-1:${account}:table/t`],
  ],
  [
    'SQS',
    'sqs:SendMessage',
    params({ queueUrl: `https://sqs.eu-central-1.amazonaws.com/${account}/q` }),
    [`sqs:SendMessage arn:aws:sqs:eu-central-1:${account}:q`],
  ],
  [
    'Secrets Manager: the record lists the whole ARN',
    'secretsmanager:GetSecretValue',
    params(
      { secretId: 's' },
      { resources: [{ ARN: `arn:aws:secretsmanager:eu-central-1:${account}:secret:s-AbCdEf` }] },
    ),
    [`secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-central-1:${account}:secret:s-AbCdEf`],
  ],
  [
    'Secrets Manager: the end is not known',
    'secretsmanager:GetSecretValue',
    params({ secretId: 's' }),
    [`secretsmanager:GetSecretValue ~arn:aws:secretsmanager:eu-central-1:${account}:secret:s-*`],
  ],
  [
    'KMS: the key that the record lists',
    'kms:Decrypt',
    params(
      { encryptionContext: { a: 'b' } },
      { resources: [{ ARN: `arn:aws:kms:eu-central-1:${account}:key/k`, accountId: account }] },
    ),
    [`kms:Decrypt arn:aws:kms:eu-central-1:${account}:key/k`],
  ],
  [
    'KMS: an alias says nothing of the key',
    'kms:Encrypt',
    params({ keyId: 'alias/a' }),
    ['kms:Encrypt ~arn:aws:kms:*:*:key/*'],
  ],
  [
    'IAM: what is made has the path of the request',
    'iam:CreateRole',
    params({ roleName: 'r', path: '/a/' }),
    [`iam:CreateRole ${iam('role/a/r')}`],
  ],
  ['IAM: or none', 'iam:CreateUser', params({ userName: 'u' }), [`iam:CreateUser ${iam('user/u')}`]],
  [
    'IAM: the path of what is named is not known',
    'iam:DeleteRole',
    params({ roleName: 'r' }),
    [`iam:DeleteRole ${iam('role/r')} | ~${iam('role/*/r')}`],
  ],
  [
    'IAM: unless the answer tells it',
    'iam:GetRole',
    params({ roleName: 'r' }, { responseElements: { role: { arn: iam('role/p/r') } } }),
    [`iam:GetRole ${iam('role/p/r')}`],
  ],
  [
    'IAM: or it is the caller',
    'iam:GetUser',
    params({ userName: 'alice' }),
    [`iam:GetUser ${iam('user/staff/alice')}`],
  ],
  [
    'IAM: a user who is not named is the caller',
    'iam:CreateAccessKey',
    {},
    [`iam:CreateAccessKey ${iam('user/staff/alice')}`],
  ],
  [
    'STS',
    'sts:AssumeRole',
    params({ roleArn: iam('role/r'), roleSessionName: 's' }),
    [`sts:AssumeRole ${iam('role/r')}`],
  ],
  [
    'STS: with tags and a source identity',
    'sts:AssumeRole',
    params({ roleArn: iam('role/r'), roleSessionName: 's', sourceIdentity: 'x', tags: [{ key: 'a', value: 'b' }] }),
    [`sts:AssumeRole ${iam('role/r')}`, `sts:TagSession ${iam('role/r')}`, `sts:SetSourceIdentity ${iam('role/r')}`],
  ],
  [
    'STS: federation',
    'sts:AssumeRoleWithWebIdentity',
    params({ roleArn: iam('role/r'), roleSessionName: 's' }),
    [`sts:AssumeRoleWithWebIdentity ${iam('role/r')}`],
  ],
  ['STS: no resource', 'sts:GetCallerIdentity', {}, ['sts:GetCallerIdentity *']],
  [
    'Organizations: the action by its name',
    'organizations:CloseAccount',
    params({ accountId: '444455556666' }),
    ['organizations:CloseAccount ~arn:aws:organizations::*:account/o-*/*'],
  ],
  [
    'CloudTrail',
    'cloudtrail:StopLogging',
    params({ name: 't' }),
    [`cloudtrail:StopLogging arn:aws:cloudtrail:eu-central-1:${account}:trail/t`],
  ],
  [
    'a role that is passed on',
    'lambda:CreateFunction20150331',
    params({ functionName: 'f', role: iam('role/r') }),
    [`lambda:CreateFunction arn:aws:lambda:eu-central-1:${account}:function:f`, `iam:PassRole ${iam('role/r')}`],
  ],
  [
    'a parameter that CloudTrail hides',
    'ssm:GetParameter',
    params({ name: 'HIDDEN_DUE_TO_SECURITY_REASONS' }),
    ['ssm:GetParameter ~arn:aws:ssm:*:*:parameter/*'],
  ],
  [
    'parameters that were too long',
    'dynamodb:PutItem',
    params({ omitted: true, originalSize: 200_000, reason: 'Maximum size exceeded' }),
    ['dynamodb:PutItem ~arn:aws:dynamodb:*:*:table/*'],
  ],
  [
    'another partition',
    'dynamodb:DeleteTable',
    params({ tableName: 't' }, { awsRegion: 'cn-north-1' }),
    [`dynamodb:DeleteTable arn:aws-cn:dynamodb:cn-north-1:${account}:table/t`],
  ],
  ['the console, by an action that no API has', 'aws-portal:ViewBilling', {}, ['aws-portal:ViewBilling *']],
  ['a service that is in no table', 'nowhere:Do', {}, ['unknown: nowhere.amazonaws.com is in no table']],
  [
    'an operation that is in none',
    's3:__proto__',
    {},
    ['unknown: s3.amazonaws.com has no operation __proto__ in the tables'],
  ],
])('%s', (_, what, more, pairs) => {
  expect(asked(what, more)).toEqual(pairs);
});

test('whose resource it is', () => {
  const owner = (what: string, more: object): string | undefined => {
    const event = sampleEvent(what, more);
    const found = askedBy(event, callerOf(event));
    return 'pairs' in found ? found.pairs[0]?.owner : undefined;
  };
  expect(owner('s3:GetObject', params({ bucketName: 'box', key: 'k' }))).toBeUndefined();
  expect(
    owner(
      's3:GetObject',
      params({ bucketName: 'box', key: 'k' }, { resources: [{ ...bucketListed, accountId: '444455556666' }] }),
    ),
  ).toBe('444455556666');
  expect(owner('sts:AssumeRole', params({ roleArn: 'arn:aws:iam::444455556666:role/r' }, { userIdentity: ci }))).toBe(
    '444455556666',
  );
  expect(owner('s3:ListBuckets', { userIdentity: alice })).toBe(account);
});
