/** `policy decide`: the contract's cases in, its answers and exit codes out. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of policies
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folder } from '../policy-cli/folder.ts';
import { shown } from './terminal.ts';

const account = '111122223333';
const alice = { arn: `arn:aws:iam::${account}:user/alice`, tags: { team: 'blue' } };
const object = { arn: 'arn:aws:s3:::box/blue', accountId: account };
type Json = Readonly<Record<string, unknown>>;
const allow = (Action: string, Resource = '*', more: Json = {}): Json => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource = '*', more: Json = {}): Json => ({ Effect: 'Deny', Action, Resource, ...more });
const policy = (...Statement: readonly Json[]): Json => ({ Version: '2012-10-17', Statement });
const named = (name: string, ...statements: readonly Json[]): Json => ({ name, policy: policy(...statements) });
const get: Json = { principal: alice, action: 's3:GetObject', resource: object };
const key = { arn: `arn:aws:kms:us-east-1:${account}:key/k`, accountId: account };
const role = { arn: `arn:aws:iam::${account}:role/deployer`, accountId: account };
const full = { target: 'r-root', policies: [named('FullAWSAccess', allow('*'))] };

async function decide(input: unknown): Promise<{
  readonly code: number;
  readonly answer: Json & { problems: readonly { path: string; message: string }[] };
}> {
  const { code, out, err } = await shown(['policy', 'decide', '-', '--json'], { input: JSON.stringify(input) });
  expect(err).toBe('');
  return { code, answer: JSON.parse(out) };
}

interface Decided {
  readonly name: string;
  readonly given: Json;
  readonly decision: string;
  readonly by: string;
  readonly message?: string;
  /** `layer policy statement effect`, the deciding one first. */
  readonly matched?: readonly string[];
}

const because = (action: string, resource: string, reason: string, caller = alice.arn): string =>
  `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;

const cases: readonly Decided[] = [
  {
    name: 'nothing at all',
    given: get,
    decision: 'ImplicitlyDenied',
    by: 'identity',
    message: because('s3:GetObject', object.arn, 'because no identity-based policy allows the s3:GetObject action'),
    matched: [],
  },
  {
    name: 'an identity policy',
    given: { ...get, identityPolicies: [named('p0', deny('s3:Put*')), named('p1', allow('s3:*'))] },
    decision: 'Allowed',
    by: 'identity',
    matched: ['identity p1 0 Allow'],
  },
  {
    name: 'an explicit deny',
    given: { ...get, identityPolicies: [named('p1', allow('s3:*'), deny('s3:Get*'))] },
    decision: 'ExplicitlyDenied',
    by: 'identity',
    message: because('s3:GetObject', object.arn, 'with an explicit deny in an identity-based policy'),
    matched: ['identity p1 0 Allow', 'identity p1 1 Deny'],
  },
  {
    name: 'a managed policy that denies is named',
    given: { ...get, identityPolicies: [{ name: `arn:aws:iam::${account}:policy/no`, policy: policy(deny('*')) }] },
    decision: 'ExplicitlyDenied',
    by: 'identity',
    message: because(
      's3:GetObject',
      object.arn,
      `with an explicit deny in an identity-based policy: arn:aws:iam::${account}:policy/no`,
    ),
  },
  {
    name: "the principal's tags",
    given: { ...get, identityPolicies: [named('p', allow('s3:*', 'arn:aws:s3:::box/${aws:PrincipalTag/team}'))] },
    decision: 'Allowed',
    by: 'identity',
  },
  {
    name: "the resource's tags",
    given: {
      ...get,
      resource: { ...object, tags: { stage: 'test' } },
      identityPolicies: [
        named('p', allow('s3:*', '*', { Condition: { StringEquals: { 'aws:ResourceTag/stage': 'test' } } })),
      ],
    },
    decision: 'Allowed',
    by: 'identity',
  },
  {
    name: 'the context, lists too',
    given: {
      ...get,
      context: { 'aws:TagKeys': ['a', 'b'], 'aws:SourceIp': '203.0.113.9', 'aws:MultiFactorAuthPresent': true },
      identityPolicies: [
        named(
          'p',
          allow('s3:*', '*', {
            Condition: {
              'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] },
              IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
              Bool: { 'aws:MultiFactorAuthPresent': 'true' },
            },
          }),
        ),
      ],
    },
    decision: 'Allowed',
    by: 'identity',
  },
  {
    name: 'what the context says wins over what would follow',
    given: {
      ...get,
      context: { 'AWS:principaltag/team': 'red' },
      identityPolicies: [
        named('p', allow('s3:*', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } })),
      ],
    },
    decision: 'Allowed',
    by: 'identity',
  },
  {
    name: 'an empty boundary layer is a boundary',
    given: { ...get, identityPolicies: [named('p', allow('*'))], permissionsBoundary: named('pb', allow('ec2:*')) },
    decision: 'ImplicitlyDenied',
    by: 'permissionsBoundary',
    message: because('s3:GetObject', object.arn, 'because no permissions boundary allows the s3:GetObject action'),
    matched: ['identity p 0 Allow'],
  },
  {
    name: 'an empty list of session policies allows nothing',
    given: { ...get, identityPolicies: [named('p', allow('*'))], sessionPolicies: [] },
    decision: 'ImplicitlyDenied',
    by: 'session',
  },
  {
    name: 'an empty list of identity policies allows nothing',
    given: { ...get, identityPolicies: [] },
    decision: 'ImplicitlyDenied',
    by: 'identity',
  },
  {
    name: 'a resource policy adds to it',
    given: { ...get, resourcePolicy: policy(allow('s3:GetObject', object.arn, { Principal: { AWS: alice.arn } })) },
    decision: 'Allowed',
    by: 'resource',
    matched: ['resource resourcePolicy 0 Allow'],
  },
  {
    name: 'another account has to let in',
    given: { ...get, resource: { ...object, accountId: '444455556666' }, identityPolicies: [named('p', allow('*'))] },
    decision: 'ImplicitlyDenied',
    by: 'resource',
    message: because('s3:GetObject', object.arn, 'because no resource-based policy allows the s3:GetObject action'),
  },
  {
    name: 'both accounts agree',
    given: {
      ...get,
      resource: { ...object, accountId: '444455556666' },
      identityPolicies: [named('p', allow('*'))],
      resourcePolicy: policy(allow('s3:*', object.arn, { Principal: { AWS: account } })),
    },
    decision: 'Allowed',
    by: 'identity',
  },
  {
    name: 'the endpoint has a say',
    given: {
      ...get,
      identityPolicies: [named('p', allow('*'))],
      vpcEndpointPolicy: policy(allow('s3:PutObject', '*', { Principal: '*' })),
    },
    decision: 'ImplicitlyDenied',
    by: 'vpcEndpoint',
    message: because('s3:GetObject', object.arn, 'because no VPC endpoint policy allows the s3:GetObject action'),
  },
  {
    name: 'every level of service control must allow',
    given: {
      ...get,
      identityPolicies: [named('p', allow('*'))],
      serviceControlPolicies: [full, { target: 'ou-1', policies: [] }],
    },
    decision: 'ImplicitlyDenied',
    by: 'serviceControl',
    message: because('s3:GetObject', object.arn, 'because no service control policy allows the s3:GetObject action'),
  },
  {
    name: 'a service control policy denies',
    given: {
      ...get,
      identityPolicies: [named('p', allow('*'))],
      serviceControlPolicies: [full, { target: 'ou-1', policies: [named('guard', allow('*'), deny('s3:*'))] }],
    },
    decision: 'ExplicitlyDenied',
    by: 'serviceControl',
  },
  {
    name: 'a resource control policy denies',
    given: {
      ...get,
      identityPolicies: [named('p', allow('*'))],
      resourceControlPolicies: [
        {
          target: 'r-root',
          policies: [
            named('RCPFullAWSAccess', allow('*', '*', { Principal: '*' })),
            named('guard', deny('s3:*', '*', { Principal: '*' })),
          ],
        },
      ],
    },
    decision: 'ExplicitlyDenied',
    by: 'resourceControl',
  },
  {
    name: 'root needs no policy',
    given: { ...get, principal: { arn: `arn:aws:iam::${account}:root` } },
    decision: 'Allowed',
    by: 'identity',
    matched: [],
  },
  {
    name: 'root is bound by service control',
    given: {
      ...get,
      principal: { arn: `arn:aws:iam::${account}:root` },
      serviceControlPolicies: [full, { target: account, policies: [] }],
    },
    decision: 'ImplicitlyDenied',
    by: 'serviceControl',
  },
  {
    name: 'root assumes no role',
    given: { principal: { arn: `arn:aws:iam::${account}:root` }, action: 'sts:AssumeRole', resource: role },
    decision: 'ImplicitlyDenied',
    by: 'resource',
    message: 'Roles may not be assumed by root accounts.',
  },
  {
    name: 'a session, by its role',
    given: {
      ...get,
      principal: {
        arn: `arn:aws:sts::${account}:assumed-role/deployer/run`,
        role: `arn:aws:iam::${account}:role/ci/deployer`,
      },
      resourcePolicy: policy(allow('s3:*', '*', { Principal: { AWS: `arn:aws:iam::${account}:role/ci/deployer` } })),
    },
    decision: 'Allowed',
    by: 'resource',
  },
  {
    name: 'a role stands for a session of it',
    given: {
      ...get,
      principal: { arn: role.arn },
      identityPolicies: [
        named('p', allow('s3:*', '*', { Condition: { ArnEquals: { 'aws:PrincipalArn': role.arn } } })),
      ],
    },
    decision: 'Allowed',
    by: 'identity',
  },
  {
    name: 'a federated user without session policies',
    given: {
      ...get,
      principal: { arn: `arn:aws:sts::${account}:federated-user/bob` },
      identityPolicies: [named('p', allow('*'))],
    },
    decision: 'ImplicitlyDenied',
    by: 'session',
  },
  {
    name: 'a service',
    given: {
      ...get,
      principal: { service: 'lambda.amazonaws.com' },
      resourcePolicy: policy(allow('s3:GetObject', object.arn, { Principal: { Service: 'lambda.amazonaws.com' } })),
    },
    decision: 'Allowed',
    by: 'resource',
  },
  {
    name: 'nobody',
    given: {
      ...get,
      principal: { anonymous: true },
      resourcePolicy: policy(allow('s3:GetObject', object.arn, { Principal: '*' })),
    },
    decision: 'Allowed',
    by: 'resource',
  },
  {
    name: 'nobody, where nobody is let in',
    given: { ...get, principal: { anonymous: true } },
    decision: 'ImplicitlyDenied',
    by: 'resource',
  },
  {
    name: 'a key policy has to consent',
    given: {
      principal: alice,
      action: 'kms:Decrypt',
      resource: key,
      identityPolicies: [named('p', allow('*'))],
      resourcePolicy: policy(allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${account}:user/bob` } })),
    },
    decision: 'ImplicitlyDenied',
    by: 'resource',
  },
  {
    name: 'a key policy that leaves it to the account',
    given: {
      principal: alice,
      action: 'kms:Decrypt',
      resource: key,
      identityPolicies: [named('p', allow('*'))],
      resourcePolicy: policy(allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${account}:root` } })),
    },
    decision: 'Allowed',
    by: 'identity',
  },
  {
    name: 'a trust policy that names the caller',
    given: {
      principal: alice,
      action: 'sts:AssumeRole',
      resource: role,
      resourcePolicy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: alice.arn }, Action: 'sts:AssumeRole' }],
      },
    },
    decision: 'Allowed',
    by: 'resource',
  },
  {
    name: 'a trust policy that does not',
    given: {
      principal: alice,
      action: 'sts:AssumeRole',
      resource: role,
      identityPolicies: [named('p', allow('*'))],
      resourcePolicy: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
    decision: 'ImplicitlyDenied',
    by: 'resource',
    message: because('sts:AssumeRole', role.arn, 'because no role trust policy allows the sts:AssumeRole action'),
  },
];

describe('a case', () => {
  test.each(cases)('$name', async ({ name, given, decision, by, message, matched }) => {
    const { code, answer } = await decide({ name, ...given });
    expect(answer).toMatchObject({ name, decision, decidedBy: by, problems: [] });
    expect(code).toBe(decision === 'Allowed' ? 0 : 1);
    if (decision === 'Allowed') expect(answer).not.toHaveProperty('message');
    if (message !== undefined) expect(answer['message']).toBe(message);
    const words = (answer['matched'] as readonly Record<string, unknown>[]).map(
      (each) => `${each['layer']} ${each['policy']} ${each['statement']} ${each['effect']}`,
    );
    if (matched !== undefined) expect(words).toEqual(matched);
  });
});

describe('what is wrong with a case is a problem with its path', () => {
  const broken: readonly { name: string; given: unknown; paths: readonly string[]; by?: string }[] = [
    { name: 'no object', given: 7, paths: [''] },
    { name: 'nothing in it', given: {}, paths: ['principal', 'action', 'resource'] },
    { name: 'an unknown member', given: { ...get, identityPolicy: [] }, paths: ['identityPolicy'] },
    {
      name: 'a principal that is none',
      given: { ...get, principal: { arn: 'arn:aws:iam::1:user/x' } },
      paths: ['principal.arn'],
    },
    { name: 'two principals', given: { ...get, principal: { ...alice, anonymous: true } }, paths: ['principal'] },
    {
      name: 'a role for a user',
      given: { ...get, principal: { ...alice, role: role.arn } },
      paths: ['principal.role'],
    },
    { name: 'an action that is none', given: { ...get, action: 'GetObject' }, paths: ['action'] },
    { name: 'a wildcard for an action', given: { ...get, action: 's3:*' }, paths: ['action'] },
    {
      name: 'a resource that is none',
      given: { ...get, resource: { arn: 'box/key', accountId: '1' } },
      paths: ['resource.arn', 'resource.accountId'],
    },
    {
      name: 'tags that are no texts',
      given: { ...get, principal: { arn: alice.arn, tags: { team: 1 } } },
      paths: ['principal.tags'],
    },
    {
      name: 'a context value that is none',
      given: { ...get, context: { 'aws:SourceIp': { a: 1 }, 'aws:TagKeys': [null] } },
      paths: ['context.aws:SourceIp', 'context.aws:TagKeys'],
    },
    {
      name: 'an invalid policy',
      given: {
        ...get,
        identityPolicies: [
          named('ok', allow('*')),
          {
            name: 'bad',
            policy: { Version: '2012-10-17', Statement: [{ Effect: 'Alow', Action: 's3:*', Resource: '*' }] },
          },
        ],
      },
      paths: ['identityPolicies[1].policy.Statement[0].Effect'],
      by: 'identity',
    },
    {
      name: 'an invalid session policy beside one that allows',
      given: { ...get, identityPolicies: [named('p', allow('*'))], sessionPolicies: [{ name: 's', policy: {} }] },
      paths: ['sessionPolicies[0].policy.Statement'],
      by: 'session',
    },
    {
      name: 'a policy that is missing',
      given: { ...get, permissionsBoundary: { name: 'pb' } },
      paths: ['permissionsBoundary.policy'],
    },
    {
      name: 'a level without policies',
      given: { ...get, serviceControlPolicies: [{ target: 'r-root' }] },
      paths: ['serviceControlPolicies[0].policies'],
    },
    {
      name: 'a service control policy that is invalid',
      given: { ...get, serviceControlPolicies: [{ target: 'r-root', policies: [{ name: 'x', policy: 'no json' }] }] },
      paths: ['serviceControlPolicies[0].policies[0].policy'],
      by: 'serviceControl',
    },
  ];
  test.each(broken)('$name', async ({ given, paths, by }) => {
    const { code, answer } = await decide(given);
    expect(code).toBe(2);
    expect(answer.problems.map(({ path }) => path)).toEqual(paths);
    expect(answer.problems.every(({ message }) => message.length > 10)).toBe(true);
    expect(answer['decision']).toBe('ImplicitlyDenied');
    if (by !== undefined) expect(answer['decidedBy']).toBe(by);
  });
});

describe('many cases', () => {
  const allowed = { name: 'yes', ...get, identityPolicies: [named('p', allow('*'))] };
  const denied = { name: 'no', ...get };

  test.each([
    { name: 'all allowed', given: [allowed, allowed], code: 0 },
    { name: 'one denied', given: [allowed, denied], code: 1 },
    { name: 'one with a problem', given: [allowed, denied, { name: 'odd' }], code: 2 },
    { name: 'none', given: [], code: 0 },
  ])('$name', async ({ given, code }) => {
    const decided = await decide(given);
    expect(decided.code).toBe(code);
    expect((decided.answer as unknown as readonly Json[]).map(({ name }) => name)).toEqual(
      given.map(({ name }) => name),
    );
  });

  test('people read sentences', async () => {
    const { code, out } = await shown(['policy', 'decide', '-'], {
      input: JSON.stringify([allowed, denied, { ...denied, name: 'es\u001b[31mcape' }]),
    });
    expect(code).toBe(1);
    expect(out).toContain('yes: Allowed by identity');
    expect(out).toContain('no: ImplicitlyDenied by identity');
    expect(out).toContain('The least change that would allow it');
    expect(out).not.toContain('\u001b');
  });
});

describe('what "policy test" takes', () => {
  const suite = `
policies:
  read: {Version: "2012-10-17", Statement: {Effect: Allow, Action: s3:Get*, Resource: "arn:aws:s3:::box/*"}}
defaults: {principal: arn:aws:iam::111122223333:user/alice, identityPolicies: [read]}
tests:
  - {name: reads, action: s3:GetObject, resource: arn:aws:s3:::box/a, expect: deny, by: resource}
  - {name: both, actions: [s3:GetObject, s3:PutObject], resource: arn:aws:s3:::box/a, expect: allow}
  - {action: s3:PutObject, resource: arn:aws:s3:::box/a}
`;
  const yaml = async (input: string, ...more: readonly string[]) =>
    await shown(['policy', 'decide', '-', ...more], { input });

  test('a suite is answered test by test, whatever it expects', async () => {
    const { code, out, err } = await yaml(suite, '--json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const resource = 'arn:aws:s3:::box/a';
    expect(JSON.parse(out)).toMatchObject([
      { name: 'reads', action: 's3:GetObject', resource, decision: 'Allowed', decidedBy: 'identity', problems: [] },
      { name: 'both', action: 's3:GetObject', resource, decision: 'Allowed' },
      { name: 'both', action: 's3:PutObject', resource, decision: 'ImplicitlyDenied' },
      { name: `s3:PutObject on ${resource}`, action: 's3:PutObject', decision: 'ImplicitlyDenied' },
    ]);
  });

  test('people read which pair it was', async () => {
    const { out } = await yaml(suite);
    expect(out).toContain('reads (s3:GetObject on arn:aws:s3:::box/a): Allowed by identity\n');
    expect(out).toContain('both (s3:PutObject on arn:aws:s3:::box/a): ImplicitlyDenied by identity\n');
    expect(out).toContain('\ns3:PutObject on arn:aws:s3:::box/a: ImplicitlyDenied by identity\n');
  });

  test('a case in YAML, with a principal by its ARN', async () => {
    const { code, out } = await yaml(
      'principal: arn:aws:iam::111122223333:root\naction: s3:GetObject\nresource: {arn: "arn:aws:s3:::box/a", accountId: 111122223333}\n',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ decision: 'Allowed', problems: [] });
  });

  test.each([
    { principal: 'anonymous', type: 'Anonymous' },
    { principal: 'cloudtrail.amazonaws.com', type: 'Service' },
    { principal: alice.arn, type: 'User' },
  ])('$principal', async ({ principal, type }) => {
    const resourcePolicy = policy({
      ...allow('s3:GetObject', object.arn, { Condition: { StringEquals: { 'aws:PrincipalType': type } } }),
      Principal: '*',
    });
    expect((await decide({ ...get, principal, resourcePolicy })).answer).toMatchObject({
      decision: 'Allowed',
      problems: [],
    });
  });

  test('several actions and resources of one case', async () => {
    const { resource: _, action: __, ...rest } = get;
    const several = {
      ...rest,
      name: 'n',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [object, 'arn:aws:s3:::box/red'],
      identityPolicies: [named('p', allow('s3:Get*'))],
    };
    const { code, answer } = await decide(several);
    expect(code).toBe(1);
    expect(answer).toMatchObject([
      { name: 'n', action: 's3:GetObject', resource: object.arn, decision: 'Allowed' },
      { name: 'n', action: 's3:GetObject', resource: 'arn:aws:s3:::box/red', decision: 'Allowed' },
      { name: 'n', action: 's3:PutObject', resource: object.arn, decision: 'ImplicitlyDenied' },
      { name: 'n', action: 's3:PutObject', resource: 'arn:aws:s3:::box/red', decision: 'ImplicitlyDenied' },
    ]);
    expect((await decide([get, several])).answer).toHaveLength(5);
  });

  test('one test alone', async () => {
    const { code, answer } = await decide({ ...get, expect: 'allow', by: 'identity' });
    expect(code).toBe(1);
    expect(answer).toMatchObject({ decision: 'ImplicitlyDenied', problems: [] });
  });

  test.each([
    { name: 'no list', given: { ...get, name: 'n', actions: 's3:GetObject' }, paths: ['actions'] },
    { name: 'both', given: { ...get, name: 'n', resources: [object] }, paths: ['resources'] },
  ])('problems of a case: $name', async ({ given, paths }) => {
    const { code, answer } = await decide(given);
    expect(code).toBe(2);
    expect(answer['name']).toBe('n');
    expect(answer.problems.map(({ path }) => path)).toEqual(paths);
  });

  test('problems of a suite and of its tests', async () => {
    const of = async (given: Json) => {
      const { code, answer } = await decide(given);
      expect(code).toBe(2);
      return (answer as unknown as readonly { problems: readonly { path: string }[] }[]).flatMap(({ problems }) =>
        problems.map(({ path }) => path),
      );
    };
    expect(await of({ tests: [get], policys: {} })).toEqual(['policys']);
    expect(await of({ tests: 7 })).toEqual(['tests']);
    expect(await of({ tests: [{ ...get, contexts: {} }] })).toEqual(['tests[0].contexts']);
    expect(await of({ tests: [get, { ...get, action: 's3:GetObjects' }] })).toEqual(['tests[1]']);
  });

  test('a policy by a name that every object has', async () => {
    const { code, answer } = await decide({ tests: [{ ...get, identityPolicies: ['constructor'] }] });
    expect(code).toBe(2);
    expect(answer).toMatchObject([{ problems: [{ path: 'tests[0].identityPolicies[0]' }] }]);
  });

  test.each([{ account: 'a.json' }, { policies: { p: { file: 'p.json' } } }])(
    'piped in, it opens no files: %j',
    async (more) => {
      const { code, out, err } = await yaml(JSON.stringify({ ...more, tests: [get] }), '--json');
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('names no files');
    },
  );

  test('a suite in a file names others', async () => {
    using files = folder({
      'a.yaml': `policies: {p: {file: p.json}}\ntests: [{principal: ${alice.arn}, action: s3:GetObject, resource: "${object.arn}", identityPolicies: [p]}]\n`,
      'p.json': policy(allow('s3:*')),
    });
    const { code, out } = await shown(['policy', 'decide', 'a.yaml', '--json'], { workingDirectory: files.path });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ decision: 'Allowed' }]);
  });

  test('what is neither', async () => {
    expect((await yaml('just words\n')).err).toMatch(/^lockstead: The standard input is not JSON: /);
    expect((await yaml('a: [b\n')).err).toMatch(/^lockstead: The standard input is not YAML: /);
  });
});

describe('the words of the call', () => {
  test.each([
    { argv: [], says: 'takes one FILE' },
    { argv: ['a', 'b'], says: 'takes one FILE' },
    { argv: ['/nowhere/case.json'], says: '/nowhere/case.json cannot be read' },
    { argv: ['-', '--xml'], says: "Unknown option '--xml'" },
  ])('$argv', async ({ argv, says }) => {
    const { code, out, err } = await shown(['policy', 'decide', ...argv]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err.trimEnd()).not.toContain('\n');
  });

  test('what is not JSON', async () => {
    const { code, err } = await shown(['policy', 'decide', '-'], { input: '{' });
    expect(code).toBe(2);
    expect(err).toMatch(/^lockstead: The standard input is not JSON: /);
  });

  test('policy alone, and with an unknown verb', async () => {
    expect(await shown(['policy'])).toMatchObject({ code: 2, out: '' });
    expect((await shown(['policy', 'destroy'])).err).toBe(
      'lockstead: there is no "lockstead policy destroy"; "lockstead policy --help" lists what there is.\n',
    );
    expect((await shown(['policy', '--help'])).out).toContain('decide');
  });
});

test('whatever the JSON, there is an answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom(
        'principal',
        'resource',
        'context',
        'identityPolicies',
        'serviceControlPolicies',
        'resourcePolicy',
      ),
      async (value, member) => {
        const { answer } = await decide({ ...get, [member]: value });
        expect(['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied']).toContain(answer['decision']);
      },
    ),
    { numRuns: 300 },
  );
});
