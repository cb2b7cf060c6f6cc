// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** Which policies are public, and why: cases, and what must hold of every policy. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Document, isPublic, parsePolicy, publicReasonText, publicStatements } from '../src/index.ts';
import { publicCases } from './cases/public.ts';

type Json = Readonly<Record<string, unknown>>;

function documentOf(statements: readonly Json[], version = '2012-10-17'): Document {
  const outcome = parsePolicy(JSON.stringify({ Version: version, Statement: statements }), 'resource');
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.document;
}

describe('public policies', () => {
  test.each(publicCases)('$name', ({ statements, holder = 'bucket' as const, version, public: expected }) => {
    const document = documentOf(statements, version);
    const found = publicStatements(document, { holder });
    expect(found.map(({ statement, reasons }) => [statement.index, ...reasons.map(publicReasonText)])).toEqual(
      expected,
    );
    if (holder === 'bucket') expect(isPublic(document)).toBe(expected.length > 0);
  });

  test('reasons have their parts', () => {
    const [found] = publicStatements(
      documentOf([
        {
          Sid: 'Open',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
          Condition: { 'ForAllValues:StringLikeIfExists': { 'aws:SourceVpc': 'vpc-*' } },
        },
      ]),
    );
    expect(found?.statement.sid).toBe('Open');
    expect(found?.reasons).toEqual([
      { element: 'Principal', value: '*', because: 'everyone' },
      {
        element: 'Condition',
        operator: 'ForAllValues:StringLikeIfExists',
        key: 'aws:SourceVpc',
        because: 'absentKeyPasses',
      },
    ]);
  });
});

const fixed: readonly (readonly [operator: string, key: string, value: string])[] = [
  ['StringEquals', 'aws:SourceVpc', 'vpc-1a2b3c4d'],
  ['StringLike', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
  ['ArnEquals', 'aws:SourceArn', 'arn:aws:sns:us-east-1:444455556666:topic'],
  ['IpAddress', 'aws:SourceIp', '203.0.113.0/24'],
  ['ForAnyValue:StringEquals', 'aws:PrincipalAccount', '444455556666'],
];
const open: typeof fixed = [
  ['StringLike', 'aws:SourceVpc', 'vpc-*'],
  ['StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'],
  ['StringNotEquals', 'aws:SourceVpce', 'vpce-1a2b3c4d'],
  ['IpAddress', 'aws:SourceIp', '0.0.0.0/2'],
  ['Bool', 'aws:SecureTransport', 'true'],
  ['ForAllValues:StringEquals', 'aws:userid', 'AIDAEXAMPLEEXAMPLE12'],
];

const effect = fc.constantFrom('Allow', 'Deny');
const principal = fc.constantFrom<Json>(
  { Principal: '*' },
  { Principal: { AWS: '444455556666' } },
  { Principal: { Service: 'cloudtrail.amazonaws.com' } },
  { Principal: { Federated: 'graph.facebook.com' } },
  { NotPrincipal: { AWS: '444455556666' } },
);
const lines = fc.uniqueArray(fc.constantFrom(...fixed, ...open), { maxLength: 4, selector: ([operator]) => operator });

interface Draft {
  readonly effect: string;
  readonly principal: Json;
  readonly lines: typeof fixed;
}
const draft: fc.Arbitrary<Draft> = fc.record({ effect, principal, lines });

const written = ({ effect, principal, lines }: Draft): Json => ({
  Effect: effect,
  ...principal,
  Action: 's3:GetObject',
  Resource: '*',
  Condition: Object.fromEntries(lines.map(([operator, key, value]) => [operator, { [key]: value }])),
});
const publicOf = (drafts: readonly Draft[]): boolean => isPublic(documentOf(drafts.map(written)));

/** The definition, over the few words that the drafts know. */
const isOpen = ({ effect, principal, lines }: Draft): boolean =>
  effect === 'Allow' &&
  !/"(AWS|Service)":/.test(JSON.stringify(principal['Principal'] ?? '')) &&
  !lines.some((line) => fixed.includes(line));

describe('of every policy', () => {
  test('it is public when one of its statements is', () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 4 }), (drafts) => {
        expect(publicOf(drafts)).toBe(drafts.some(isOpen));
        expect(publicOf(drafts)).toBe(drafts.some((one) => publicOf([one])));
      }),
    );
  });

  test('one more condition opens nothing', () => {
    fc.assert(
      fc.property(draft, fc.constantFrom(...fixed, ...open), (one, line) => {
        fc.pre(!one.lines.some(([operator]) => operator === line[0]));
        if (!publicOf([one])) expect(publicOf([{ ...one, lines: [...one.lines, line] }])).toBe(false);
      }),
    );
  });

  test('one more fixed condition closes a statement', () => {
    fc.assert(
      fc.property(draft, fc.constantFrom(...fixed), (one, line) => {
        const lines = [...one.lines.filter(([operator]) => operator !== line[0]), line];
        expect(publicOf([{ ...one, lines }])).toBe(false);
      }),
    );
  });

  test('one more statement, of either effect, closes nothing', () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 3 }), draft, fc.nat(), (drafts, one, place) => {
        if (publicOf(drafts)) expect(publicOf(drafts.toSpliced(place % (drafts.length + 1), 0, one))).toBe(true);
      }),
    );
  });

  test('a wildcard or a variable in place of a fixed value opens it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixed),
        fc.constantFrom('*', '?', '${aws:username}'),
        fc.nat(),
        ([operator, key, value], mark, at) => {
          const place = at % (value.length + 1);
          const opened = value.slice(0, place) + mark + value.slice(place);
          const statement = { effect: 'Allow', principal: { Principal: '*' } };
          expect(publicOf([{ ...statement, lines: [[operator, key, value]] }])).toBe(false);
          expect(publicOf([{ ...statement, lines: [[operator, key, opened]] }])).toBe(true);
        },
      ),
    );
  });

  test('many statements and values take no long time', () => {
    const statement = (i: number): Json => ({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: {
        IpAddress: { 'aws:SourceIp': Array.from({ length: 100 }, (_, k) => `203.0.${i % 256}.${k}`) },
      },
    });
    const document = documentOf(Array.from({ length: 2_000 }, (_, i) => statement(i)));
    expect(publicStatements(document)).toEqual([]);
  });
});
