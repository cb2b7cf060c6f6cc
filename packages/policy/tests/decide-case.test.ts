/** Cases as people write them: the form of `lockstead policy decide`. */
import { describe, expect, test } from 'vitest';
import { decideCase, principalOf, readCase } from '../src/index.ts';

const alice = { arn: 'arn:aws:iam::111122223333:user/team/alice', tags: { team: 'blue' } };
const read = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' }],
};
const base = {
  principal: alice,
  action: 's3:GetObject',
  resource: { arn: 'arn:aws:s3:::box/key', accountId: '111122223333' },
};

describe('decideCase', () => {
  test('allowed', () => {
    expect(decideCase({ ...base, name: 'reads', identityPolicies: [{ name: 'p1', policy: read }] })).toEqual({
      name: 'reads',
      decision: 'Allowed',
      decidedBy: 'identity',
      matched: [{ layer: 'identity', policy: 'p1', statement: 0, sid: 'Read', effect: 'Allow' }],
      problems: [],
    });
  });

  test('implicitly denied, with the sentence of AWS', () => {
    expect(decideCase(base)).toEqual({
      decision: 'ImplicitlyDenied',
      decidedBy: 'identity',
      message:
        'User: arn:aws:iam::111122223333:user/team/alice is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::box/key because no identity-based policy allows the s3:GetObject action',
      matched: [],
      problems: [],
    });
  });

  test('explicitly denied', () => {
    const deny = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } };
    const answer = decideCase({
      ...base,
      identityPolicies: [{ name: 'p1', policy: read }],
      serviceControlPolicies: [{ target: 'r-root', policies: [{ name: 'stop', policy: deny }] }],
    });
    expect(answer).toMatchObject({
      decision: 'ExplicitlyDenied',
      decidedBy: 'serviceControl',
      matched: [
        { layer: 'serviceControl', policy: 'stop' },
        { layer: 'identity', policy: 'p1' },
      ],
    });
  });

  test('tags and the keys that AWS sets itself', () => {
    const Condition = {
      StringEquals: {
        'aws:PrincipalTag/team': 'blue',
        'aws:ResourceTag/team': 'blue',
        'aws:username': 'alice',
        'aws:PrincipalType': 'User',
        'aws:PrincipalAccount': '111122223333',
      },
    };
    const policy = { Version: '2012-10-17', Statement: [{ ...read.Statement[0], Condition }] };
    expect(
      decideCase({
        ...base,
        resource: { ...base.resource, tags: { team: 'blue' } },
        identityPolicies: [{ name: 'p', policy }],
      }).decision,
    ).toBe('Allowed');
  });

  test('trust and keys need the consent of the resource', () => {
    const allow = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    const asking = { principal: alice, identityPolicies: [{ name: 'all', policy: allow }] };
    expect(
      decideCase({ ...asking, action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/1' }),
    ).toMatchObject({ decision: 'ImplicitlyDenied', decidedBy: 'resource' });
    expect(
      decideCase({ ...asking, action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/r' }),
    ).toMatchObject({ decision: 'ImplicitlyDenied', decidedBy: 'resource' });
    const trust = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' },
    };
    expect(
      decideCase({
        ...asking,
        action: 'sts:AssumeRole',
        resource: 'arn:aws:iam::111122223333:role/r',
        resourcePolicy: trust,
      }).decision,
    ).toBe('Allowed');
  });

  test.each([
    ['not an object', [], ['']],
    ['nothing', {}, ['principal', 'action', 'resource']],
    ['an unknown member', { ...base, resourcePolicies: [] }, ['resourcePolicies']],
    ['an action without service', { ...base, action: 'GetObject' }, ['action']],
    ['a resource that is not an ARN', { ...base, resource: 'box/key' }, ['resource']],
    ['a resource that is not an ARN, in an object', { ...base, resource: { arn: 'arn:aws:s3' } }, ['resource.arn']],
    [
      'a service with a role',
      { ...base, principal: { service: 'logs.amazonaws.com', role: 'arn:aws:iam::111122223333:role/r' } },
      ['principal.role'],
    ],
    ['a service without a name', { ...base, principal: { service: 7 } }, ['principal.service']],
    [
      "an account that is not the principal's",
      { ...base, principal: { ...alice, accountId: '444455556666' } },
      ['principal.accountId'],
    ],
    ['null in the context', { ...base, context: { 'aws:SourceIp': null } }, ['context.aws:SourceIp']],
    [
      'a principal of another kind',
      { ...base, principal: { arn: 'arn:aws:iam::111122223333:group/g' } },
      ['principal.arn'],
    ],
    ['a broken account', { ...base, resource: { arn: '*', accountId: '12' } }, ['resource.accountId']],
    [
      'an invalid policy',
      {
        ...base,
        identityPolicies: [{ name: 'p', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow' }] } }],
      },
      ['identityPolicies[0].policy.Statement[0].Action', 'identityPolicies[0].policy.Statement[0].Resource'],
    ],
    ['a policy that is not JSON', { ...base, resourcePolicy: '{' }, ['resourcePolicy']],
    ['levels that are no list', { ...base, serviceControlPolicies: {} }, ['serviceControlPolicies']],
    [
      'a level without target',
      { ...base, serviceControlPolicies: [{ policies: [] }] },
      ['serviceControlPolicies[0].target'],
    ],
    ['a context of objects', { ...base, context: { 'aws:SourceIp': {} } }, ['context.aws:SourceIp']],
  ])('a case that cannot be read is denied: %s', (_, value, paths) => {
    const answer = decideCase(value);
    expect(answer.decision).toBe('ImplicitlyDenied');
    expect(answer.problems.map(({ path }) => path)).toEqual(paths);
  });

  test.each([
    ['identityPolicies', [{ policy: {} }], 'identity'],
    ['permissionsBoundary', { policy: {} }, 'permissionsBoundary'],
    ['sessionPolicies', [{ policy: {} }], 'session'],
    ['resourcePolicy', {}, 'resource'],
    ['vpcEndpointPolicy', {}, 'vpcEndpoint'],
    ['serviceControlPolicies', [{ target: 'r', policies: [{ policy: {} }] }], 'serviceControl'],
    ['resourceControlPolicies', [{ target: 'r', policies: [{ policy: {} }] }], 'resourceControl'],
    ['context', [], 'identity'],
  ])('the layer to blame for a case that cannot be read: %s', (member, value, layer) => {
    expect(decideCase({ ...base, [member]: value }).decidedBy).toBe(layer);
  });

  test.each([
    [{ arn: 'arn:aws:iam::111122223333:root' }, '111122223333'],
    [{ arn: 'arn:aws:sts::111122223333:federated-user/bob' }, '111122223333:bob'],
    [{ anonymous: true }, 'anonymous'],
    [{ arn: 'arn:aws:iam::111122223333:user/alice' }, undefined],
  ])('aws:userid of %j is %s', (principal, id) => {
    const outcome = readCase({ ...base, principal });
    expect(outcome.ok && outcome.case.request.context.get('aws:userid')).toBe(id);
  });

  test.each([
    [{ service: 'cloudtrail.amazonaws.com' }, 'aws:PrincipalServiceNamesList', ['cloudtrail.amazonaws.com']],
    [{ service: 'cloudtrail.amazonaws.com' }, 'aws:PrincipalServiceName', 'cloudtrail.amazonaws.com'],
    [{ service: 'cloudtrail.amazonaws.com' }, 'aws:PrincipalIsAWSService', 'true'],
    [{ arn: 'arn:aws:iam::111122223333:user/a' }, 'aws:PrincipalIsAWSService', 'false'],
    [{ anonymous: true }, 'aws:PrincipalIsAWSService', undefined],
    [{ federated: 'arn:aws:iam::111122223333:saml-provider/P' }, 'aws:PrincipalIsAWSService', undefined],
    [{ anonymous: true }, 'aws:PrincipalAccount', 'anonymous'],
  ])('of %j, %s is %j', (principal, key, value) => {
    const outcome = readCase({ principal, action: 's3:GetObject', resource: 'arn:aws:s3:::box/x' });
    expect(outcome.ok && outcome.case.request.context.get(key)).toEqual(value);
  });

  test('a service of another account is a stranger there', () => {
    const principal = { service: 'logs.amazonaws.com', accountId: '444455556666' };
    expect(readCase({ ...base, principal })).toMatchObject({
      ok: true,
      case: { request: { principal: { kind: 'service', service: 'logs.amazonaws.com', account: '444455556666' } } },
    });
  });

  test('only layers that were asked have matched', () => {
    const all = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    const answer = decideCase({
      ...base,
      principal: { service: 'logs.amazonaws.com' },
      identityPolicies: [{ name: 'all', policy: all }],
      sessionPolicies: [{ name: 'all', policy: all }],
      permissionsBoundary: { name: 'all', policy: all },
    });
    expect(answer).toMatchObject({ decision: 'ImplicitlyDenied', decidedBy: 'resource', matched: [] });
  });

  test('readCase keeps what was read', () => {
    expect(readCase(base)).toMatchObject({
      ok: true,
      case: { rule: 'optional', request: { resourceAccount: '111122223333' } },
    });
  });

  test.each([
    ['arn:aws:iam::111122223333:root', 'root'],
    ['arn:aws:iam::111122223333:user/a', 'user'],
    ['arn:aws:iam::111122223333:role/path/r', 'roleSession'],
    ['arn:aws:sts::111122223333:assumed-role/r/s', 'roleSession'],
    ['arn:aws:sts::111122223333:federated-user/f', 'federatedUser'],
    ['arn:aws:iam::111122223333:user/', undefined],
    ['arn:aws:sts::111122223333:assumed-role/r', undefined],
    ['arn:aws:s3:::box', undefined],
  ])('%s is %s', (arn, kind) => {
    expect(principalOf(arn)?.kind).toBe(kind);
  });
});

describe('policies without Resource', () => {
  const pull = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*' }] };
  test.each([
    ['arn:aws:ecr:us-east-1:111122223333:repository/app', 'ecr:BatchGetImage', 'Allowed'],
    ['arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-1', 'elasticfilesystem:ClientMount', 'Allowed'],
    ['arn:aws:s3:::box/key', 's3:GetObject', 'ImplicitlyDenied'],
  ])('%s', (arn, action, decision) => {
    const answer = decideCase({
      principal: alice,
      action,
      resource: { arn, accountId: '111122223333' },
      resourcePolicy: pull,
    });
    expect(answer.decision).toBe(decision);
    expect(answer.problems.map(({ path }) => path)).toEqual(
      decision === 'Allowed' ? [] : ['resourcePolicy.Statement[0].Resource'],
    );
  });
});
