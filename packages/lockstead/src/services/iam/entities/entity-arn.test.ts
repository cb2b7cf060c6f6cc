import { expect, test } from 'vitest';
import { parseEntityArn } from './entity-arn.ts';

test.each([
  ['a user at the root path', 'arn:aws:iam::111122223333:user/alice', { kind: 'user', name: 'alice' }],
  ['a role with a path', 'arn:aws:iam::111122223333:role/a/b/deploy', { kind: 'role', name: 'deploy' }],
  ['a group', 'arn:aws:iam::111122223333:group/all', { kind: 'group', name: 'all' }],
])('%s is the ARN of an entity', (_, text, entity) => {
  expect(parseEntityArn(text)).toEqual({ account: '111122223333', region: '', ...entity });
});

test.each([
  ['the root user', 'arn:aws:iam::111122223333:root'],
  ['a policy', 'arn:aws:iam::111122223333:policy/p'],
  ['a path without a name', 'arn:aws:iam::111122223333:user/team/'],
  ['a session of a role', 'arn:aws:sts::111122223333:assumed-role/deploy/s'],
  ['no ARN', 'alice'],
])('%s is not the ARN of an entity', (_, text) => {
  expect(parseEntityArn(text)).toBeUndefined();
});
