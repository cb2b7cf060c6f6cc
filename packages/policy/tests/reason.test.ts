// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** The other directions, and what a change changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainLayers } from '../src/explain/explain.ts';
import { contextOf, decide, type Layers, type Request, ruleFor } from '../src/index.ts';
import {
  actionsAllowed,
  type Caller,
  type ConditionalStatement,
  type ConditionsFor,
  classesOf,
  conditionsFor,
  policyDiff,
  whoCan,
} from '../src/reason/index.ts';
import { allActions } from '../src/reference/reference.ts';
import { account, alice, document, everything, type Json, session } from './case.ts';
import { layersArbitrary, requestArbitrary, ruleArbitrary } from './oracle/arbitraries.ts';
import { answerOf, compiled, engineLayers, engineRequest } from './oracle/engine.ts';

type Explained = ReturnType<typeof explainLayers>;

const identity = (...statements: Json[]): Layers => ({
  identity: [{ name: 'p0', document: document(statements, 'identity') }],
});
const caller = (...statements: Json[]): Caller => ({ principal: alice, layers: identity(...statements) });
const box = { resource: 'arn:aws:s3:::box/key' };
const allow = (more: Json): Json => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more });

describe('actionsAllowed', () => {
  test('real actions of a service, by pattern', () => {
    const allowed = actionsAllowed(
      caller(allow({ Action: 's3:GetObject*' }), { Effect: 'Deny', Action: 's3:*Acl', Resource: '*' }),
      box,
      allActions('s3'),
    );
    expect(allowed).toContain('s3:GetObject');
    expect(allowed).toContain('s3:GetObjectTagging');
    expect(allowed).not.toContain('s3:GetObjectAcl');
    expect(allowed).not.toContain('s3:PutObject');
  });
});

describe('what may and who may', () => {
  test('the trust of a role is about assuming it, not about reading it', () => {
    const trust = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sts:AssumeRole' };
    const layers = { ...identity(everything), resource: { name: 'trust', document: document(trust, 'trust') } };
    const role = { resource: `arn:aws:iam::${account}:role/app` };
    const asked = ['iam:GetRole', 'sts:AssumeRole'];
    expect(actionsAllowed({ principal: alice, layers }, role, asked)).toEqual(['iam:GetRole']);
    expect(whoCan('iam:GetRole', role, [{ principal: alice, layers }])).toHaveLength(1);
  });

  test('are what decide says, one by one', () => {
    fc.assert(
      fc.property(requestArbitrary, layersArbitrary, (given, givenLayers) => {
        const { principal, action, resource, resourceAccount, context } = engineRequest(given);
        const layers = engineLayers(givenLayers);
        const target = { resource, context, ...(resourceAccount === undefined ? {} : { resourceAccount }) };
        const request = { principal, action, ...target };
        const allowed = decide(request, layers, ruleFor(action, resource)).effect === 'allow';
        return (
          actionsAllowed({ principal, layers }, target, [action]).includes(action) === allowed &&
          (whoCan(action, target, [{ principal, layers }]).length === 1) === allowed
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('whoCan', () => {
  test('names the callers and what grants them', () => {
    const reader = { ...caller(everything), name: 'alice' };
    const other = { principal: session, layers: identity(allow({ Action: 's3:PutObject' })), name: 'deployer' };
    const found = whoCan('s3:GetObject', box, [reader, other]);
    expect(found.map(({ caller: who, decision }) => [who.name, decision.by.layer])).toEqual([['alice', 'identity']]);
  });

  test('the context of the caller goes before that of the question', () => {
    const tagged = {
      ...caller(allow({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } })),
      context: contextOf({ 'aws:PrincipalTag/team': 'blue' }),
    };
    expect(
      whoCan('s3:GetObject', { ...box, context: contextOf({ 'aws:PrincipalTag/team': 'red' }) }, [tagged]),
    ).toHaveLength(1);
    expect(
      whoCan('s3:GetObject', { ...box, context: contextOf({ 'aws:PrincipalTag/team': 'red' }) }, [
        { ...tagged, context: contextOf({}) },
      ]),
    ).toHaveLength(0);
  });
});

describe('conditionsFor', () => {
  test('always, never', () => {
    expect(conditionsFor('s3:GetObject', box, caller(everything))).toEqual({ answer: 'always', layers: [] });
    expect(conditionsFor('s3:PutObject', box, caller(allow({})))).toEqual({ answer: 'never', layers: [] });
  });

  test('the conditions of the allows and of the denies in the way', () => {
    const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const answer = conditionsFor(
      's3:GetObject',
      box,
      caller(allow({ Sid: 'WithMfa', Condition: mfa }), {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      }),
    );
    expect(answer.answer).toBe('conditional');
    expect(answer.layers).toEqual([
      {
        layer: 'identity',
        anyOf: [
          {
            policy: 'p0',
            statement: 0,
            sid: 'WithMfa',
            conditions: [{ operator: 'Bool', ifExists: false, key: 'aws:MultiFactorAuthPresent', values: ['true'] }],
          },
        ],
        noneOf: [
          {
            policy: 'p0',
            statement: 1,
            conditions: [
              { operator: 'NotIpAddress', ifExists: false, key: 'aws:SourceIp', values: ['203.0.113.0/24'] },
            ],
          },
        ],
      },
    ]);
  });

  test('a variable in the resource is a condition', () => {
    const { answer, layers } = conditionsFor(
      's3:GetObject',
      box,
      caller(allow({ Resource: 'arn:aws:s3:::box/${aws:username}' })),
    );
    expect(answer).toBe('conditional');
    expect(layers[0]?.anyOf?.[0]?.resource).toEqual(['arn:aws:s3:::box/${aws:username}']);
  });

  const mfa = { operator: 'Bool', ifExists: false, key: 'aws:MultiFactorAuthPresent', values: ['true'] };

  test('a session token may with MFA what policies allow', () => {
    const policies = caller(everything);
    const temporary = { ...policies, principal: { ...alice, sessionToken: true } };
    expect(conditionsFor('iam:ListUsers', { resource: '*' }, temporary)).toEqual({
      answer: 'conditional',
      layers: [],
      caller: [mfa],
    });
    expect(conditionsFor('sts:GetSessionToken', { resource: '*' }, temporary).answer).toBe('never');
  });

  test('in one account identity and resource stand in for each other', () => {
    const statement = allow({ Condition: { StringEquals: { 'aws:username': 'alice' } } });
    const { layers } = conditionsFor('s3:GetObject', box, {
      principal: alice,
      layers: {
        ...identity(statement),
        resource: { name: 'rp', document: document({ ...statement, Principal: { AWS: alice.arn } }, 'resource') },
      },
    });
    expect(layers.map(({ layer, instead }) => [layer, instead])).toEqual([
      ['resource', true],
      ['identity', true],
    ]);
  });

  test('each level of control policies has its own conditions', () => {
    const level = (target: string, ...statements: Json[]) => ({
      target,
      policies: [{ name: 'guard', document: document(statements, 'serviceControl') }],
    });
    const { layers } = conditionsFor('s3:GetObject', box, {
      principal: alice,
      layers: {
        ...identity(everything),
        serviceControl: [
          level('r-root', everything),
          level('ou-1', allow({ Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } } })),
        ],
      },
    });
    expect(layers).toMatchObject([{ layer: 'serviceControl', target: 'ou-1', anyOf: [{ policy: 'guard' }] }]);
  });

  test('a bucket that a condition keeps from being public is not taken for public', () => {
    const narrow = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };
    const grant = document({ ...allow({ Condition: narrow }), Principal: '*' }, 'resource');
    const given = { ...identity(everything), resource: { name: 'rp', document: grant }, restrictPublicBuckets: true };
    const target = { ...box, resourceAccount: '444455556666' };
    expect(conditionsFor('s3:GetObject', target, { principal: alice, layers: given }).answer).toBe('conditional');
  });

  test('whatever the context: always and never hold, and nobody may who does not meet the conditions', () => {
    fc.assert(
      fc.property(requestArbitrary, layersArbitrary, ruleArbitrary, (given, givenLayers, rule) => {
        const request = engineRequest(given);
        const layers = engineLayers(givenLayers);
        const { principal, action, resource, resourceAccount } = request;
        const target = { resource, rule, ...(resourceAccount === undefined ? {} : { resourceAccount }) };
        const found = conditionsFor(action, target, { principal, layers });
        const allowed = decide(request, layers, rule).effect === 'allow';
        if (found.answer !== 'conditional') return (found.answer === 'always') === allowed;
        return !allowed || isMet(found, request, explainLayers(request, layers, rule));
      }),
      { numRuns: 600 },
    );
  });

  /** As the statements themselves say it in this request. */
  function isMet({ layers, caller: own = [] }: ConditionsFor, { context }: Request, explained: Explained): boolean {
    const holds = (layer: string, each: ConditionalStatement): boolean =>
      explained
        .find((one) => one.layer === layer)
        ?.policies.find(({ policy, target }) => policy === each.policy && target === each.target)
        ?.statements.some(({ statement, matches }) => statement === each.statement && matches) === true;
    return (
      own.every(({ key, values }) => values.includes(`${context.get(key.toLowerCase())}`)) &&
      layers.every(
        ({ layer, anyOf, instead, noneOf = [] }) =>
          (anyOf === undefined || instead === true || anyOf.some((each) => holds(layer, each))) &&
          !noneOf.some((each) => holds(layer, each)),
      )
    );
  }
});

describe('classes of texts', () => {
  test('each combination of matches once, with an example', () => {
    const classes = classesOf(['s3:*', 's3:Get*', '*Object']) ?? [];
    expect(classes.map(({ matches }) => matches.map(Number).join('')).toSorted()).toEqual([
      '000',
      '001',
      '100',
      '101',
      '110',
      '111',
    ]);
    expect(classes.find(({ matches }) => matches.every(Boolean))?.example).toBe('s3:GetObject');
  });

  test('too many to say is said', () => {
    expect(classesOf(Array.from({ length: 16 }, (_, i) => `*a${'?'.repeat(i + 3)}b*`))).toBeUndefined();
  });
});

describe('policyDiff', () => {
  const diff = (
    before: Json | Json[],
    after: Json | Json[],
    kind: 'identity' | 'resource' = 'identity',
    actions?: readonly string[],
  ) => policyDiff([document(before, kind)], [document(after, kind)], actions === undefined ? {} : { actions });

  test('the same policy, written otherwise', () => {
    const before = [allow({ Action: ['s3:GetObject', 's3:GetObjectTagging'] })];
    const after = [allow({ Action: 's3:getobjecttagging' }), allow({ Action: 's3:GetObject' })];
    expect(diff(before, after)).toEqual({ complete: true, differences: [] });
  });

  test('granted actions, by their real names', () => {
    const { differences } = diff(allow({}), allow({ Action: 's3:Get*' }), 'identity', [
      's3:GetObject',
      's3:GetBucketPolicy',
      's3:PutObject',
    ]);
    expect(differences).toMatchObject([
      { change: 'granted', actions: ['s3:GetBucketPolicy'], when: [], by: { policy: 0, statement: 0 } },
    ]);
  });

  test('a resource taken', () => {
    const { differences } = diff(allow({}), allow({ Resource: 'arn:aws:s3:::box/*' }));
    expect(differences.map(({ change, resourcePatterns }) => [change, resourcePatterns])).toEqual([['taken', ['*']]]);
  });

  test('a condition added takes what does not meet it', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    const { differences } = diff(allow({}), allow({ Condition }));
    expect(differences).toMatchObject([{ change: 'taken', when: [] }]);
    expect(diff(allow({ Condition }), allow({})).differences).toMatchObject([{ change: 'granted' }]);
  });

  test('a deny that comes takes under its condition', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    const { differences } = diff(allow({}), [allow({}), { Effect: 'Deny', Action: '*', Resource: '*', Condition }]);
    expect(differences).toMatchObject([
      {
        change: 'taken',
        when: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] }],
        by: { statement: 0 },
      },
    ]);
  });

  test('a variable opened to a star', () => {
    const { differences } = diff(
      allow({ Resource: 'arn:aws:s3:::box/${aws:username}' }),
      allow({ Resource: 'arn:aws:s3:::box/*' }),
    );
    expect(differences).toMatchObject([{ change: 'granted', variables: [] }]);
  });

  test('a principal added', () => {
    const grant = (AWS: string | string[]): Json => ({ ...allow({}), Principal: { AWS } });
    const { differences } = diff(grant(account), grant([account, '444455556666']), 'resource');
    expect(differences).toMatchObject([{ change: 'granted', principal: '444455556666' }]);
    const opened = diff(grant(account), { ...allow({}), Principal: '*' }, 'resource').differences;
    expect(opened).toMatchObject([{ change: 'granted', principal: 'anyone else' }]);
  });

  test('where a decision differs there is a difference', () => {
    fc.assert(
      fc.property(requestArbitrary, layersArbitrary, layersArbitrary, (given, first, second) => {
        const request = { ...engineRequest(given), principal: alice, resourceAccount: account };
        if (request.action === 'sts:GetCallerIdentity') return true;
        const [before, after] = [first, second].map(({ identity: policies = [] }) =>
          policies.map((policy) => compiled(policy, 'identity')),
        );
        const decided = [before, after].map(
          (documents = []) =>
            answerOf(decide(request, { identity: documents.map((each, i) => ({ name: `${i}`, document: each })) })) ===
            'allow',
        );
        const { complete, differences } = policyDiff(before ?? [], after ?? []);
        if (!complete || decided[0] === decided[1]) return true;
        return differences.some(({ change }) => change === (decided[1] === true ? 'granted' : 'taken'));
      }),
      { numRuns: 100 },
    );
  });
});
