/** The least change where it is easily got wrong. That it allows whenever it is offered is a property of the oracle's suite. */
import { describe, expect, test } from 'vitest';
import { applyAll } from '../src/explain/least-change.ts';
import { type Change, decide, explain, type Layers, type Request } from '../src/index.ts';
import { alice, document, everything, type Json, requestOf } from './case.ts';

const request = requestOf({ name: '', rules: [], expect: '' });
const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
const policy = (name: string, ...statements: Json[]) => ({ name, document: document(statements, 'identity') });

function changesFor(layers: Layers, asked: Request = request): readonly Change[] {
  const { changes = [] } = explain(asked, layers).leastChange ?? {};
  expect(decide(asked, applyAll(changes, layers)).effect).toBe('allow');
  return changes;
}

describe('the least change', () => {
  test('one control policy that denies on two levels is in the way twice', () => {
    const level = (target: string) => ({ target, policies: [policy('guard', everything, deny)] });
    const changes = changesFor({
      identity: [policy('p', everything)],
      serviceControl: [level('r-root'), level('ou-1'), { target: '1', policies: [policy('free', everything)] }],
    });
    expect(changes).toMatchObject([
      { change: 'removeStatement', by: { policy: 'guard', statement: 1 }, target: 'r-root' },
      { change: 'removeStatement', by: { policy: 'guard', statement: 1 }, target: 'ou-1' },
    ]);
  });

  test('policies of one name, of the user and of a group, are two', () => {
    const groups = { ...policy('same', everything, deny), via: 'Developers' };
    const changes = changesFor({ identity: [policy('same', everything, deny), groups] });
    expect(changes.map(({ change }) => change)).toEqual(['removeStatement', 'removeStatement']);
  });

  test('old policies take the resource without variables', () => {
    const boundary = { Version: '2008-10-17', Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*' } };
    const asked = { ...request, resource: 'arn:aws:s3:::box/a*b' };
    const changes = changesFor(
      {
        identity: [policy('p', everything)],
        permissionsBoundary: { name: 'pb', document: document(boundary, 'permissionsBoundary') },
      },
      asked,
    );
    expect(changes).toMatchObject([{ layer: 'permissionsBoundary', statement: { Resource: 'arn:aws:s3:::box/a?b' } }]);
  });

  test('a boundary that is gone, a silent level and a foreign resource in one', () => {
    const changes = changesFor(
      {
        permissionsBoundary: 'deleted',
        serviceControl: [{ target: 'r-root', policies: [] }],
        resource: { name: 'rp', document: document({ ...everything, Principal: { AWS: '999999999999' } }, 'resource') },
      },
      { ...request, resourceAccount: '444455556666' },
    );
    expect(changes.map((each) => (each.change === 'addStatement' ? each.layer : each.change)).toSorted()).toEqual([
      'identity',
      'replaceBoundary',
      'resource',
      'serviceControl',
    ]);
    expect(changes.find((each) => 'layer' in each && each.layer === 'resource')).toMatchObject({
      statement: { Principal: { AWS: alice.arn } },
    });
  });
});
