/** The schemas that editors use say of cases and suites what the commands say. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { shown } from '../cli/terminal.ts';
import { fits, type Schema } from './json-schema.ts';

const folder = new URL('../../../policy/schemas/', import.meta.url);
const schema = (name: string): Schema => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const schemas = new Map(['case.schema.json', 'suite.schema.json'].map((name) => [name, schema(name)]));

type Json = Readonly<Record<string, unknown>>;
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: ['*'] }] };
const trust = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Principal: '*', Resource: '*' } };
const deny = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 's3:*', Principal: '*', Resource: '*' } };
const alice = 'arn:aws:iam::111122223333:user/a/alice';
const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::box/key' };
const base = { principal: alice, ...asked };
const levels = [
  { target: 'r-root', policies: [] },
  { target: '111122223333', policies: [{ name: 'p', arn: 'a', via: 'g', policy }] },
];

/** Each is one case; a test as well. */
const good: readonly Json[] = [
  base,
  { ...base, name: 'n', expect: 'allow', by: 'identity' },
  ...['anonymous', 'cloudtrail.amazonaws.com', 'arn:aws:iam::111122223333:root'].map((principal) => ({
    ...asked,
    principal,
  })),
  { ...asked, principal: { anonymous: true } },
  { ...asked, principal: { service: 'cloudtrail.amazonaws.com', accountId: '111122223333', tags: {} } },
  { ...asked, principal: { federated: 'arn:aws:iam::111122223333:saml-provider/p' } },
  { ...asked, principal: { arn: alice, tags: { team: 'blue' }, accountId: '111122223333' } },
  { ...asked, principal: { arn: 'arn:aws-cn:iam::111122223333:role/path/r' } },
  { ...asked, principal: { arn: 'arn:aws:sts::111122223333:federated-user/f' } },
  {
    ...asked,
    principal: { arn: 'arn:aws:sts::111122223333:assumed-role/r/s', role: 'arn:aws:iam::111122223333:role/path/r' },
  },
  { ...base, resource: '*' },
  { ...base, resource: { arn: 'arn:aws:s3:::box', accountId: '111122223333', tags: { a: 'b' } } },
  { principal: alice, actions: ['s3:GetObject', 's3:PutObject'], resources: ['*', { arn: 'arn:aws:s3:::box' }] },
  { ...base, context: { 'aws:SourceIp': '203.0.113.9', a: 1, b: true, c: ['x', 2, false], d: [] } },
  { ...base, identityPolicies: [], sessionPolicies: [{ policy }, { name: 'p', policy: JSON.stringify(policy) }] },
  { ...base, permissionsBoundary: { policy }, resourcePolicy: trust, vpcEndpointPolicy: JSON.stringify(trust) },
  { ...base, serviceControlPolicies: levels, resourceControlPolicies: [] },
];

const bad: readonly Json[] = [
  {},
  asked,
  { principal: alice, action: 's3:GetObject' },
  { ...base, actions: ['s3:GetObject'] },
  { ...base, resources: ['*'] },
  { principal: alice, actions: [], resource: '*' },
  { principal: alice, actions: 's3:GetObject', resource: '*' },
  { ...base, contexts: {} },
  { ...base, context: { a: {} } },
  { ...base, context: { a: [null] } },
  { ...base, context: [] },
  ...['s3:*', 'GetObject', 's3:', 7].map((action) => ({ ...base, action })),
  ...['box', '', 'arn:aws:s3', { accountId: '111122223333' }, { arn: 'box' }, null].map((resource) => ({
    ...base,
    resource,
  })),
  ...['1', true].map((accountId) => ({ ...base, resource: { arn: 'arn:aws:s3:::box', accountId } })),
  ...[
    '',
    null,
    {},
    { arn: alice, anonymous: true },
    { anonymous: false },
    { arn: 'arn:aws:iam::1:user/x' },
    { arn: 'arn:aws:iam::111122223333:group/g' },
    { arn: 'arn:aws:sts::111122223333:assumed-role/r' },
    { arn: alice, role: alice },
    { arn: alice, tags: [] },
    { arn: alice, user: 'a' },
    { service: '' },
    { service: 'cloudtrail.amazonaws.com', accountId: 'mine' },
  ].map((principal) => ({ ...asked, principal })),
  ...[{}, { policy }, [policy], [{ policy, kind: 'x' }], [{ name: 'p' }], [{ policy: 7 }]].map((identityPolicies) => ({
    ...base,
    identityPolicies,
  })),
  ...[policy, []].map((permissionsBoundary) => ({ ...base, permissionsBoundary })),
  ...[7, [], { Statement: [{ ...trust.Statement, Effect: 'Alow' }] }].map((resourcePolicy) => ({
    ...base,
    resourcePolicy,
  })),
  ...[{}, [{ target: 'r-root' }], [{ policies: [] }], [{ target: '', policies: [] }], [[]]].flatMap((levelsThere) => [
    { ...base, serviceControlPolicies: levelsThere },
    { ...base, resourceControlPolicies: levelsThere },
  ]),
];

async function problemsOf(value: unknown): Promise<readonly unknown[]> {
  const { out, err } = await shown(['policy', 'decide', '-', '--json'], { input: JSON.stringify(value) });
  expect(err).toBe('');
  const answers: readonly { readonly problems: readonly unknown[] }[] = [JSON.parse(out)].flat();
  return answers.flatMap(({ problems }) => problems);
}

describe('cases', () => {
  test.each(good.map((value) => [JSON.stringify(value), value]))('%s', async (_, value) => {
    expect(fits(value, 'case.schema.json', schemas)).toBe(true);
    expect(fits([value, value], 'case.schema.json', schemas)).toBe(true);
    expect(await problemsOf(value)).toEqual([]);
  });

  test.each(bad.map((value) => [JSON.stringify(value), value]))('not %s', async (_, value) => {
    expect(fits(value, 'case.schema.json', schemas)).toBe(false);
    expect(fits([value], 'case.schema.json', schemas)).toBe(false);
    expect(await problemsOf(value)).not.toEqual([]);
  });
});

describe('suites', () => {
  const named = {
    name: 's',
    policies: { p: policy, text: JSON.stringify(policy), t: trust, deny },
    defaults: { principal: alice, identityPolicies: ['p', 'text'] },
  };
  const layers = {
    permissionsBoundary: 'p',
    sessionPolicies: ['text', { policy: 'p' }],
    resourcePolicy: 't',
    vpcEndpointPolicy: 't',
    serviceControlPolicies: [{ target: 'r', policies: ['p'] }],
    resourceControlPolicies: [{ target: 'r', policies: [{ name: 'x', policy: 'deny' }, 'deny'] }],
  };

  test.each([{ tests: [] }, { tests: good }, { ...named, tests: [asked, { ...asked, ...layers }] }])(
    'one that is taken (%#)',
    async (suite) => {
      expect(fits(suite, 'suite.schema.json', schemas)).toBe(true);
      expect(await problemsOf(suite)).toEqual([]);
    },
  );

  test.each([
    {},
    { tests: {} },
    { tests: [], test: [] },
    { tests: [7] },
    { tests: [], policies: [] },
    { tests: [], defaults: [] },
    { tests: [{ ...base, identityPolicies: 'p' }] },
    { tests: [{ ...base, identityPolicies: [7] }] },
  ])('one that is not: %j', async (suite) => {
    expect(fits(suite, 'suite.schema.json', schemas)).toBe(false);
    expect(await problemsOf(suite)).not.toEqual([]);
  });

  test('an unknown expectation or layer', () => {
    expect(fits({ tests: [{ ...base, expect: 'yes' }] }, 'suite.schema.json', schemas)).toBe(false);
    expect(fits({ tests: [{ ...base, by: 'scp' }] }, 'suite.schema.json', schemas)).toBe(false);
  });

  test('files and accounts', () => {
    const files = { account: 'account.json', policies: { p: { file: 'p.json' } }, tests: [] };
    expect(fits(files, 'suite.schema.json', schemas)).toBe(true);
    expect(fits({ ...files, policies: { p: { file: 7 } } }, 'suite.schema.json', schemas)).toBe(false);
  });
});

test('what the guide shows', () => {
  const guides = ['policies.md', 'why.md'].map((name) =>
    readFileSync(new URL(`../../../../docs/guide/${name}`, import.meta.url), 'utf8'),
  );
  const blocks = guides.flatMap((text) =>
    [...text.matchAll(/^```(?:yaml|json)[^\n]*\n(.*?)^```/gms)].map(([, block]) => parse(block ?? '')),
  );
  const suites = blocks.filter((block) => block !== null && 'tests' in block);
  const cases = blocks.filter((block) => block !== null && !('tests' in block) && 'principal' in block);
  expect(suites.length).toBeGreaterThanOrEqual(3);
  expect(cases.length).toBeGreaterThanOrEqual(1);
  for (const suite of suites) expect(fits(suite, 'suite.schema.json', schemas)).toBe(true);
  for (const each of cases) expect(fits(each, 'case.schema.json', schemas)).toBe(true);
});
