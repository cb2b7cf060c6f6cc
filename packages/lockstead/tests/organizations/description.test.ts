/** The description of an organization: what is taken, and the line and the reason of what is not. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { BadDescription, type Description, readDescription } from '#organization/description/read-description';
import { policyTypes } from '#organization/policy-types';
import { fits, type Schema } from '../policy-cli/json-schema.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/organization.schema.json', import.meta.url), 'utf8'),
) as Schema;
const isInSchema = (text: string): boolean =>
  fits(parse(text), 'organization.schema.json', new Map([['organization.schema.json', schema]]));

const read = (text: string): Promise<Description> =>
  readDescription(text, 'o.yaml', async (name) => (name === 'deny.json' ? deny : '{"not": "a policy"}'));
const deny = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';

const whole = `
id: o-a1b2c3d4e5
managementAccount: 111122223333
services: [config.amazonaws.com]
policies:
  deny: {type: SERVICE_CONTROL_POLICY, file: deny.json, description: no, tags: {team: blue}}
  tags: {type: TAG_POLICY, content: {tags: {cost: {tag_value: {'@@assign': [a, b]}}}}}
root:
  id: r-ab12
  policies: [deny]
  accounts:
    - {name: Management, email: root@example.com, id: 111122223333}
  units:
    - name: One
      policies: [tags]
      units:
        - name: One
          fullAccess: false
          policies: [deny]
          accounts:
            - {name: Zero, email: Zero@example.com, id: 011122223333, role: Admin, administers: [config.amazonaws.com]}
`;

test('a whole description: keys, the way to each place, ids that stay text, types that its attachments need', async () => {
  const { id, managementAccount, policyTypes: types, places, policies } = await read(whole);
  expect({ id, managementAccount, types }).toEqual({
    id: 'o-a1b2c3d4e5',
    managementAccount: '111122223333',
    types: ['SERVICE_CONTROL_POLICY', 'TAG_POLICY'],
  });
  expect([...places.values()].map(({ key, parent }) => [key, parent])).toEqual([
    ['Root', undefined],
    ['root@example.com', 'Root'],
    ['One', 'Root'],
    ['One/One', 'One'],
    ['zero@example.com', 'One/One'],
  ]);
  expect(places.get('zero@example.com')).toMatchObject({
    id: '011122223333',
    account: { roleName: 'Admin', administers: ['config.amazonaws.com'] },
  });
  expect(places.get('One/One')).toMatchObject({ withoutFullAccess: true, policies: ['deny'] });
  expect(policies.get('deny')).toMatchObject({ content: deny, tags: { team: 'blue' } });
  expect(JSON.parse(policies.get('tags')?.content ?? '')).toEqual({
    tags: { cost: { tag_value: { '@@assign': ['a', 'b'] } } },
  });
  expect(isInSchema(whole)).toBe(true);
});

test('the schema names the types that there are', () => {
  const { definitions } = schema as { readonly definitions?: Readonly<Record<string, { readonly enum?: unknown }>> };
  expect(definitions?.['policyType']?.enum).toEqual(policyTypes);
});

const nested = (depth: number): string => (depth === 0 ? '[]' : `[{name: u${depth}, units: ${nested(depth - 1)}}]`);
const account = (n: number, more = ''): string => `{name: a${n}, email: a${n}@example.com${more}}`;
const policy = (more: string): string => `policies:\n  p: {${more}}\nroot: {}\n`;

describe('what is refused, with its line and reason', () => {
  /** The fourth member: the schema cannot know it. */
  test.each<[string, string, string, 'schema knows' | 'beyond the schema']>([
    ['nothing', '', 'o.yaml: this describes nothing', 'schema knows'],
    ['no root', 'id: o-a1b2c3d4e5\n', 'o.yaml, line 1: root is missing', 'schema knows'],
    ['an unknown member', 'root: {}\nroots: {}\n', 'o.yaml, line 2: roots: "roots" is not known here', 'schema knows'],
    [
      'an unknown member deep down',
      'root:\n  units:\n    - name: a\n      scps: []\n',
      'o.yaml, line 4: root.units[0].scps:',
      'schema knows',
    ],
    ['a list that is none', 'root:\n  units: {}\n', 'o.yaml, line 2: root.units: a list is wanted', 'schema knows'],
    [
      'an OU without a name',
      'root:\n  units:\n    - policies: []\n',
      'root.units[0].name: the name of an OU is missing',
      'schema knows',
    ],
    [
      'an account without an address',
      'root:\n  accounts:\n    - name: a\n',
      'the address of an account is missing',
      'schema knows',
    ],
    [
      'an id that is none',
      'root:\n  accounts:\n    - {name: a, email: a@b.example, id: x12}\n',
      'line 3: root.accounts[0].id: "x12" is not an account id',
      'schema knows',
    ],
    ['a policy of no type', policy('content: {}'), 'line 2: policies.p.type: type is missing', 'schema knows'],
    ['an unknown type', policy('type: SCP, content: {}'), 'it is one of SERVICE_CONTROL_POLICY', 'schema knows'],
    ['a policy without a document', policy('type: TAG_POLICY'), 'either content or the name of a file', 'schema knows'],
    [
      'a document that is no policy',
      policy('type: SERVICE_CONTROL_POLICY, file: other.json'),
      'o.yaml, line 2: policies.p: its document is not one of type SERVICE_CONTROL_POLICY: line 1:',
      'beyond the schema',
    ],
    [
      'a document that is too long',
      policy(`type: AISERVICES_OPT_OUT_POLICY, content: {services: {x: {'@@assign': ${'x'.repeat(2500)}}}}`),
      'at most 2500',
      'beyond the schema',
    ],
    [
      'operators that are none',
      policy("type: BACKUP_POLICY, content: {plans: {'@@delete': [x]}}"),
      'operators of inheritance',
      'beyond the schema',
    ],
    [
      'a resource control policy that allows',
      policy(
        "type: RESOURCE_CONTROL_POLICY, content: {Version: '2012-10-17', Statement: [{Effect: Allow, Principal: '*', Action: 's3:*', Resource: '*'}]}",
      ),
      'a resource control policy can only deny',
      'beyond the schema',
    ],
    [
      'a policy that is not described',
      'root:\n  policies: [x]\n',
      'line 1: root: there is no policy x here',
      'beyond the schema',
    ],
    [
      'two OUs of one name',
      'root:\n  units:\n    - name: a\n    - name: a\n',
      'o.yaml, line 4: root.units[1]: two OUs in one place are called a',
      'beyond the schema',
    ],
    [
      'two accounts of one address',
      `root:\n  accounts:\n    - ${account(1)}\n    - {name: x, email: A1@example.com}\n`,
      'line 4: root.accounts[1]: two accounts have the address',
      'beyond the schema',
    ],
    [
      'one id twice',
      `root:\n  accounts:\n    - ${account(1, ", id: '111122223333'")}\n    - ${account(2, ", id: '111122223333'")}\n`,
      '111122223333 is there twice',
      'beyond the schema',
    ],
    ['OUs six levels deep', `root: {units: ${nested(6)}}\n`, 'OUs can be at most 5 levels deep', 'beyond the schema'],
    ['OUs very deep', `root: {units: ${nested(60)}}\n`, 'OUs are nested too deeply', 'beyond the schema'],
    [
      'no service control policy at all',
      'root: {fullAccess: false}\n',
      'without FullAWSAccess it needs another',
      'beyond the schema',
    ],
    ['a service that is none', 'services: [config]\nroot: {}\n', '"config" is not a service', 'schema knows'],
    [
      'policies without all features',
      `featureSet: CONSOLIDATED_BILLING\npolicies:\n  p: {type: TAG_POLICY, content: {}}\nroot: {policies: [p]}\n`,
      'policies need an organization with all features',
      'beyond the schema',
    ],
    [
      'a type whose service is not trusted',
      'policyTypes: [INSPECTOR_POLICY]\nroot: {}\n',
      'INSPECTOR_POLICY needs inspector2.amazonaws.com',
      'beyond the schema',
    ],
    ['a tag of AWS', "root: {tags: {'aws:x': y}}\n", '"aws:x" cannot be the key of a tag', 'beyond the schema'],
  ])('%s', async (_, text, says, known) => {
    const error = await read(text).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(BadDescription);
    expect((error as Error).message).toContain(says);
    expect((error as Error).message).not.toContain('\n');
    expect(isInSchema(text)).toBe(known === 'beyond the schema');
  });

  test.each([
    ['no YAML', 'root: [', 'line 1: this is not YAML'],
    ['a name twice', 'root: {}\nroot: {}\n', 'line 2: this is not YAML: Map keys must be unique'],
    [
      'aliases that multiply',
      `${Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}, *a${i - 1}`}]`).join('\n')}\n`,
      'Excessive alias count',
    ],
  ])('%s', async (_, text, says) => {
    await expect(read(text)).rejects.toThrow(says);
  });

  test('more than five policies on one place, FullAWSAccess among them', async () => {
    const names = [1, 2, 3, 4, 5].map((n) => `p${n}`);
    const policies = names.map((name) => `  ${name}: {type: SERVICE_CONTROL_POLICY, file: deny.json}`).join('\n');
    await expect(read(`policies:\n${policies}\nroot: {policies: [${names.join()}]}\n`)).rejects.toThrow(
      'at most 5 can be',
    );
    await read(`policies:\n${policies}\nroot: {fullAccess: false, policies: [${names.join()}]}\n`);
  });
});

test('whatever the text, it is read or refused in a sentence', async () => {
  const words = fc.constantFrom(
    'root',
    'units',
    'accounts',
    'policies',
    'name',
    'email',
    'id',
    'type',
    'a',
    '*',
    '&a',
    '{',
    '}',
    '[',
    ']',
    ':',
    '-',
    '\n',
    '  ',
    "'",
    '__proto__',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 40 }), async (parts) => {
      const error = await read(parts.join(' ')).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error === undefined || error instanceof BadDescription).toBe(true);
    }),
    { numRuns: 500 },
  );
});
