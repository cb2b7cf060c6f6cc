import { loadModel, serviceById } from '@lockstead/wire';
import { expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId, Region, RequestId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { RequestContext } from '#service/request-context';
import type { Session } from '#service/session';
import { type ApiCall, apiEvents } from './api-event.ts';

const account = '111122223333' as AccountId;
const owner = '444455556666' as AccountId;
const region = 'us-east-1' as Region;
const clock = simulatedClock(instant(Date.parse('2026-11-22T07:30:29.750Z')));
const iam = await loadModel(present(serviceById('iam'), 'iam'));
const model = present(iam.operations.get('GetUser'), 'GetUser');

const alice: Session = {
  principal: { kind: 'user', account, arn: `arn:aws:iam::${account}:user/alice`, userName: 'alice', userId: 'AIDAX' },
};

function records(context: Partial<RequestContext>, call: Partial<ApiCall> = {}): readonly Record<string, unknown>[] {
  const events = apiEvents(
    {
      context: {
        requestId: 'r' as RequestId,
        at: clock.now(),
        region,
        session: alice,
        account,
        transport: { secure: false, sourceIp: '192.0.2.1' },
        clock,
        entropy: seededEntropy('events'),
        ...context,
      },
      model,
      operation: { name: 'GetUser', effect: 'read', handle: async () => ({}) },
      input: {},
      outcome: { output: {} },
      resources: [],
      otherAccounts: [],
      region,
      ...call,
    },
    { wants: () => true },
  );
  return events.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

test('over TLS it says how', () => {
  const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' };
  const [record] = records({ transport: { secure: true, sourceIp: '192.0.2.1', host: 'iam.localhost:4566', tls } });
  expect(record?.['tlsDetails']).toEqual({
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: 'iam.localhost:4566',
  });
});

test('a client that does not say what it is, is not given a name', () => {
  expect(records({})[0]).not.toHaveProperty('userAgent');
  const [long] = records({ transport: { secure: false, userAgent: 'x'.repeat(9000) } });
  expect(String(long?.['userAgent']).length).toBe(1024);
});

test('passed on by a service, it comes from there', () => {
  const transport = { secure: true, sourceIp: '192.0.2.1', userAgent: 'aws-cli', tls: { version: 'v', cipher: 'c' } };
  const [record] = records({ transport, calledVia: { services: ['athena.amazonaws.com', 's3.amazonaws.com'] } });
  expect(record).toMatchObject({
    userIdentity: { type: 'IAMUser', userName: 'alice', invokedBy: 's3.amazonaws.com' },
    sourceIPAddress: 's3.amazonaws.com',
    userAgent: 's3.amazonaws.com',
  });
  expect(record).not.toHaveProperty('tlsDetails');
});

test('a service in its own name', () => {
  const session: Session = { principal: { kind: 'service', service: 'cloudtrail.amazonaws.com' } };
  const [record] = records({ session, transport: { secure: true } });
  expect(record).toMatchObject({
    userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
    sourceIPAddress: 'cloudtrail.amazonaws.com',
    userAgent: 'cloudtrail.amazonaws.com',
    recipientAccountId: account,
  });
});

test('nobody has no event, the owner of what nobody touched has one', () => {
  const session: Session = { principal: { kind: 'anonymous' } };
  const nobody = { session, account: '' as AccountId };
  expect(records(nobody)).toEqual([]);
  const [record, ...more] = records(nobody, { otherAccounts: [owner] });
  expect(more).toEqual([]);
  expect(record).toMatchObject({
    userIdentity: { type: 'AWSAccount', accountId: 'ANONYMOUS_PRINCIPAL' },
    recipientAccountId: owner,
  });
  expect(record).not.toHaveProperty('sharedEventID');
});

test('an account named twice has one event', () => {
  const both = records({}, { otherAccounts: [owner, account, owner] });
  expect(both.map((record) => record['recipientAccountId'])).toEqual([account, owner]);
  expect(new Set(both.map((record) => record['sharedEventID'])).size).toBe(1);
});
