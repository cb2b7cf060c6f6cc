// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** What is refused, where, and with which sentence of IAM's. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PolicyKind, parsePolicy, policyCharacters, policyQuotas } from '../src/index.ts';
import { type Refused, refusedCases } from './cases/refused.ts';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const open = { ...statement, Principal: '*' };
const syntax = 'Syntax errors in policy.';

const textOf = (policy: Refused['policy']): string =>
  typeof policy === 'string' ? policy : JSON.stringify({ Version: '2012-10-17', Statement: policy });

describe('refused', () => {
  test.each(refusedCases)('$name', ({ kind = 'identity', policy, path, code, says = syntax }) => {
    const text = textOf(policy);
    const outcome = parsePolicy(text, kind);
    expect(outcome.ok).toBe(false);
    if (outcome.ok) return;
    expect(outcome.problems).toContainEqual(expect.objectContaining({ path, code, awsMessage: says }));
    for (const { span } of outcome.problems) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
  });

  test('a managed policy needs its version', () => {
    const text = JSON.stringify({ Statement: [statement] });
    expect(parsePolicy(text, 'identity').ok).toBe(true);
    expect(parsePolicy(text, 'identity', { versionRequired: true })).toMatchObject({
      ok: false,
      problems: [{ awsMessage: 'Policy document must be version 2012-10-17 or greater.' }],
    });
  });

  test('the span is the place of the fault', () => {
    const text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*","Get"],"Resource":"*"}]}';
    const outcome = parsePolicy(text, 'identity');
    expect(outcome.ok ? [] : outcome.problems.map(({ span }) => text.slice(span.start, span.end))).toEqual(['"Get"']);
  });

  test('depth and number of problems are bounded', () => {
    expect(parsePolicy(`{"Statement":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'identity')).toMatchObject({
      ok: false,
    });
    const many = parsePolicy(
      JSON.stringify({ Version: '2012-10-17', Statement: Array.from({ length: 500 }, () => ({})) }),
      'identity',
    );
    expect(many.ok ? 0 : many.problems.length).toBe(100);
  });

  test('any text is read or refused, never thrown at', () => {
    const kinds: PolicyKind[] = [
      'identity',
      'resource',
      'trust',
      'serviceControl',
      'resourceControl',
      'vpcEndpoint',
      'session',
      'permissionsBoundary',
    ];
    const json = fc.jsonValue().map((value) => JSON.stringify(value));
    const pieces = fc
      .array(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          '"',
          ':',
          ',',
          'Statement',
          'Effect',
          '\\u00',
          '\\',
          '1',
          '-',
          'e',
          'null',
          ' ',
        ),
        { maxLength: 40 },
      )
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(json, pieces, fc.string()), fc.constantFrom(...kinds), (text, kind) => {
        const outcome = parsePolicy(text, kind);
        return outcome.ok || outcome.problems.length > 0;
      }),
      { numRuns: 2_000 },
    );
  });

  test('what JSON.parse refuses is refused, and what it takes is taken', () => {
    const values = fc.jsonValue().map((value) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ ...statement, Condition: { StringEquals: { 'a:b': JSON.stringify(value) } } }],
      }),
    );
    fc.assert(
      fc.property(values, fc.nat(), fc.constantFrom('', ',', '"', '}', ' ', '\\', '0'), (text, at, inserted) => {
        const place = at % (text.length + 1);
        const broken = text.slice(0, place) + inserted + text.slice(place);
        let valid = true;
        try {
          JSON.parse(broken);
        } catch {
          valid = false;
        }
        const outcome = parsePolicy(broken, 'identity');
        const said =
          !outcome.ok &&
          outcome.problems.some((problem) => problem.code === 'JSON_SYNTAX_ERROR' && problem.path === '');
        return valid !== said;
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('taken', () => {
  test.each<readonly [string, PolicyKind, object]>([
    ['no statement at all', 'identity', { Version: '2012-10-17', Statement: [] }],
    [
      'a condition key without prefix',
      'identity',
      {
        Version: '2012-10-17',
        Statement: [{ ...statement, Condition: { StringEqualsIfExists: { PassedToService: 'x' } } }],
      },
    ],
    [
      'an operator that there is not, with nothing under it',
      'identity',
      { Version: '2012-10-17', Statement: [{ ...statement, Condition: { x: {}, y: {} } }] },
    ],
    ['a space in an action', 'identity', { Version: '2012-10-17', Statement: [{ ...statement, Action: 'iam: a b ' }] }],
    [
      'the origin access identity of a distribution',
      'resource',
      {
        Version: '2012-10-17',
        Statement: [
          {
            ...open,
            Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEFGHIJKL' },
          },
        ],
      },
    ],
    [
      'patterns of actions that assume a role',
      'trust',
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: ['sts:AssumeRole*', 'sts:TagSession'] },
        ],
      },
    ],
    [
      "AWS's own resource control policy",
      'resourceControl',
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] },
    ],
    [
      'a Sid with a space, on a resource',
      'resource',
      { Version: '2012-10-17', Statement: [{ ...open, Sid: 'AWS Logs' }] },
    ],
    ['an Id', 'resource', { Version: '2012-10-17', Id: 'x', Statement: [open] }],
    [
      'every principal there is',
      'resource',
      {
        Version: '2012-10-17',
        Statement: [
          {
            ...open,
            Principal: {
              AWS: ['*', 'AROAEXAMPLEEXAMPLE1', 'arn:aws:sts::111122223333:assumed-role/r/s'],
              Service: 's3.amazonaws.com',
              CanonicalUser: 'a1'.repeat(32),
            },
          },
        ],
      },
    ],
  ])('%s', (_, kind, policy) => {
    expect(parsePolicy(JSON.stringify(policy), kind).ok).toBe(true);
  });

  test('escapes in strings are what they stand for', () => {
    const outcome = parsePolicy(
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:\\u0047etObject","Resource":"*","Sid":""}}',
      'identity',
    );
    expect(outcome.ok ? outcome.document.statements[0]?.action.patterns : outcome.problems).toEqual(['s3:GetObject']);
  });

  test('quotas are what AWS publishes', () => {
    expect(policyQuotas).toMatchObject({
      managed: 6_144,
      userInlineTotal: 2_048,
      trust: 2_048,
      session: 2_048,
      resourceControl: 5_120,
      bucket: 20_480,
      key: 32_768,
    });
  });

  test('white space does not count towards quotas', () => {
    expect(policyCharacters('{ "a" :\n\t"b c"\r}')).toBe(10);
  });
});
