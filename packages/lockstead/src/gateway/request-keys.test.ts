import { expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccessKeyId, AccountId, Region, RequestId } from '#kernel/ids';
import type { Principal } from '#service/session';
import { presentKeys, requestKeys } from './request-keys.ts';

const account = '111122223333' as AccountId;
const at = instant(Date.parse('2026-11-22T07:30:29Z'));

function keysOf(principal: Principal) {
  const context = {
    requestId: '' as RequestId,
    at,
    region: 'us-east-1' as Region,
    session: { principal, accessKeyId: 'AKIA' as AccessKeyId },
    account,
    transport: { secure: false },
    clock: simulatedClock(at),
    entropy: seededEntropy('keys'),
  };
  const pair = { action: 'iam:GetUser', resource: '*', owner: account };
  const sources = { context, layers: { tags: [] }, membership: undefined, resourceMembership: undefined, pair };
  return { get: (key: string) => requestKeys(sources).get(key), present: presentKeys(sources) };
}

// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
test.each<[Principal, string | undefined, string, string | undefined]>([
  [{ kind: 'root', account, arn: `arn:aws:iam::${account}:root` }, undefined, account, 'Account'],
  [
    { kind: 'user', account, arn: `arn:aws:iam::${account}:user/alice`, userName: 'alice', userId: 'AIDAALICE' },
    'alice',
    'AIDAALICE',
    'User',
  ],
  [
    {
      kind: 'federatedUser',
      account,
      arn: `arn:aws:sts::${account}:federated-user/bob`,
      name: 'bob',
      issuer: { arn: `arn:aws:iam::${account}:user/alice`, userName: 'alice', userId: 'AIDAALICE' },
    },
    undefined,
    `${account}:bob`,
    'FederatedUser',
  ],
  [
    {
      kind: 'assumedRole',
      account,
      arn: `arn:aws:sts::${account}:assumed-role/Job/run`,
      roleArn: `arn:aws:iam::${account}:role/Job`,
      roleName: 'Job',
      roleId: 'AROAJOB',
      sessionName: 'run',
    },
    undefined,
    'AROAJOB:run',
    'AssumedRole',
  ],
  [{ kind: 'anonymous' }, undefined, 'anonymous', 'Anonymous'],
])('what names the caller: $kind', (principal, username, userid, type) => {
  const { get, present } = keysOf(principal);
  expect([get('aws:username'), get('aws:userid'), get('aws:PrincipalType')]).toEqual([username, userid, type]);
  expect(present['aws:userid']).toBe(userid);
});
