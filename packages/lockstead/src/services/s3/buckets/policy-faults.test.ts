import { parsePolicy } from '@lockstead/policy';
import { expect, test } from 'vitest';
import { policyFault } from './policy-faults.ts';

const right = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };

test.each<[string, object, string]>([
  ['no principal', { ...right, Principal: undefined }, 'Missing required field Principal'],
  ['no action', { ...right, Action: undefined }, 'Missing required field Action'],
  ['no resource', { ...right, Resource: undefined }, 'Missing required field Resource'],
  ['a principal that is none', { ...right, Principal: { AWS: 'nobody' } }, 'Invalid principal in policy'],
  ['a kind of principal that is none', { ...right, Principal: { Some: '*' } }, 'Invalid principal in policy'],
  ['an action that is none', { ...right, Action: 'GetObject' }, 'Policy has invalid action'],
  ['a resource that is none', { ...right, Resource: 'bucket' }, 'Policy has invalid resource'],
  ['an element that is none', { ...right, Else: 1 }, 'Invalid policy syntax.'],
  ['an operator that is none', { ...right, Condition: { IsLike: { a: 'b' } } }, 'Invalid policy syntax.'],
])('%s', (_, Statement, sentence) => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement });
  const outcome = parsePolicy(text, 'resource', { stored: true });
  expect(outcome.ok ? 'taken' : policyFault(outcome.problems)).toBe(sentence);
});
