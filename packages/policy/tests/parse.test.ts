// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** What is refused, where, and with which sentence of IAM's. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PolicyKind, parsePolicy, policyCharacters } from '../src/index.ts';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const open = { ...statement, Principal: '*' };
const trust = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };
const syntax = 'Syntax errors in policy.';

interface Refused {
  readonly name: string;
  readonly rules?: readonly (number | string)[];
  readonly kind?: PolicyKind;
  /** The document's text, or its statements. */
  readonly policy: string | object | readonly object[];
  readonly path: string;
  readonly code: string;
  readonly says?: string;
}

export const refused: readonly Refused[] = [
  { name: 'no JSON', policy: '{', path: '', code: 'JSON_SYNTAX_ERROR' },
  { name: 'no object', policy: '[]', path: '', code: 'JSON_SYNTAX_ERROR' },
  {
    name: 'a trust policy that is no JSON',
    kind: 'trust',
    policy: 'x',
    path: '',
    code: 'JSON_SYNTAX_ERROR',
    says: 'This policy contains invalid Json',
  },
  {
    name: 'a key twice',
    policy: '{"Version":"2012-10-17","Statement":[],"Statement":[]}',
    path: 'Statement',
    code: 'JSON_SYNTAX_ERROR',
  },
  {
    name: 'an element in other capitals',
    policy: '{"version":"2012-10-17","Statement":[]}',
    path: 'version',
    code: 'INVALID_POLICY_ELEMENT',
  },
  { name: 'no statements', policy: '{"Version":"2012-10-17"}', path: 'Statement', code: 'MISSING_STATEMENT' },
  {
    name: 'an older version',
    policy: '{"Version":"2010-01-01","Statement":[]}',
    path: 'Version',
    code: 'INVALID_VERSION',
    says: 'Policy document must be version 2012-10-17 or greater.',
  },
  {
    name: 'a version of the future',
    policy: '{"Version":"2032-10-17","Statement":[]}',
    path: 'Version',
    code: 'INVALID_VERSION',
  },
  {
    name: 'a statement that is none',
    policy: '{"Version":"2012-10-17","Statement":["x"]}',
    path: 'Statement[0]',
    code: 'DATA_TYPE_MISMATCH',
  },
  {
    name: 'an unknown element',
    policy: [{ ...statement, Actions: 'x' }],
    path: 'Statement[0].Actions',
    code: 'INVALID_POLICY_ELEMENT',
  },
  { name: 'no effect', policy: [{ Action: '*', Resource: '*' }], path: 'Statement[0].Effect', code: 'MISSING_EFFECT' },
  {
    name: 'an effect in other capitals',
    policy: [{ ...statement, Effect: 'allow' }],
    path: 'Statement[0].Effect',
    code: 'INVALID_EFFECT',
  },
  {
    name: 'no action',
    policy: [{ Effect: 'Allow', Resource: '*' }],
    path: 'Statement[0].Action',
    code: 'MISSING_ACTION',
    says: 'Policy statement must contain actions.',
  },
  {
    name: 'an empty NotAction',
    policy: [{ Effect: 'Allow', NotAction: [], Resource: '*' }],
    path: 'Statement[0].NotAction',
    code: 'EMPTY_ARRAY_ACTION',
    says: 'Policy statement must contain actions.',
  },
  {
    name: 'Action and NotAction',
    policy: [{ ...statement, NotAction: 'iam:*' }],
    path: 'Statement[0].NotAction',
    code: 'UNSUPPORTED_ELEMENT_COMBINATION',
  },
  {
    name: 'Resource and NotResource',
    policy: [{ ...statement, NotResource: '*' }],
    path: 'Statement[0].NotResource',
    code: 'UNSUPPORTED_ELEMENT_COMBINATION',
  },
  {
    name: 'Principal and NotPrincipal',
    kind: 'resource',
    policy: [{ ...open, NotPrincipal: '*' }],
    path: 'Statement[0].NotPrincipal',
    code: 'UNSUPPORTED_ELEMENT_COMBINATION',
  },
  {
    name: 'an action without service',
    policy: [{ ...statement, Action: 'GetObject' }],
    path: 'Statement[0].Action',
    code: 'INVALID_ACTION',
    says: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  },
  {
    name: 'an action with two colons',
    policy: [{ ...statement, Action: ['s3:*', 's3:a:b'] }],
    path: 'Statement[0].Action[1]',
    code: 'INVALID_ACTION',
    says: 'Actions/Condition can contain only one colon.',
  },
  {
    name: 'an action with a space before it',
    policy: [{ ...statement, Action: ' s3:GetObject' }],
    path: 'Statement[0].Action',
    code: 'INVALID_SERVICE_IN_ACTION',
    says: 'Vendor  s3 is not valid',
  },
  {
    name: 'a variable in an action',
    policy: [{ ...statement, Action: 's3:${aws:username}' }],
    path: 'Statement[0].Action',
    code: 'INVALID_ACTION',
    says: 'Actions/Condition can contain only one colon.',
  },
  {
    name: 'no resource',
    policy: [{ Effect: 'Allow', Action: '*' }],
    path: 'Statement[0].Resource',
    code: 'MISSING_RESOURCE',
    says: 'Policy statement must contain resources.',
  },
  {
    name: 'a resource that is no ARN',
    policy: [{ ...statement, Resource: 'box' }],
    path: 'Statement[0].Resource',
    code: 'INVALID_ARN_PREFIX',
    says: 'Resource box must be in ARN format or "*".',
  },
  {
    name: 'an ARN cut short',
    policy: [{ ...statement, Resource: 'arn:aws:s3' }],
    path: 'Statement[0].Resource',
    code: 'INVALID_ARN_PREFIX',
    says: 'Resource arn:aws:s3 must be in ARN format or "*".',
  },
  {
    name: 'a partition that is none',
    policy: [{ ...statement, Resource: 'arn:amazon:s3:::box' }],
    path: 'Statement[0].Resource',
    code: 'INVALID_PARTITION',
    says: 'Partition "amazon" is not valid for resource "arn:amazon:s3:::box".',
  },
  {
    name: 'a variable without its end',
    policy: [{ ...statement, Resource: 'arn:aws:s3:::${aws:username' }],
    path: 'Statement[0].Resource',
    code: 'MISSING_BRACE_IN_VARIABLE',
  },
  {
    name: 'a default without quotes',
    policy: [{ ...statement, Resource: 'arn:aws:s3:::${aws:username, x}' }],
    path: 'Statement[0].Resource',
    code: 'MISSING_QUOTE_IN_VARIABLE',
  },
  {
    name: 'a principal in an identity policy',
    policy: [open],
    path: 'Statement[0].Principal',
    code: 'UNSUPPORTED_PRINCIPAL',
    says: 'Policy document should not specify a principal.',
  },
  {
    name: 'a principal in a service control policy',
    kind: 'serviceControl',
    policy: [open],
    path: 'Statement[0].Principal',
    code: 'UNSUPPORTED_PRINCIPAL',
    says: 'Policy document should not specify a principal.',
  },
  {
    name: 'no principal in a resource policy',
    kind: 'resource',
    policy: [statement],
    path: 'Statement[0].Principal',
    code: 'MISSING_PRINCIPAL',
    says: 'Missing required field Principal',
  },
  {
    name: 'a wildcard inside a principal',
    kind: 'resource',
    policy: [{ ...open, Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }],
    path: 'Statement[0].Principal.AWS',
    code: 'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    says: 'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/*"',
  },
  {
    name: 'a group as a principal',
    kind: 'resource',
    policy: [{ ...open, Principal: { AWS: 'arn:aws:iam::111122223333:group/g' } }],
    path: 'Statement[0].Principal.AWS',
    code: 'INVALID_PRINCIPAL_FORMAT',
    says: 'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/g"',
  },
  {
    name: 'a name that is no principal',
    kind: 'resource',
    policy: [{ ...open, Principal: { AWS: ['111122223333', 'alice'] } }],
    path: 'Statement[0].Principal.AWS[1]',
    code: 'INVALID_PRINCIPAL_FORMAT',
    says: 'Invalid principal in policy: "AWS":"alice"',
  },
  {
    name: 'an unknown kind of principal',
    kind: 'resource',
    policy: [{ ...open, Principal: { Amazon: '*' } }],
    path: 'Statement[0].Principal.Amazon',
    code: 'INVALID_PRINCIPAL_KEY',
  },
  {
    name: 'a resource in a trust policy',
    kind: 'trust',
    policy: [{ ...trust, Resource: '*' }],
    path: 'Statement[0].Resource',
    code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
    says: 'Has prohibited field Resource',
  },
  {
    name: 'NotPrincipal in a trust policy',
    kind: 'trust',
    policy: [{ Effect: 'Deny', NotPrincipal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }],
    path: 'Statement[0].NotPrincipal',
    code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
    says: 'Has prohibited field NotPrincipal',
  },
  {
    name: 'an action of another service in a trust policy',
    kind: 'trust',
    policy: [{ ...trust, Action: 's3:GetObject' }],
    path: 'Statement[0].Action',
    code: 'UNSUPPORTED_ACTION_IN_POLICY',
    says: 'AssumeRole policy may only specify STS AssumeRole actions.',
  },
  {
    name: 'an allow of ones own in a resource control policy',
    kind: 'resourceControl',
    policy: [open],
    path: 'Statement[0].Effect',
    code: 'INVALID_EFFECT',
  },
  {
    name: 'NotAction in a resource control policy',
    kind: 'resourceControl',
    policy: [{ Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' }],
    path: 'Statement[0].NotAction',
    code: 'UNSUPPORTED_ELEMENT_COMBINATION',
  },
  {
    name: 'a named principal in a resource control policy',
    kind: 'resourceControl',
    policy: [{ Effect: 'Deny', Principal: { AWS: '111122223333' }, Action: 's3:*', Resource: '*' }],
    path: 'Statement[0].Principal',
    code: 'UNSUPPORTED_PRINCIPAL',
  },
  {
    name: 'an unknown operator',
    policy: [{ ...statement, Condition: { StringIs: { 'aws:username': 'a' } } }],
    path: 'Statement[0].Condition.StringIs',
    code: 'INVALID_CONDITION_OPERATOR',
  },
  {
    name: 'NullIfExists',
    policy: [{ ...statement, Condition: { NullIfExists: { 'aws:username': 'true' } } }],
    path: 'Statement[0].Condition.NullIfExists',
    code: 'INVALID_CONDITION_OPERATOR',
  },
  {
    name: 'a key without prefix',
    policy: [{ ...statement, Condition: { Bool: { SecureTransport: 'true' } } }],
    path: 'Statement[0].Condition.Bool.SecureTransport',
    code: 'INVALID_CONDITION_KEY_FORMAT',
    says: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  },
  {
    name: 'a value that is an object',
    policy: [{ ...statement, Condition: { StringEquals: { 'aws:username': ['a', {}] } } }],
    path: 'Statement[0].Condition.StringEquals.aws:username[1]',
    code: 'INVALID_CONDITION_DATA_TYPE',
  },
  {
    name: 'a Sid with a space',
    policy: [{ ...statement, Sid: 'a b' }],
    path: 'Statement[0].Sid',
    code: 'UNSUPPORTED_SID',
    says: 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  },
  {
    name: 'a Sid twice',
    policy: [
      { ...statement, Sid: 'a' },
      { ...statement, Sid: 'a' },
    ],
    path: 'Statement[1].Sid',
    code: 'UNIQUE_SIDS_REQUIRED',
    says: 'Statement IDs (SID) in a single policy must be unique.',
  },
];

const textOf = (policy: Refused['policy']): string =>
  typeof policy === 'string' ? policy : JSON.stringify({ Version: '2012-10-17', Statement: policy });

describe('refused', () => {
  test.each(refused)('$name', ({ kind = 'identity', policy, path, code, says = syntax }) => {
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

  test('white space does not count towards quotas', () => {
    expect(policyCharacters('{ "a" :\n\t"b c"\r}')).toBe(10);
  });
});
