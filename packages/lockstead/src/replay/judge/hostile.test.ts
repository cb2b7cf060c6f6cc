/** Events that somebody wrote to hurt: time in proportion to their size, memory bounded, no crash. */
import { parsePolicy } from '@lockstead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEvent } from '../event/recorded-event.ts';
import { account, ci, sampleEvent } from '../event/sample-event.ts';
import { groupsMax, shownLengthMax } from '../limits.ts';
import { judge } from './judge.ts';
import { prepared } from './proposal.ts';
import { Tally } from './tally.ts';

const parsed = parsePolicy(
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: '*',
        Resource: 'arn:aws:iam::*:role/x*y*z',
        Condition: { StringLike: { 'aws:PrincipalTag/a': '*b*' } },
      },
      {
        Effect: 'Deny',
        NotAction: 'iam:Get*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
      },
    ],
  }),
  'serviceControl',
);
if (!parsed.ok) throw new Error('the policy does not parse');
const proposal = prepared({
  kind: 'scp',
  policies: [{ name: 'p', document: parsed.document }],
  replacesFullAccess: false,
});

const many = Array.from({ length: 20_000 }, (_, i) => `x${i}`);
test.each<[string, string, object]>([
  [
    'a list of ids',
    'ec2:TerminateInstances',
    { requestParameters: { instancesSet: { items: many.map((id) => ({ instanceId: `i-${id}` })) } } },
  ],
  [
    'a list of ARNs',
    'sts:AssumeRole',
    {
      requestParameters: {
        roleArn: `arn:aws:iam::${account}:role/${'x'.repeat(1_000_000)}`,
        tags: many.map((key) => ({ key, value: 'v' })),
      },
    },
  ],
  [
    'resources that the record lists',
    'kms:Decrypt',
    { resources: many.map((id) => ({ ARN: `arn:aws:kms:eu-central-1:${account}:key/${id}` })) },
  ],
  [
    'parameters with many names',
    's3:PutObject',
    { requestParameters: Object.fromEntries(many.map((name) => [name, name])) },
  ],
  [
    'a deep one',
    'dynamodb:PutItem',
    { requestParameters: JSON.parse(`${'{"a":'.repeat(150)}1${'}'.repeat(150)}`) as object },
  ],
  ['a path that almost fits', 'iam:DeleteRole', { requestParameters: { roleName: 'xy'.repeat(500) } }],
])('%s', (_, what, more) => {
  const event = sampleEvent(what, { userIdentity: ci, awsRegion: 'us-east-1', ...more });
  const start = performance.now();
  judge(event, proposal);
  expect(performance.now() - start).toBeLessThan(2_000);
});

test('any JSON in the place of any part of a record', () => {
  const parts = [
    'userIdentity',
    'requestParameters',
    'responseElements',
    'resources',
    'tlsDetails',
    'additionalEventData',
    'awsRegion',
    'errorCode',
    'eventType',
  ];
  const calls = [
    'ec2:RunInstances',
    's3:PutObject',
    'iam:CreateUser',
    'sts:AssumeRole',
    'kms:Decrypt',
    'lambda:CreateFunction20150331',
    'sqs:SendMessage',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...calls), fc.dictionary(fc.constantFrom(...parts), fc.jsonValue()), (call, more) => {
      const [source = '', eventName = ''] = call.split(':');
      const record = {
        userIdentity: ci,
        eventSource: `${source}.amazonaws.com`,
        eventName,
        eventTime: '2026-11-20T10:00:00Z',
        recipientAccountId: account,
        ...more,
      };
      const verdict = judge(readEvent(JSON.stringify(record)), proposal);
      expect(['stops', 'goesOn', 'depends', 'exempt', 'unknown', 'notACall', 'deniedAlready']).toContain(
        verdict.outcome,
      );
    }),
    { numRuns: 1_000 },
  );
});

test('the report keeps so many groups, and no long texts', () => {
  const tally = new Tally();
  const long = 'x'.repeat(10 * shownLengthMax);
  const event = sampleEvent('ec2:TerminateInstances', { awsRegion: 'us-east-1' });
  for (let i = 0; i < groupsMax + 500; i++) {
    const caller = { kind: 'user', name: `${i} ${long}`, hasLongTermKey: true, isServiceLinked: false } as const;
    const pair = { action: 'ec2:TerminateInstances', resources: [], resource: long, keys: {}, told: new Set<string>() };
    tally.add(event, { outcome: 'stops', caller, pair });
  }
  const { stops, counts } = tally.result();
  expect(counts.stops).toBe(groupsMax + 500);
  expect(stops).toHaveLength(groupsMax + 1);
  expect(stops[0]).toMatchObject({ principal: '(others)', count: 500 });
  expect(Math.max(...stops.map(({ principal }) => principal.length))).toBeLessThanOrEqual(shownLengthMax + 1);
});
