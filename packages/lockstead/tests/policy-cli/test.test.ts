/** `policy test`: suites in YAML, accounts that were exported, failures that explain, JUnit, hostile files, watching. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of policies
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import { allow, type Folder, folder, policy } from './folder.ts';

const suite = `
name: buckets
policies:
  read: {file: read.json}
  keys:
    Version: "2012-10-17"
    Statement:
      - Effect: Allow
        Action: s3:*Object
        Resource: arn:aws:s3:::box/*
        Condition: {Bool: {aws:SecureTransport: true}}
defaults:
  principal: arn:aws:iam::012345678901:user/alice
  identityPolicies: [read, keys]
tests:
  - name: lists
    action: s3:ListBucket
    resource: arn:aws:s3:::box
    expect: allow
  - name: over TLS
    actions: [s3:GetObject, s3:PutObject]
    resource: {arn: arn:aws:s3:::box/key, accountId: 012345678901}
    context: {aws:SecureTransport: true}
    expect: allow
    by: identity
  - name: not another box
    action: s3:GetObject
    resource: arn:aws:s3:::other/key
    expect: implicitDeny
`;
const failing = `${suite}  - {name: in the clear, action: s3:GetObject, resource: "arn:aws:s3:::box/key", expect: allow}\n`;
const read = policy(allow('s3:ListBucket', 'arn:aws:s3:::box'));

function run(files: Folder, ...argv: readonly string[]): Promise<Shown> {
  return shown(['policy', 'test', ...argv], { workingDirectory: files.path });
}

test('a suite that passes', async () => {
  using files = folder({ 'a.yaml': suite, 'read.json': read });
  expect(await run(files, 'a.yaml')).toEqual({ code: 0, out: 'buckets\n  4 passed\n', err: '' });
  expect((await run(files, 'a.yaml', '--verbose')).out).toContain('✓ not another box');
});

test('a failure says which layer, which statement and condition, and what would help', async () => {
  using files = folder({ 'a.yaml': failing, 'read.json': read });
  const { code, out } = await run(files, 'a.yaml', '--junit', 'report.xml');
  expect(code).toBe(1);
  expect(out).toContain('✗ in the clear');
  expect(out).toContain('expected allow, got ImplicitlyDenied by identity');
  expect(out).toContain('because no identity-based policy allows the s3:GetObject action');
  expect(out).toContain('identity keys[0] Allow: Bool aws:SecureTransport true: it is absent (keyAbsent)');
  expect(out).toContain(
    'would allow it: identity: {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::box/key"}',
  );
  expect(out).toContain('4 passed, 1 failed');
  const report = readFileSync(join(files.path, 'report.xml'), 'utf8');
  expect(report).toContain('<testsuite name="buckets" tests="5" failures="1" errors="0">');
  expect(report.match(/<testcase /g)).toHaveLength(5);
  expect(report.match(/<failure /g)).toHaveLength(1);
});

test('several files: one report with all suites, and the worst exit code', async () => {
  using files = folder({ 'a.yaml': suite, 'b.yaml': failing, 'read.json': read });
  const { code, out } = await run(files, 'a.yaml', 'b.yaml', '--json', '--junit', 'report.xml');
  expect(code).toBe(1);
  const reports: readonly { passed: number; failed: number }[] = JSON.parse(out);
  expect(reports.map(({ passed, failed }) => [passed, failed])).toEqual([
    [4, 0],
    [4, 1],
  ]);
  const report = readFileSync(join(files.path, 'report.xml'), 'utf8');
  expect(report.match(/<testsuite /g)).toHaveLength(2);
  expect(report.match(/<testsuites>/g)).toHaveLength(1);
});

test.each([
  ['action: s3:ListBuckets', 'there is no action "s3:ListBuckets" (did you mean s3:ListBucket?)'],
  ['actions: [s3:ListBucket, s4:GetObject]', 'there is no service "s4" (did you mean s3?)'],
  ['action: ListBucket', '"ListBucket" is not an action such as s3:GetObject'],
])('%s: a misspelt action does not pass because it is denied', async (action, says) => {
  const misspelt = `${suite}  - {name: misspelt, ${action}, resource: "arn:aws:s3:::other", expect: deny}\n`;
  using files = folder({ 'a.yaml': misspelt, 'read.json': read });
  const { code, out } = await run(files, 'a.yaml');
  expect(code).toBe(2);
  expect(out).toContain('✗ misspelt');
  expect(out).toContain(says);
});

describe('an account as the AWS CLI exports it', () => {
  const account = '111122223333';
  const arn = (resource: string): string => `arn:aws:iam::${account}:${resource}`;
  const trust = policy({ Effect: 'Allow', Principal: { AWS: arn('user/alice') }, Action: 'sts:AssumeRole' });
  const exported = {
    UserDetailList: [
      {
        UserName: 'alice',
        Arn: arn('user/team/alice'),
        UserPolicyList: [
          {
            PolicyName: 'own',
            PolicyDocument: policy(allow('s3:GetObject', 'arn:aws:s3:::box/${aws:PrincipalTag/team}/*')),
          },
        ],
        GroupList: ['readers'],
        AttachedManagedPolicies: [],
        Tags: [{ Key: 'team', Value: 'blue' }],
        PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn('policy/fence') },
      },
    ],
    GroupDetailList: [
      {
        GroupName: 'readers',
        GroupPolicyList: [
          { PolicyName: 'list', PolicyDocument: encodeURIComponent(JSON.stringify(policy(allow('s3:ListBucket')))) },
        ],
        AttachedManagedPolicies: [{ PolicyName: 'queues', PolicyArn: arn('policy/queues') }],
      },
    ],
    RoleDetailList: [
      {
        RoleName: 'deploy',
        Arn: arn('role/ci/deploy'),
        RolePolicyList: [{ PolicyName: 'p', PolicyDocument: policy(allow('s3:PutObject')) }],
        AttachedManagedPolicies: [],
        AssumeRolePolicyDocument: trust,
        Tags: [],
      },
    ],
    Policies: [
      {
        Arn: arn('policy/fence'),
        PolicyVersionList: [{ IsDefaultVersion: true, Document: policy(allow(['s3:*', 'sts:*'])) }],
      },
      {
        Arn: arn('policy/queues'),
        PolicyVersionList: [
          { IsDefaultVersion: false, Document: policy() },
          { IsDefaultVersion: true, Document: policy(allow('sqs:*')) },
        ],
      },
    ],
  };
  const tests = (...lines: readonly string[]): string =>
    ['account: account.json', 'tests:', ...lines.map((line) => `  - ${line}`)].join('\n');
  const alice = `principal: ${arn('user/team/alice')}`;

  test('its users, groups, roles, boundaries, tags and trust', async () => {
    using files = folder({
      'account.json': exported,
      'a.yaml': tests(
        `{${alice}, action: s3:GetObject, resource: "arn:aws:s3:::box/blue/x", expect: allow}`,
        `{${alice}, action: s3:GetObject, resource: "arn:aws:s3:::box/red/x", expect: implicitDeny}`,
        `{${alice}, action: s3:ListBucket, resource: "arn:aws:s3:::box", expect: allow}`,
        `{${alice}, action: sqs:SendMessage, resource: "arn:aws:sqs:us-east-1:${account}:q", expect: deny, by: permissionsBoundary}`,
        `{principal: "arn:aws:sts::${account}:assumed-role/deploy/job", action: s3:PutObject, resource: "arn:aws:s3:::box/x", expect: allow}`,
        `{principal: ${arn('role/ci/deploy')}, action: s3:GetObject, resource: "arn:aws:s3:::box/x", expect: implicitDeny}`,
        `{principal: ${arn('user/team/alice')}, actions: [sts:AssumeRole, "sts:TagSession"], resource: ${arn('role/ci/deploy')}, expect: implicitDeny, by: resource}`,
        `{principal: ec2.amazonaws.com, action: sts:AssumeRole, resource: ${arn('role/ci/deploy')}, expect: deny, by: resource}`,
        `{principal: ${arn('root')}, action: s3:GetObject, resource: "arn:aws:s3:::box/x", expect: allow}`,
      ),
    });
    const { code, out } = await run(files, 'a.yaml');
    expect(out).toContain('10 passed');
    expect(code).toBe(0);
  });

  test.each<[string, object, string, string?]>([
    ['a page of several', { ...exported, IsTruncated: true }, 'one page of several'],
    ['another file', { Users: [] }, 'it has none of'],
    [
      'a policy without its text',
      { ...exported, Policies: [] },
      `the document of ${arn('policy/queues')} is not in it`,
    ],
    [
      'a list of roles to assume',
      exported,
      'a test that assumes one names it alone',
      `{${alice}, action: sts:AssumeRole, resources: ["${arn('role/ci/deploy')}"], expect: deny}`,
    ],
    [
      'nobody by that name',
      { ...exported, UserDetailList: [] },
      `the account has no user or role ${arn('user/team/alice')}`,
    ],
  ])('%s is no ground to decide on', async (_what, given, words, asked) => {
    const listed = `{${alice}, action: s3:ListBucket, resource: "arn:aws:s3:::box", expect: deny}`;
    using files = folder({
      'account.json': given,
      'a.yaml': tests(asked ?? listed),
    });
    const { code, out, err } = await run(files, 'a.yaml');
    expect(code).toBe(2);
    expect(out + err).toContain(words);
    expect(out).not.toContain('1 passed');
  });
});

describe('what cannot be read', () => {
  const bomb = [...'abcdefghij']
    .map(
      (name, i, names) =>
        `${name}: &${name} [${Array(9)
          .fill(i === 0 ? 'x' : `*${names[i - 1]}`)
          .join(',')}]`,
    )
    .join('\n');
  test.each<[string, string]>([
    ['no YAML', 'a: [1'],
    ['the same key twice', 'tests: []\ntests: []'],
    ['aliases that multiply', bomb],
    ['nested without end', '['.repeat(100_000)],
    ['no tests', 'name: x'],
    ['an empty list', 'tests: []'],
    ['an empty file', ''],
    [
      'a test with a word too many',
      'tests: [{principal: "arn:aws:iam::111122223333:user/a", action: s3:GetObject, resource: "*", expects: allow}]',
    ],
    [
      'an expectation that there is not',
      'tests: [{principal: "arn:aws:iam::111122223333:user/a", action: s3:GetObject, resource: "*", expect: maybe}]',
    ],
    ['a file that is not there', 'policies: {p: {file: nowhere.json}}\ntests: []'],
    ['too long', `# ${'x'.repeat(1024 * 1024)}`],
  ])('%s', async (_what, text) => {
    using files = folder({ 'a.yaml': text });
    const { code, err } = await run(files, 'a.yaml');
    expect(code).toBe(2);
    expect(err).not.toContain('    at ');
  });
});

test('watching: a change runs the tests again', async () => {
  using files = folder({ 'a.yaml': suite, 'read.json': read });
  const bin = new URL('../../bin/lockstead.mjs', import.meta.url).pathname;
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [bin, 'policy', 'test', 'a.yaml', '--watch'], {
    cwd: files.path,
    env: { PATH },
  });
  let out = '';
  let heard = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    heard();
  });
  const said = async (words: string): Promise<void> => {
    while (!out.includes(words)) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  await said('waiting');
  expect(out).toContain('4 passed');
  out = '';
  files.write('read.json', policy(allow('s3:GetBucketAcl')));
  await said('waiting');
  expect(out).toContain('3 passed, 1 failed');
  child.kill('SIGINT');
  await once(child, 'exit');
});
