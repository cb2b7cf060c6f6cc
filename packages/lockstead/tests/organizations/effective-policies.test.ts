/** Policies that are inherited by merging: what comes of several, which documents are taken, what the three operations answer, and tag policies that act. */
import * as org from '@aws-sdk/client-organizations';
import fc from 'fast-check';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultOf } from '#organization/documents/check-document';
import { effectivePolicy } from '#organization/documents/effective-policy';
import { inheritedDocument, type Json } from '#organization/documents/inheritance-syntax';
import { tagBreach } from '#organization/documents/tag-policy';
import { type PolicyType, policyTypes } from '#organization/policy-types';
import { createOrganization, organizationsClient, type TestOrganization } from './organization.ts';

const control = '@@operators_allowed_for_child_policies';
const assign = (value: unknown): Json => ({ '@@assign': value });
const append = (...value: readonly string[]): Json => ({ '@@append': value });
const remove = (...value: readonly string[]): Json => ({ '@@remove': value });
const tags = (name: string, settings: Json): Json => ({ tags: { [name]: settings } });

/** AWS's own examples 1 to 6 of its page on inheritance, and what they leave open. */
describe('merging', () => {
  const a = tags('costcenter', { tag_key: assign('CostCenter'), tag_value: assign(['Development', 'Support']) });
  const enforced = ['redshift:*', 'dynamodb:table'];
  const c = tags('costcenter', {
    tag_key: assign('CostCenter'),
    tag_value: append('Marketing'),
    enforced_for: append(...enforced),
  });
  const e = tags('project', {
    tag_key: { [control]: ['@@none'], ...assign('Project') },
    tag_value: { [control]: ['@@append'], ...assign(['Maintenance', 'Escalations']) },
  });
  const j = tags('project', { tag_key: assign('PROJECT'), tag_value: append('Maintenance') });
  const g = tags('project', { tag_value: { [control]: ['@@append'], ...assign(['Maintenance']) } });
  const h = tags('project', { tag_value: { [control]: ['@@append', '@@remove'] } });

  test.each<[string, readonly (readonly Json[])[], Json | undefined]>([
    ['nothing', [[], []], undefined],
    [
      '1: a child assigns values and where they are enforced',
      [
        [a],
        [
          tags('costcenter', {
            tag_key: assign('CostCenter'),
            tag_value: assign(['Sandbox']),
            enforced_for: assign(enforced),
          }),
        ],
      ],
      tags('costcenter', { tag_key: 'CostCenter', tag_value: ['Sandbox'], enforced_for: enforced }),
    ],
    [
      '2: a child appends',
      [[a], [c]],
      tags('costcenter', {
        tag_key: 'CostCenter',
        tag_value: ['Development', 'Support', 'Marketing'],
        enforced_for: enforced,
      }),
    ],
    [
      '3: a grandchild removes, all of a list too',
      [
        [a],
        [c],
        [tags('costcenter', { tag_value: remove('Development', 'Marketing'), enforced_for: remove(...enforced) })],
      ],
      tags('costcenter', { tag_key: 'CostCenter', tag_value: ['Support'] }),
    ],
    [
      '4: a child may do what its parent allows',
      [[e], [tags('project', { tag_key: assign('PROJECT'), tag_value: append('Escalations - research') })]],
      tags('project', { tag_key: 'Project', tag_value: ['Maintenance', 'Escalations', 'Escalations - research'] }),
    ],
    [
      '5: what two parents allow is what both allow',
      [[g, h], [tags('project', { tag_value: { ...append('More'), ...remove('Maintenance') } })]],
      tags('project', { tag_value: ['Maintenance', 'More'] }),
    ],
    [
      '6: of two on one level the first has the say',
      [[j, tags('project', { tag_key: assign('project') })]],
      tags('project', { tag_key: 'PROJECT', tag_value: ['Maintenance'] }),
    ],
    [
      'a grandchild cannot allow again what its grandparent does not',
      [
        [e],
        [tags('project', { tag_value: { [control]: ['@@all'] } })],
        [tags('project', { tag_value: assign(['x']) })],
      ],
      tags('project', { tag_key: 'Project', tag_value: ['Maintenance', 'Escalations'] }),
    ],
    [
      'what a group allows binds all inside',
      [[{ tags: { [control]: ['@@none'], p: { tag_key: assign('p') } } }], [tags('q', { tag_key: assign('q') })]],
      tags('p', { tag_key: 'p' }),
    ],
    ['a policy binds the levels below, not itself', [[{ x: { [control]: ['@@none'], ...assign('1') } }]], { x: '1' }],
    ['values without an operator are assigned', [[{ x: 'a' }], [{ x: 'b' }]], { x: 'b' }],
    [
      'a name such as __proto__ is a name',
      [[JSON.parse('{"x": {"__proto__": {"@@assign": "y"}}}') as Json]],
      JSON.parse('{"x": {"__proto__": "y"}}') as Json,
    ],
  ])('%s', (_, levels, expected) => {
    expect(effectivePolicy(levels)).toEqual(expected);
  });

  const word = fc.constantFrom('a', 'b', 'c');
  const setting = fc.record(
    {
      '@@assign': fc.array(word),
      '@@append': fc.array(word),
      '@@remove': fc.array(word),
      [control]: fc.constantFrom(['@@all'], ['@@none'], ['@@append']),
    },
    { requiredKeys: [] },
  );
  const documents = fc.array(fc.dictionary(word, setting), { maxLength: 3 });

  test('what a level locks stays as it is, whatever the levels below say', () => {
    fc.assert(
      fc.property(documents, fc.array(documents, { maxLength: 3 }), (first, below) => {
        const locked = first.map((document) => ({ ...document, [control]: ['@@none'] }));
        const alone = effectivePolicy([locked]);
        if (locked.length > 0) expect(effectivePolicy([locked, ...below])).toEqual(alone);
      }),
    );
  });

  test('no operator is left, no value is there twice, and a level without policies changes nothing', () => {
    fc.assert(
      fc.property(fc.array(documents, { maxLength: 4 }), (levels) => {
        const merged = effectivePolicy(levels);
        expect(JSON.stringify(merged ?? {})).not.toContain('@@');
        for (const values of Object.values(merged ?? {}))
          expect(new Set(values as string[]).size).toBe((values as string[]).length);
        expect(effectivePolicy(levels.flatMap((level) => [level, []]))).toEqual(merged);
      }),
    );
  });
});

describe('documents on their way in', () => {
  const inherited = policyTypes.filter(
    (type) => type !== 'SERVICE_CONTROL_POLICY' && type !== 'RESOURCE_CONTROL_POLICY',
  );
  test.each(inherited)('%s: JSON with operators, and nothing else', (type) => {
    const bad = [
      '',
      '[]',
      '"x"',
      '{',
      '{"x": {"@@delete": []}}',
      '{"x": {"@@append": "y"}}',
      '{"x": {"@@assign": {}}}',
      '{"x": {"@@assign": [[]]}}',
      `{"x": {"${control}": []}}`,
      `{"x": {"${control}": ["@@some"]}}`,
      `${'{"x":'.repeat(40)}1${'}'.repeat(40)}`,
    ];
    for (const text of bad) expect(faultOf(type, text), text).toMatchObject({ fault: 'malformed' });
    expect(faultOf(type, ' '.repeat(20_000))).toMatchObject({ fault: 'tooLong' });
  });

  test.each<[PolicyType, Json, string?]>([
    [
      'TAG_POLICY',
      tags('CostCenter', {
        tag_key: assign('costcenter'),
        tag_value: assign(['100', '3*']),
        enforced_for: append('ec2:instance', 's3:*', 'iam:ALL_SUPPORTED'),
      }),
    ],
    [
      'TAG_POLICY',
      tags('a', { tag_value: { [control]: ['@@none'] }, report_required_tag_for: assign(['ec2:instance']) }),
    ],
    ['TAG_POLICY', { tag: {} }, '"tag" is not a setting'],
    ['TAG_POLICY', tags('a', { value: assign(['x']) }), 'tags/a: "value" is not a setting'],
    ['TAG_POLICY', tags('a', { tag_key: assign('b') }), 'tags/a: the tag key is spelt otherwise'],
    ['TAG_POLICY', tags('a', { tag_key: assign(['a']) }), 'there is one value here'],
    ['TAG_POLICY', tags('a', { tag_key: append('a') }), 'there is one value here'],
    ['TAG_POLICY', tags('a', { tag_value: assign(['*x*']) }), '"*x*" is not a value'],
    ['TAG_POLICY', tags('a', { tag_value: ['x'] }), 'a value is set by an operator'],
    ['TAG_POLICY', tags('a', { enforced_for: assign(['*:instance']) }), '"*:instance" is not a value'],
    ['TAG_POLICY', tags('a', { '@@assign': 'x' }), 'this is a group of settings'],
    [
      'DECLARATIVE_POLICY_EC2',
      {
        ec2_attributes: {
          exception_message: assign('no'),
          serial_console_access: { status: assign('disabled') },
          image_block_public_access: { state: assign('block_new_sharing') },
          snapshot_block_public_access: { state: assign('block_all_sharing') },
          vpc_block_public_access: {
            internet_gateway_block: { mode: assign('block_ingress'), exclusions_allowed: assign('enabled') },
          },
          allowed_images_settings: {
            state: assign('audit_mode'),
            image_criteria: {
              criteria_1: {
                allowed_image_providers: append('amazon', '111122223333'),
                creation_date_condition: { maximum_days_since_created: assign(300) },
              },
            },
          },
          instance_metadata_defaults: {
            http_tokens: assign('required'),
            http_put_response_hop_limit: assign('4'),
            http_endpoint: assign('enabled'),
          },
        },
      },
    ],
    [
      'DECLARATIVE_POLICY_EC2',
      { ec2_attributes: { serial_console_access: { status: assign('off') } } },
      'ec2_attributes/serial_console_access/status: "off" is not a value',
    ],
    [
      'DECLARATIVE_POLICY_EC2',
      { ec2_attributes: { instance_metadata_defaults: { http_put_response_hop_limit: assign('65') } } },
      '"65" is not a value',
    ],
    [
      'DECLARATIVE_POLICY_EC2',
      { ec2_attributes: { allowed_images_settings: { image_criteria: { criteria_11: {} } } } },
      '"criteria_11" is not a setting',
    ],
    ['DECLARATIVE_POLICY_EC2', { ec2: {} }, '"ec2" is not a setting'],
    ['BACKUP_POLICY', { plans: { p: { regions: append('eu-west-1'), '@@assign': 'x' } } }],
  ])('%s %j', (type, document, says) => {
    const fault = faultOf(type, JSON.stringify(document));
    if (says === undefined) expect(fault).toBeUndefined();
    else expect(fault).toMatchObject({ fault: 'malformed', why: expect.stringContaining(says) });
  });

  test('whatever the text, it is taken or refused, and what is taken can be merged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(...inherited), (value, type) => {
        const text = JSON.stringify(value);
        if (faultOf(type, text) !== undefined) return;
        const document = inheritedDocument(text);
        expect(document).toBeDefined();
        effectivePolicy([[document as Json]]);
      }),
    );
  });
});

test.each<[string, string, 'key' | 'value' | undefined]>([
  ['Team', 'red', undefined],
  ['Team', 'blue-7', undefined],
  ['Team', 'green', 'value'],
  ['team', 'red', 'key'],
  ['Other', 'x', undefined],
  ['free', 'x', undefined],
  ['Free', 'x', 'key'],
])('a tag %s=%s breaks: %s', (Key, Value, what) => {
  const effective = {
    tags: {
      team: { tag_key: 'Team', tag_value: ['red', 'blue-*'], enforced_for: ['organizations:account'] },
      free: { enforced_for: ['organizations:*'] },
    },
  };
  expect(tagBreach(effective, 'organizations:account', [{ Key, Value }])?.what).toBe(what);
  // Enforced on other types or services, it says nothing here.
  expect(tagBreach(effective, 'iam:policy', [{ Key, Value }])).toBeUndefined();
});

describe('the operations', () => {
  let cloud: Cloud;
  let organization: TestOrganization;
  let client: org.OrganizationsClient;
  let unit: string;
  let shop: string;
  let loose: string;
  beforeAll(async () => {
    cloud = await startLockstead({ ephemeral: true });
    organization = await createOrganization(cloud);
    ({ client } = organization);
    unit = await organization.unit('unit');
    shop = await organization.account('shop', unit);
    loose = await organization.account('loose');
  });
  afterAll(() => cloud.stop());

  const type = 'TAG_POLICY';
  const describeEffective = async (by: org.OrganizationsClient, TargetId?: string): Promise<Json> => {
    const { EffectivePolicy } = await by.send(new org.DescribeEffectivePolicyCommand({ PolicyType: type, TargetId }));
    expect(EffectivePolicy?.LastUpdatedTimestamp).toBeInstanceOf(Date);
    return JSON.parse(EffectivePolicy?.PolicyContent ?? '') as Json;
  };
  const attach = async (name: string, document: Json, TargetId: string): Promise<string> => {
    const input = { Name: name, Description: '', Type: type, Content: JSON.stringify(document) } as const;
    const PolicyId = (await client.send(new org.CreatePolicyCommand(input))).Policy?.PolicySummary?.Id ?? '';
    await client.send(new org.AttachPolicyCommand({ PolicyId, TargetId }));
    return PolicyId;
  };
  const missing = { name: 'EffectivePolicyNotFoundException' };
  const shopClient = async (): Promise<org.OrganizationsClient> =>
    organizationsClient(cloud, await organization.keysIn(shop));

  test('a type that is not enabled, an account without policies, what is no account', async () => {
    await expect(describeEffective(client)).rejects.toMatchObject(missing);
    const invalid = new org.ListAccountsWithInvalidEffectivePolicyCommand({ PolicyType: type });
    await expect(client.send(invalid)).rejects.toMatchObject(missing);
    await client.send(new org.EnablePolicyTypeCommand({ RootId: organization.rootId, PolicyType: type }));
    await expect(describeEffective(client, shop)).rejects.toMatchObject(missing);
    const errors = new org.ListEffectivePolicyValidationErrorsCommand({ AccountId: shop, PolicyType: type });
    await expect(client.send(errors)).rejects.toMatchObject(missing);
    await expect(describeEffective(client, '111122223333')).rejects.toMatchObject({ name: 'TargetNotFoundException' });
    expect((await client.send(invalid)).Accounts).toEqual([]);
  });

  test('what is attached above an account and to it, in the order of attaching; members ask about themselves alone', async () => {
    await attach('first', tags('project', { tag_key: assign('Project'), tag_value: assign(['a']) }), unit);
    await cloud.clock.advance('PT1M');
    await attach('second', tags('PROJECT', { tag_key: assign('PROJECT'), tag_value: append('b') }), unit);
    await attach('own', tags('project', { tag_value: append('c') }), shop);
    const expected = tags('project', { tag_key: 'Project', tag_value: ['a', 'b', 'c'] });
    expect(await describeEffective(client, shop)).toEqual(expected);
    const inShop = await shopClient();
    expect(await describeEffective(inShop)).toEqual(expected);
    expect(await describeEffective(inShop, shop)).toEqual(expected);
    await expect(describeEffective(inShop, loose)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(describeEffective(client, loose)).rejects.toMatchObject(missing);
  });

  test('what is too long together is told, with the account', async () => {
    const long = (letter: string): Json =>
      tags(letter, { tag_value: assign(Array.from({ length: 30 }, (_, i) => `${i}${letter.repeat(240)}`)) });
    const ids = [await attach('long-1', long('x'), shop), await attach('long-2', long('y'), shop)];
    const { EffectivePolicyValidationErrors: errors, Path } = await client.send(
      new org.ListEffectivePolicyValidationErrorsCommand({ AccountId: shop, PolicyType: type }),
    );
    expect(Path).toBe(`${organization.id}/${organization.rootId}/${unit}/${shop}/`);
    expect(errors).toMatchObject([
      { ErrorCode: 'CONTENT_TOO_LONG', ContributingPolicies: expect.arrayContaining(ids) },
    ]);
    const { Accounts } = await client.send(new org.ListAccountsWithInvalidEffectivePolicyCommand({ PolicyType: type }));
    expect(Accounts?.map(({ Id }) => Id)).toEqual([shop]);
    const inShop = await shopClient();
    await expect(
      inShop.send(new org.ListAccountsWithInvalidEffectivePolicyCommand({ PolicyType: type })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('a tag policy that is enforced acts on what the organization has', async () => {
    const types = ['organizations:account', 'organizations:ou', 'organizations:policy'];
    const PolicyId = await attach(
      'enforced',
      tags('team', { tag_key: assign('Team'), tag_value: assign(['red']), enforced_for: assign(types) }),
      cloud.accountId,
    );
    const refused = { name: 'ConstraintViolationException', Reason: 'TAG_POLICY_VIOLATION' };
    const wrong = [{ Key: 'Team', Value: 'blue' }];
    const attempts = (Tags: org.Tag[]): readonly (() => Promise<unknown>)[] => [
      () => client.send(new org.TagResourceCommand({ ResourceId: shop, Tags })),
      () => client.send(new org.TagResourceCommand({ ResourceId: unit, Tags })),
      () => client.send(new org.TagResourceCommand({ ResourceId: PolicyId, Tags })),
      () =>
        client.send(new org.CreateOrganizationalUnitCommand({ Name: 'tagged', ParentId: organization.rootId, Tags })),
      () =>
        client.send(new org.CreatePolicyCommand({ Name: 'tagged', Description: '', Type: type, Content: '{}', Tags })),
      () => client.send(new org.CreateAccountCommand({ AccountName: 'tagged', Email: 'tagged@example.com', Tags })),
    ];
    for (const attempt of attempts(wrong)) await expect(attempt()).rejects.toMatchObject(refused);
    await expect(attempts([{ Key: 'team', Value: 'red' }])[0]?.()).rejects.toMatchObject(refused);
    for (const attempt of attempts([{ Key: 'Team', Value: 'red' }])) await attempt();
    // The root is not among the types.
    await client.send(new org.TagResourceCommand({ ResourceId: organization.rootId, Tags: wrong }));
    await client.send(new org.DetachPolicyCommand({ PolicyId, TargetId: cloud.accountId }));
    await client.send(new org.TagResourceCommand({ ResourceId: shop, Tags: wrong }));
  });
});
