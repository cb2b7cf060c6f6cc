import { contextOf, decide, parsePolicy } from '@lockstead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWide, patternOf } from './pattern.ts';

const a = 'us-east-1:111122223333';

test.each([
  ['*', '*', ['noResource']],
  [`arn:aws:dynamodb:${a}:table/orders`, `arn:aws:dynamodb:${a}:table/orders`, []],
  [
    `arn:aws:states:${a}:execution:m:0b5c1d9e-1f2a-4b3c-8d4e-5f6a7b8c9d0e`,
    `arn:aws:states:${a}:execution:m:*`,
    ['ids'],
  ],
  [`arn:aws:sqs:${a}:test-0b5c1d9e-1f2a-4b3c-8d4e-5f6a7b8c9d0e-dlq`, `arn:aws:sqs:${a}:test-*-dlq`, ['ids']],
  [`arn:aws:ec2:${a}:instance/i-0123456789abcdef0`, `arn:aws:ec2:${a}:instance/*`, ['ids']],
  [`arn:aws:ec2:${a}:security-group/sg-12345678`, `arn:aws:ec2:${a}:security-group/*`, ['ids']],
  // Elsewhere people give such names.
  [`arn:aws:sqs:${a}:orders-12345678`, `arn:aws:sqs:${a}:orders-12345678`, []],
  [`arn:aws:ec2:${a}:volume/*`, `arn:aws:ec2:${a}:volume/*`, ['asked']],
  [`arn:aws:secretsmanager:${a}:secret:db-AbC123`, `arn:aws:secretsmanager:${a}:secret:db-??????`, ['secret']],
  [`arn:aws:secretsmanager:${a}:secret:db-??????`, `arn:aws:secretsmanager:${a}:secret:db-??????`, ['secret']],
  [`arn:aws:dynamodb:${a}:table/t/stream/2026-12-01T03:04:05.678`, `arn:aws:dynamodb:${a}:table/t/stream/*`, ['ids']],
  [
    `arn:aws:logs:${a}:log-group:/aws/lambda/f:log-stream:2026/12/01/[$LATEST]0123456789abcdef0123456789abcdef`,
    `arn:aws:logs:${a}:log-group:/aws/lambda/f:log-stream:*/[$LATEST]*`,
    ['ids'],
  ],
  // An account's id in a name is the same in each run.
  ['arn:aws:s3:::logs-111122223333/a', 'arn:aws:s3:::logs-111122223333/a', []],
  ['arn:aws:s3:::logs-1733022345123/a', 'arn:aws:s3:::logs-*/a', ['ids']],
  ['arn:aws:s3:::box/a*b?c/\u0024{x}', 'arn:aws:s3:::box/a\u0024{*}b\u0024{?}c/\u0024{$}{x}', []],
])('%s', (resource, text, rules) => {
  expect(patternOf(resource, false)).toEqual({ text, rules });
});

test('exactly as it was used, where nothing is to be generalised', () => {
  const arn = `arn:aws:ec2:${a}:instance/i-0123456789abcdef0`;
  expect(patternOf(arn, true)).toEqual({ text: arn, rules: [] });
});

const character = fc.constantFrom(...'abz09*?\u0024{}/:-_.[]'.split(''));
const part = fc.oneof(fc.string({ unit: character, minLength: 1, maxLength: 20 }), fc.uuid());
const resources = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `arn:aws:sqs:${a}:${parts.join('/')}`);

test.each([true, false])('a policy with it allows the resource that it was made from, exact: %s', (exact) => {
  fc.assert(
    fc.property(resources, (resource) => {
      expect(allows(patternOf(resource, exact).text, resource)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('what is exact allows nothing else, unless the request itself asked for any', () => {
  fc.assert(
    fc.property(resources, resources, (resource, other) => {
      fc.pre(resource !== other);
      const { text } = patternOf(resource, true);
      if (!isWide(text)) expect(allows(text, other)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

function allows(pattern: string, resource: string): boolean {
  const Statement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: pattern };
  const outcome = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity');
  if (!outcome.ok) throw new TypeError(JSON.stringify(outcome.problems));
  const principal = {
    kind: 'user',
    arn: 'arn:aws:iam::111122223333:user/a',
    account: '111122223333',
    id: 'A',
  } as const;
  const request = { principal, action: 'sqs:SendMessage', resource, context: contextOf({}) };
  return decide(request, { identity: [{ name: 'p', document: outcome.document }] }).effect === 'allow';
}
