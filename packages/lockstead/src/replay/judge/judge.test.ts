/** One event against one proposal: what AWS's pages say about whom guardrails bind. */
import { type AttachedPolicy, parsePolicy } from '@lockstead/policy';
import { describe, expect, test } from 'vitest';
import { account, ci, roleSession, sampleEvent } from '../event/sample-event.ts';
import { judge } from './judge.ts';
import { type Proposal, type ProposedKind, policyKinds, prepared } from './proposal.ts';

function policyOf(kind: ProposedKind, ...statements: readonly object[]): AttachedPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), policyKinds[kind]);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { name: 'p', document: parsed.document };
}

const deny = (more: object): object => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });

function proposal(kind: ProposedKind, policy: AttachedPolicy, more: Partial<Proposal> = {}): Proposal {
  return { kind, policies: [policy], replacesFullAccess: false, ...more };
}

const everything = proposal('scp', policyOf('scp', deny({})));
const everyResource = proposal('rcp', policyOf('rcp', deny({ Principal: '*' })));
const listAlone = proposal('boundary', policyOf('boundary', { Effect: 'Allow', Action: 's3:List*', Resource: '*' }));
const other = '444455556666';
const identity = (userIdentity: object): object => ({ userIdentity });
const service = identity({ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' });
const linked = identity(
  roleSession(`arn:aws:iam::${account}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`),
);
const root = identity({ type: 'Root', arn: `arn:aws:iam::${account}:root`, accountId: account });
const stranger = identity({ type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: other });
const bucket = (owner: string): object => ({
  requestParameters: { bucketName: 'box', key: 'k' },
  resources: [{ accountId: owner, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::box' }],
});
const role = { requestParameters: { roleArn: `arn:aws:iam::${account}:role/r` } };

test.each<[string, Proposal, string, object, object]>([
  ['an SCP binds users', everything, 's3:ListBuckets', {}, { outcome: 'stops', by: { policy: 'p', statement: 0 } }],
  ['and the root user of a member', everything, 's3:ListBuckets', root, { outcome: 'stops' }],
  [
    'not the management account',
    { ...everything, managementAccount: account },
    's3:ListBuckets',
    {},
    { outcome: 'exempt', why: 'managementAccount' },
  ],
  ['not service-linked roles', everything, 's3:ListBuckets', linked, { outcome: 'exempt', why: 'serviceLinkedRole' }],
  ['not services', everything, 's3:ListBuckets', service, { outcome: 'exempt', why: 'servicePrincipal' }],
  [
    'not callers of other accounts',
    everything,
    's3:GetObject',
    { ...stranger, ...bucket(account) },
    { outcome: 'exempt', why: 'otherAccount' },
  ],
  [
    'not other accounts than the target',
    { ...everything, target: { account: other } },
    's3:ListBuckets',
    {},
    { outcome: 'exempt', why: 'otherAccount' },
  ],
  ['the target', { ...everything, target: { account } }, 's3:ListBuckets', {}, { outcome: 'stops' }],
  [
    'not who federates',
    everything,
    'sts:AssumeRoleWithWebIdentity',
    { ...identity({ type: 'WebIdentityUser', userName: 'x' }), ...role },
    { outcome: 'exempt', why: 'unbound' },
  ],
  [
    'a role whose ARN is not told may be service-linked',
    everything,
    's3:ListBuckets',
    identity({ type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/x/s`, accountId: account }),
    { outcome: 'depends', on: ['aws:PrincipalArn'] },
  ],
  [
    'and so may a caller of whom no more than the account is told',
    everything,
    's3:ListBuckets',
    identity({ type: 'AWSAccount', principalId: 'AROAX:s', accountId: account }),
    { outcome: 'depends', on: ['aws:PrincipalArn'] },
  ],
  ['nobody is kept from GetCallerIdentity', everything, 'sts:GetCallerIdentity', {}, { outcome: 'goesOn' }],
  [
    'what was denied stays denied',
    everything,
    's3:ListBuckets',
    { errorCode: 'AccessDenied' },
    { outcome: 'deniedAlready' },
  ],
  [
    'also as EC2 says it',
    everything,
    'ec2:RunInstances',
    { errorCode: 'Client.UnauthorizedOperation' },
    { outcome: 'deniedAlready' },
  ],
  [
    'what failed otherwise was let in',
    everything,
    's3:ListBuckets',
    { errorCode: 'NoSuchBucket' },
    { outcome: 'stops' },
  ],
  [
    'an insight is not a call',
    everything,
    's3:ListBuckets',
    { eventCategory: 'Insight', eventType: 'AwsCloudTrailInsight' },
    { outcome: 'notACall' },
  ],
  ['a service event is none', everything, 'kms:RotateKey', { eventType: 'AwsServiceEvent' }, { outcome: 'notACall' }],
  ['a sign-in is none', everything, 'signin:ConsoleLogin', { eventType: 'AwsConsoleSignIn' }, { outcome: 'notACall' }],
  [
    'a caller who is not told',
    everything,
    's3:ListBuckets',
    identity({ type: 'Unknown' }),
    { outcome: 'unknown', reason: 'the record does not say who called' },
  ],

  [
    'an RCP binds callers of other accounts',
    everyResource,
    's3:GetObject',
    { ...stranger, ...bucket(account) },
    { outcome: 'stops' },
  ],
  ['and services', everyResource, 's3:GetObject', { ...service, ...bucket(account) }, { outcome: 'stops' }],
  [
    'and those who federate',
    everyResource,
    'sts:AssumeRoleWithWebIdentity',
    { ...identity({ type: 'WebIdentityUser', userName: 'x' }), ...role },
    { outcome: 'stops' },
  ],
  [
    'not resources of other accounts',
    everyResource,
    's3:GetObject',
    bucket(other),
    { outcome: 'exempt', why: 'otherAccount' },
  ],
  [
    'a resource whose owner is not told',
    everyResource,
    's3:GetObject',
    { requestParameters: { bucketName: 'box', key: 'k' } },
    { outcome: 'depends', on: ['aws:ResourceAccount'] },
  ],
  [
    'not services that honour none',
    everyResource,
    'ec2:DescribeInstances',
    {},
    { outcome: 'exempt', why: 'notHonoured' },
  ],
  [
    'not service-linked roles',
    everyResource,
    's3:GetObject',
    { ...linked, ...bucket(account) },
    { outcome: 'exempt', why: 'serviceLinkedRole' },
  ],
  [
    'not the management account’s',
    { ...everyResource, managementAccount: account },
    's3:GetObject',
    bucket(account),
    { outcome: 'exempt', why: 'managementAccount' },
  ],

  ['a boundary must allow', listAlone, 'ec2:DescribeInstances', identity(ci), { outcome: 'stops' }],
  ['what it allows goes on', listAlone, 's3:ListBuckets', identity(ci), { outcome: 'goesOn' }],
  [
    'a bucket may name the caller',
    listAlone,
    's3:GetObject',
    { ...identity(ci), ...bucket(account) },
    { outcome: 'depends', on: ['the policy of the resource'] },
  ],
  ['root has none', listAlone, 'ec2:DescribeInstances', root, { outcome: 'exempt', why: 'unbound' }],
  [
    'the role that it is set on',
    { ...listAlone, target: { principal: `arn:aws:iam::${account}:role/build/ci` } },
    'ec2:DescribeInstances',
    identity(ci),
    { outcome: 'stops' },
  ],
  [
    'no other',
    { ...listAlone, target: { principal: `arn:aws:iam::${account}:role/x` } },
    'ec2:DescribeInstances',
    identity(ci),
    { outcome: 'exempt', why: 'otherPrincipal' },
  ],
])('%s', (_, proposed, what, more, expected) => {
  expect(judge(sampleEvent(what, more), prepared(proposed))).toMatchObject(expected);
});

describe('several pairs', () => {
  const passes = { requestParameters: { functionName: 'f', role: `arn:aws:iam::${account}:role/r` } };

  test('one that stops is enough', () => {
    const proposed = proposal('scp', policyOf('scp', deny({ Action: 'iam:PassRole' })));
    expect(judge(sampleEvent('lambda:CreateFunction20150331', passes), prepared(proposed))).toMatchObject({
      outcome: 'stops',
      pair: { action: 'iam:PassRole' },
    });
  });

  test('a certain one is named before one that depends', () => {
    const tagged = { StringEquals: { 'aws:PrincipalTag/team': 'red' } };
    const proposed = proposal(
      'scp',
      policyOf('scp', deny({ Action: 'lambda:*', Condition: tagged }), deny({ Action: 'iam:PassRole' })),
    );
    expect(judge(sampleEvent('lambda:CreateFunction20150331', passes), prepared(proposed))).toMatchObject({
      outcome: 'stops',
    });
  });
});

describe('an allow list', () => {
  const policy = policyOf('scp', { Effect: 'Allow', Action: ['s3:*', 'sts:*'], Resource: '*' });

  test('beside FullAWSAccess it stops nothing', () => {
    expect(judge(sampleEvent('ec2:DescribeInstances'), prepared(proposal('scp', policy)))).toMatchObject({
      outcome: 'goesOn',
    });
  });

  test('instead of it, it stops what it does not allow', () => {
    const instead = prepared(proposal('scp', policy, { replacesFullAccess: true }));
    expect(judge(sampleEvent('ec2:DescribeInstances'), instead)).toMatchObject({ outcome: 'stops' });
    expect(judge(sampleEvent('s3:ListBuckets'), instead)).toMatchObject({ outcome: 'goesOn' });
  });
});
