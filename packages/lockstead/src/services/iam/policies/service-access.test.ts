import { parsePolicy } from '@lockstead/policy';
import * as reference from '@lockstead/policy/reference';
import { expect, test } from 'vitest';
import { Gathering } from '#kernel/turns';
import { ServiceAccess } from './service-access.ts';

async function granted(statement: object, prefix: string): Promise<boolean> {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Resource: '*', ...statement }] });
  const outcome = parsePolicy(text, 'identity', { stored: true });
  const service = reference.serviceReference(prefix);
  if (!outcome.ok || service === undefined) throw new TypeError(`no document or no service: ${text}`);
  using work = new Gathering();
  return await new ServiceAccess(reference, work).isGranted(outcome.document, service);
}

const allow = (Action: string | readonly string[]): object => ({ Effect: 'Allow', Action });
const allowAllBut = (NotAction: string | readonly string[]): object => ({ Effect: 'Allow', NotAction });

test.each<[what: string, statement: object, prefix: string]>([
  ['everything', allow('*'), 's3'],
  ['one action', allow('s3:GetObject'), 's3'],
  ['one action in other capitals', allow('S3:getobject'), 's3'],
  ['actions that begin alike', allow('s3:Get*'), 's3'],
  ['an action of it behind one of another service', allow(['ec2:RunInstances', 's3:ListAllMyBuckets']), 's3'],
  ['a wildcard in the service', allow('s?:Get*'), 's3'],
  ['a wildcard for the whole service', allow('*:DescribeInstances'), 'ec2'],
  ['wildcards around a part of the service', allow('*c*tch:*'), 'cloudwatch'],
  ['all but another service', allowAllBut('iam:*'), 's3'],
  ['all but a part of the service', allowAllBut('s3:Get*'), 's3'],
  [
    'one bucket, under a condition',
    { ...allow('s3:*'), Resource: 'arn:aws:s3:::b', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    's3',
  ],
])('a statement that allows %s grants the service', async (_, statement, prefix) => {
  expect(await granted(statement, prefix)).toBe(true);
});

test.each<[what: string, statement: object, prefix: string]>([
  ['allows another service', allow('s3:*'), 'ec2'],
  ['allows a service whose name begins alike', allow('s3-object-lambda:*'), 's3'],
  ['allows an action that the service does not have', allow('s3:FlyToTheMoon'), 's3'],
  ['allows a wildcard that no action matches', allow('*:FlyTo*'), 's3'],
  ['allows what a longer service has', allow('???:*'), 's3'],
  ['denies the service', { Effect: 'Deny', Action: 's3:*' }, 's3'],
  ['allows all but the service', allowAllBut('s3:*'), 's3'],
  ['allows all but the service and another', allowAllBut(['ec2:*', '*3:*']), 's3'],
  ['allows nothing', allowAllBut('*'), 's3'],
])('a statement that %s does not grant the service', async (_, statement, prefix) => {
  expect(await granted(statement, prefix)).toBe(false);
});
