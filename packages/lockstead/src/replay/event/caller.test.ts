/** userIdentity in each form that CloudTrail documents. */
import { expect, test } from 'vitest';
import { callerOf } from './caller.ts';
import { account, alice, ci, roleSession, sampleEvent } from './sample-event.ts';

const arn = (resource: string): string => `arn:aws:iam::${account}:${resource}`;

test.each<[string, object, object]>([
  [
    'root',
    { type: 'Root', principalId: account, arn: arn('root'), accountId: account, accessKeyId: 'AKIAROOT' },
    { kind: 'root', name: arn('root'), account, arn: arn('root'), hasLongTermKey: true },
  ],
  [
    'root at the console',
    {
      type: 'Root',
      principalId: account,
      arn: arn('root'),
      accountId: account,
      accessKeyId: 'ASIAROOT',
      sessionContext: { attributes: { creationDate: '2026-11-20T09:00:00Z', mfaAuthenticated: 'true' } },
    },
    { kind: 'root', hasLongTermKey: false, mfaAuthenticated: true },
  ],
  ['a user', alice, { kind: 'user', name: arn('user/staff/alice'), userName: 'alice', hasLongTermKey: true }],
  [
    'a user with GetSessionToken',
    { ...alice, accessKeyId: 'ASIAALICE', sessionContext: { attributes: { mfaAuthenticated: 'true' } } },
    { kind: 'user', hasLongTermKey: false, mfaAuthenticated: true },
  ],
  [
    'a role',
    ci,
    {
      kind: 'role',
      name: arn('role/build/ci'),
      arn: arn('role/build/ci'),
      account,
      mfaAuthenticated: false,
      sessionCreated: '2026-11-20T09:00:00Z',
      isServiceLinked: false,
    },
  ],
  [
    'a role whose issuer is not told',
    { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/ci/s`, accountId: account },
    { kind: 'role', name: `arn:aws:sts::${account}:assumed-role/ci`, account },
  ],
  [
    'a service-linked role',
    roleSession(arn('role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX')),
    { kind: 'role', isServiceLinked: true },
  ],
  [
    'a role of Kubernetes',
    {
      ...ci,
      sessionContext: {
        ...(ci as { sessionContext: object }).sessionContext,
        webIdFederationData: { federatedProvider: arn('oidc-provider/x'), attributes: {} },
        sourceIdentity: 'bob',
        ec2RoleDelivery: '2.0',
      },
    },
    { federatedProvider: arn('oidc-provider/x'), sourceIdentity: 'bob', ec2RoleDelivery: '2.0' },
  ],
  [
    'a federated user',
    {
      type: 'FederatedUser',
      principalId: `${account}:Bob`,
      arn: `arn:aws:sts::${account}:federated-user/Bob`,
      accountId: account,
      accessKeyId: 'ASIAFED',
      sessionContext: { sessionIssuer: { type: 'IAMUser', arn: arn('user/alice') } },
    },
    { kind: 'federatedUser', arn: `arn:aws:sts::${account}:federated-user/Bob` },
  ],
  [
    'a service',
    { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
    { kind: 'service', name: 'ec2.amazonaws.com', invokedBy: 'ec2.amazonaws.com' },
  ],
  [
    'another account',
    { type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: '444455556666' },
    { kind: 'stranger', name: 'account 444455556666', account: '444455556666' },
  ],
  ['nobody', { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }, { kind: 'anonymous' }],
  [
    'a web identity',
    {
      type: 'WebIdentityUser',
      principalId: 'accounts.google.com:app:1',
      userName: '1',
      identityProvider: 'accounts.google.com',
    },
    { kind: 'outside', name: '1' },
  ],
  [
    'a SAML user',
    { type: 'SAMLUser', principalId: 'x:alice', userName: 'alice', identityProvider: 'x' },
    { kind: 'outside', name: 'alice' },
  ],
  [
    'a user of Identity Center',
    { type: 'IdentityCenterUser', accountId: account, onBehalfOf: { userId: 'u' }, credentialId: 'c' },
    { kind: 'outside' },
  ],
  ['unknown', { type: 'Unknown', principalId: 'x', accountId: account }, { kind: 'unknown' }],
  ['nothing at all', {}, { kind: 'unknown' }],
  [
    'a service without a type',
    { accountId: account, invokedBy: 'AWS Internal' },
    { kind: 'service', name: 'AWS Internal' },
  ],
  ['a type that there is not', { type: 'toString', accountId: account }, { kind: 'unknown' }],
  ['a user without an account', { type: 'IAMUser', userName: 'x' }, { kind: 'unknown' }],
  [
    'a role called by a service',
    { ...ci, invokedBy: 'cloudformation.amazonaws.com' },
    { kind: 'role', invokedBy: 'cloudformation.amazonaws.com' },
  ],
])('%s', (_, userIdentity, expected) => {
  expect(callerOf(sampleEvent('s3:ListBuckets', { userIdentity }))).toMatchObject(expected);
});
