/** `policy test` and `policy lint` with an organization: guardrails bind by the place of an account. */
import { describe, expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import { type Folder, folder, policy } from './folder.ts';

const everything = `{Version: '2012-10-17', Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}`;
const organization = `
id: o-a1b2c3d4e5
managementAccount: 111111111111
policies:
  approved:
    type: SERVICE_CONTROL_POLICY
    content: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: ['s3:*', 'iam:*', 'sts:*'], Resource: '*'}]}
  no-users:
    type: SERVICE_CONTROL_POLICY
    content: {Version: '2012-10-17', Statement: [{Effect: Deny, Action: 'iam:CreateUser', Resource: '*'}]}
  tls:
    type: SERVICE_CONTROL_POLICY
    content: {Version: '2012-10-17', Statement: [{Effect: Deny, Action: 'iam:DeleteUser', Resource: '*', Condition: {Bool: {aws:SecureTransport: 'false'}}}]}
  inside:
    type: RESOURCE_CONTROL_POLICY
    content: {Version: '2012-10-17', Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: {StringNotEqualsIfExists: {aws:PrincipalOrgID: o-a1b2c3d4e5}}}]}
root:
  id: r-ab12
  accounts:
    - {name: Management, email: m@example.com, id: 111111111111}
  units:
    - name: Work
      id: ou-ab12-11111111
      policies: [no-users, tls, inside]
      units:
        - name: Prod
          id: ou-ab12-22222222
          policies: [approved]
          fullAccess: false
          accounts: [{name: Shop, email: s@example.com, id: 222222222222}]
`;
const suite = (tests: string, more = ''): string => `
organization: organization.yaml
policies: {all: ${everything}}
defaults: {identityPolicies: [all]${more}}
tests:
${tests}`;
const alice = (account: string): string => `arn:aws:iam::${account}:user/alice`;

const run = (files: Folder, ...argv: readonly string[]): Promise<Shown> =>
  shown(['policy', ...argv], { workingDirectory: files.path });

test('by the account of the principal, by a place that is named, and not in the management account', async () => {
  const shop = alice('222222222222');
  const bucket = '{arn: "arn:aws:s3:::box/key", accountId: 222222222222}';
  using files = folder({
    'organization.yaml': organization,
    'a.yaml': suite(`
  - {principal: "${shop}", action: iam:ListUsers, resource: "*", expect: allow}
  - {principal: "${shop}", action: ec2:DescribeInstances, resource: "*", expect: implicitDeny, by: serviceControl}
  - {principal: "${shop}", action: iam:CreateUser, resource: "*", expect: explicitDeny, by: serviceControl}
  - {principal: "arn:aws:iam::222222222222:root", action: iam:CreateUser, resource: "*", expect: explicitDeny}
  - {principal: "${alice('111111111111')}", action: iam:CreateUser, resource: "*", expect: allow}
  - {principal: "${alice('333333333333')}", action: iam:CreateUser, resource: "*", expect: allow}
  - {principal: "${alice('333333333333')}", place: Work, action: iam:CreateUser, resource: "*", expect: explicitDeny}
  - {principal: "${alice('333333333333')}", place: Work, action: ec2:DescribeInstances, resource: "*", expect: allow}
  - {principal: "${alice('333333333333')}", place: ou-ab12-22222222, action: ec2:DescribeInstances, resource: "*", expect: implicitDeny}
  - {principal: "${shop}", action: s3:GetObject, resource: ${bucket}, expect: allow}
  - {principal: "${alice('333333333333')}", action: s3:GetObject, resource: ${bucket}, resourcePolicy: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 's3:*', Resource: '*'}]}, expect: explicitDeny, by: resourceControl}
  - {principal: "${shop}", action: iam:CreateUser, resource: "*", serviceControlPolicies: [{target: x, policies: [all]}], expect: allow}
  - {principal: "${shop}", action: s3:GetObject, resource: ${bucket}, identityPolicies: [{name: org, policy: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:*', Resource: '*', Condition: {ForAnyValue:StringLike: {aws:PrincipalOrgPaths: 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'}, StringEquals: {aws:ResourceOrgID: o-a1b2c3d4e5}}}]}}], expect: allow}
`),
  });
  const { code, out, err } = await run(files, 'test', 'a.yaml');
  expect([err, out, code]).toEqual(['', 'a.yaml\n  13 passed\n', 0]);
});

test('a place in the defaults counts for all tests', async () => {
  const tests = `  - {principal: "${alice('333333333333')}", action: iam:CreateUser, resource: "*", expect: explicitDeny}\n`;
  using files = folder({ 'organization.yaml': organization, 'a.yaml': suite(tests, ', place: Work/Prod') });
  expect((await run(files, 'test', 'a.yaml')).code).toBe(0);
});

describe('what cannot be meant fails the test, or the suite', () => {
  const one = (more: string): string =>
    `  - {name: x, principal: "${alice('222222222222')}", action: iam:CreateUser, resource: "*", expect: deny${more}}\n`;
  test.each<[string, string, string]>([
    ['a place that is not there', suite(one(', place: Nowhere')), 'the organization has no place Nowhere'],
    ['a place that is no name', suite(one(', place: [x]')), 'place is the name or the id'],
    ['a place without an organization', `tests:\n${one(', place: Work')}`, '"place" is not known here'],
    [
      'an organization that cannot be read',
      suite(one('')).replace('organization.yaml', 'bad.yaml'),
      'bad.yaml, line 1: root is missing',
    ],
    [
      'an organization that is no name',
      suite(one('')).replace('organization.yaml', '[x]'),
      'organization is the name of a file or folder',
    ],
  ])('%s', async (_, text, says) => {
    using files = folder({ 'organization.yaml': organization, 'bad.yaml': 'id: o-a1b2c3d4e5\n', 'a.yaml': text });
    const { code, out, err } = await run(files, 'test', 'a.yaml');
    expect(code).toBe(2);
    expect(`${out}${err}`).toContain(says);
  });
});

describe('lint', () => {
  const allowed = JSON.stringify(
    policy({
      Effect: 'Allow',
      Action: ['iam:CreateUser', 'iam:DeleteUser', 's3:GetObject', 'ec2:RunInstances', 'iam:*'],
      Resource: '*',
    }),
  );
  const at = ['--organization', 'organization.yaml', '--place'];

  test('warns of what guardrails deny in any case, and of nothing that depends', async () => {
    using files = folder({ 'organization.yaml': organization, 'p.json': allowed });
    const found = async (place: string): Promise<readonly string[]> => {
      const { out } = await run(files, 'lint', 'p.json', ...at, place, '--json');
      const { findings } = JSON.parse(out) as {
        findings: readonly { code: string; message: string; span: { start: { offset: number } } }[];
      };
      const ours = findings.filter(({ code }) => code === 'lockstead-guardrail-denies');
      for (const { span } of ours)
        expect(allowed.slice(span.start.offset)).toMatch(/^"(iam:CreateUser|ec2:RunInstances)"/);
      return ours.map(({ message }) => message);
    };
    expect(await found('Shop')).toEqual([
      'This Allow has no effect on iam:CreateUser: no-users denies it at ou-ab12-11111111.',
      'This Allow has no effect on ec2:RunInstances: no service control policy allows it at ou-ab12-22222222.',
    ]);
    expect(await found('Work')).toHaveLength(1);
    expect(await found('Root')).toEqual([]);
    expect(await found('Management')).toEqual([]);
  });

  test('a description’s control policies are checked as what they are', async () => {
    using files = folder({ 'organization.yaml': organization });
    const { code, out } = await run(files, 'lint', 'organization.yaml');
    expect(code).toBe(0);
    expect(out).toContain('organization.yaml#inside:1:142 WARNING RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY');
    expect(out).toContain('organization.yaml#approved');
  });

  test.each<[readonly string[], string]>([
    [['--place', 'Shop'], '--organization and --place go together.'],
    [['--organization', 'organization.yaml'], '--organization and --place go together.'],
    [[...at, 'Nowhere'], '--place: the organization has no place Nowhere.'],
  ])('%j is refused', async (argv, says) => {
    using files = folder({ 'organization.yaml': organization, 'p.json': allowed });
    expect(await run(files, 'lint', 'p.json', ...argv)).toEqual({ code: 2, out: '', err: `lockstead: ${says}\n` });
  });
});
