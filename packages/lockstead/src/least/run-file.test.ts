import { expect, test } from 'vitest';
import { offerFor } from './offer.ts';
import { readRunFile, runFileText } from './run-file.ts';
import type { LeastUse } from './use.ts';

const role = 'arn:aws:iam::111122223333:role/app';
const uses: readonly LeastUse[] = [
  { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:111122223333:q', allowed: 3, denied: 0 },
  {
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:us-east-1:444455556666:q',
    allowed: 0,
    denied: 1,
    blocked: { layer: 'resource', explicit: false },
  },
  {
    action: 'kms:Decrypt',
    resource: 'arn:aws:kms:us-east-1:111122223333:key/k',
    allowed: 1,
    denied: 0,
    stated: { key: 'kms:ViaService', values: ['sqs.us-east-1.amazonaws.com'] },
  },
  {
    action: 'sqs:DeleteQueue',
    resource: 'arn:aws:sqs:us-east-1:111122223333:q',
    allowed: 1,
    denied: 1,
    without: 'resource',
  },
];

function fileOf(some: readonly LeastUse[], proved = true): string {
  return runFileText(false, [{ ...offerFor(role, some, { exact: false, allowedOnly: false }), proved }]);
}

test('what was written is read', () => {
  const offer = offerFor(role, uses, { exact: false, allowedOnly: false });
  const left = offer.left.map((one) => ({ ...one, times: 0 }));
  expect(readRunFile(fileOf(uses))).toEqual({
    exact: false,
    principals: [{ principal: role, proved: true, needs: offer.needs, left }],
  });
});

test('neither order nor number of the calls changes it', () => {
  const more = uses.map((use) => ({ ...use, allowed: use.allowed * 7 })).toReversed();
  expect(fileOf(more)).toBe(fileOf(uses));
});

const good = JSON.parse(fileOf(uses)) as { principals: [{ needs: [object]; left: [object] }] };
const [first] = good.principals;
const withNeed = (need: object): object => ({ ...good, principals: [{ ...first, needs: [need] }] });

test.each<readonly [string, unknown, string]>([
  ['no object', [], 'no object'],
  ['something else', { a: 1 }, 'not written by'],
  ['another version', { ...good, version: 2 }, 'of version 2'],
  ['no principals', { ...good, principals: 1 }, '"principals" is no list'],
  [
    'a principal that ends a comment',
    { ...good, principals: [{ ...first, principal: `${role}\nresource` }] },
    'is no user',
  ],
  ['no action', withNeed({ action: 'x', resource: '*' }), '"x" is no action'],
  ['no resource', withNeed({ action: 'a:B' }), '"resource" is no text'],
  ['a rule that there is not', withNeed({ action: 'a:B', resource: '*', rules: ['all'] }), '"all" is no rule'],
  [
    'a reason that there is not',
    { ...good, principals: [{ ...first, left: [{ action: 'a:B', resource: '*', why: 'so' }] }] },
    'no reason',
  ],
])('%s is refused', (_, value, says) => {
  expect(() => readRunFile(JSON.stringify(value))).toThrow(says);
});

test('what is not JSON is refused', () => {
  expect(() => readRunFile('{')).toThrow('it is not JSON');
});
