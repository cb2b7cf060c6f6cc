/** Which condition keys a record tells, shows to be absent, or leaves open. */
import type { ContextValue } from '@lockstead/policy';
import { expect, test } from 'vitest';
import { askedBy } from './asked.ts';
import { callerOf } from './caller.ts';
import { eventContext } from './event-context.ts';
import { account, alice, ci, roleSession, sampleEvent } from './sample-event.ts';

const service = { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' };
const stranger = { type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: '444455556666' };
const withMfa = roleSession(`arn:aws:iam::${account}:role/admin`, {
  creationDate: '2026-11-20T09:59:00Z',
  mfaAuthenticated: 'true',
});
const role = { userIdentity: ci };
const put = { requestParameters: { bucketName: 'box', key: 'k', 'x-amz-acl': 'private' } };

/** `undefined`: known to be absent. */
test.each<[string, string, object, ContextValue | undefined | 'unknown']>([
  ['aws:principalarn', 's3:ListBuckets', {}, (alice as { arn: string }).arn],
  ['aws:principalarn', 's3:ListBuckets', role, `arn:aws:iam::${account}:role/build/ci`],
  ['aws:principalarn', 's3:ListBuckets', { userIdentity: service }, undefined],
  ['aws:principalarn', 's3:ListBuckets', { userIdentity: stranger }, 'unknown'],
  ['aws:principalaccount', 's3:ListBuckets', { userIdentity: stranger }, '444455556666'],
  ['aws:userid', 's3:ListBuckets', role, 'AROAROLE:session'],
  ['aws:username', 's3:ListBuckets', {}, 'alice'],
  ['aws:username', 's3:ListBuckets', role, undefined],
  ['aws:principaltype', 's3:ListBuckets', role, 'AssumedRole'],
  ['aws:multifactorauthpresent', 's3:ListBuckets', {}, undefined],
  ['aws:multifactorauthpresent', 's3:ListBuckets', role, 'false'],
  ['aws:multifactorauthpresent', 's3:ListBuckets', { userIdentity: withMfa }, 'true'],
  ['aws:multifactorauthpresent', 's3:ListBuckets', { userIdentity: stranger }, 'unknown'],
  ['aws:multifactorauthage', 's3:ListBuckets', { userIdentity: withMfa }, '60'],
  ['aws:tokenissuetime', 's3:ListBuckets', { userIdentity: withMfa }, '2026-11-20T09:59:00Z'],
  ['aws:sourceip', 's3:ListBuckets', {}, '203.0.113.5'],
  ['aws:sourceip', 's3:ListBuckets', { sourceIPAddress: 'cloudformation.amazonaws.com' }, 'unknown'],
  ['aws:sourceip', 's3:ListBuckets', { sourceIPAddress: '10.0.0.1', vpcEndpointId: 'vpce-1' }, undefined],
  ['aws:vpcsourceip', 's3:ListBuckets', { sourceIPAddress: '10.0.0.1', vpcEndpointId: 'vpce-1' }, '10.0.0.1'],
  ['aws:sourcevpce', 's3:ListBuckets', { vpcEndpointId: 'vpce-1' }, 'vpce-1'],
  ['aws:sourcevpce', 's3:ListBuckets', {}, undefined],
  ['aws:sourcevpc', 's3:ListBuckets', { vpcEndpointId: 'vpce-1' }, 'unknown'],
  ['aws:useragent', 's3:ListBuckets', { userAgent: '[aws-cli/2]' }, 'aws-cli/2'],
  ['aws:requestedregion', 's3:ListBuckets', {}, 'eu-central-1'],
  ['aws:securetransport', 's3:ListBuckets', {}, 'true'],
  ['aws:securetransport', 's3:ListBuckets', { tlsDetails: undefined }, 'unknown'],
  [
    'aws:securetransport',
    's3:ListBuckets',
    { tlsDetails: undefined, additionalEventData: { CipherSuite: 'x' } },
    'true',
  ],
  ['aws:currenttime', 's3:ListBuckets', {}, '2026-11-20T10:00:00Z'],
  ['aws:epochtime', 's3:ListBuckets', {}, '1795168800'],
  ['aws:viaawsservice', 's3:ListBuckets', {}, 'false'],
  ['aws:viaawsservice', 's3:ListBuckets', { userIdentity: { ...ci, invokedBy: 'athena.amazonaws.com' } }, 'true'],
  [
    'aws:calledvialast',
    's3:ListBuckets',
    { userIdentity: { ...ci, invokedBy: 'athena.amazonaws.com' } },
    'athena.amazonaws.com',
  ],
  ['aws:calledviafirst', 's3:ListBuckets', { userIdentity: { ...ci, invokedBy: 'athena.amazonaws.com' } }, 'unknown'],
  ['aws:calledvia', 's3:ListBuckets', {}, undefined],
  ['aws:principalisawsservice', 's3:ListBuckets', { userIdentity: service }, 'true'],
  ['aws:principalisawsservice', 's3:ListBuckets', {}, 'false'],
  ['aws:principalservicename', 's3:ListBuckets', { userIdentity: service }, 'ec2.amazonaws.com'],
  ['aws:sourceaccount', 's3:ListBuckets', { userIdentity: service }, 'unknown'],
  ['aws:sourceaccount', 's3:ListBuckets', {}, undefined],
  ['aws:resourceaccount', 's3:ListBuckets', {}, account],
  ['aws:resourceaccount', 's3:PutObject', put, 'unknown'],
  ['aws:principaltag/team', 's3:ListBuckets', role, 'unknown'],
  ['aws:principaltag/team', 's3:ListBuckets', { userIdentity: service }, undefined],
  ['aws:resourcetag/team', 's3:PutObject', put, 'unknown'],
  ['aws:resourcetag/team', 's3:ListBuckets', {}, undefined],
  ['aws:requesttag/team', 'sqs:CreateQueue', { requestParameters: { queueName: 'q', tags: { team: 'red' } } }, 'red'],
  ['aws:requesttag/team', 'sqs:CreateQueue', { requestParameters: { queueName: 'q' } }, undefined],
  ['aws:principalorgid', 's3:ListBuckets', role, 'unknown'],
  ['s3:x-amz-acl', 's3:PutObject', put, 'private'],
  ['s3:x-amz-storage-class', 's3:PutObject', put, undefined],
  ['s3:signatureversion', 's3:PutObject', put, 'unknown'],
  ['kms:viaservice', 's3:PutObject', put, undefined],
  [
    'sts:externalid',
    'sts:AssumeRole',
    { requestParameters: { roleArn: `arn:aws:iam::${account}:role/r`, externalId: 'x' } },
    'x',
  ],
  ['sts:externalid', 'sts:AssumeRole', { requestParameters: { roleArn: `arn:aws:iam::${account}:role/r` } }, undefined],
  [
    'iam:policyarn',
    'iam:AttachRolePolicy',
    { requestParameters: { roleName: 'r', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' } },
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ],
  ['iam:permissionsboundary', 'iam:CreateUser', { requestParameters: { userName: 'u' } }, undefined],
  ['kms:encryptioncontext:a', 'kms:Decrypt', { requestParameters: { encryptionContext: { A: 'b' } } }, 'b'],
  ['saml:sub', 's3:ListBuckets', {}, undefined],
  ['saml:sub', 's3:ListBuckets', role, 'unknown'],
  ['aws:somethingnew', 's3:ListBuckets', {}, 'unknown'],
])('%s of %s %j', (key, what, more, expected) => {
  const event = sampleEvent(what, more);
  const caller = callerOf(event);
  const found = askedBy(event, caller);
  const pair = 'pairs' in found ? found.pairs[0] : undefined;
  if (pair === undefined) throw new Error(JSON.stringify(found));
  const context = eventContext({ event, caller, pair, organizationId: undefined });
  const [certainty, value] = [context.certainty(key), context.get(key)];
  if (expected === 'unknown') expect(certainty).toBe('unknown');
  else expect([certainty, value]).toEqual(['known', expected]);
});

test('the organization, where somebody tells it', () => {
  const event = sampleEvent('sts:AssumeRole', { requestParameters: { roleArn: 'arn:aws:iam::444455556666:role/r' } });
  const caller = callerOf(event);
  const found = askedBy(event, caller);
  const pair = 'pairs' in found ? found.pairs[0] : undefined;
  if (pair === undefined) throw new Error('no pair');
  const context = eventContext({ event, caller, pair, organizationId: 'o-a1b2c3d4e5' });
  expect(context.get('aws:principalorgid')).toBe('o-a1b2c3d4e5');
  // The role is another account's, of which nobody said anything.
  expect(context.certainty('aws:resourceorgid')).toBe('unknown');
});
