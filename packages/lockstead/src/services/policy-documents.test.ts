import { expect, test } from 'vitest';
import { type DocumentRules, documentFault, policySize } from './policy-documents.ts';

const document = (version: string): string =>
  JSON.stringify({ Version: version, Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });

test.each<[what: string, text: string, DocumentRules, why: string | undefined]>([
  ['a document', document('2012-10-17'), { kind: 'identity', versionRequired: true }, undefined],
  [
    'one of 2008 where the newest is required',
    document('2008-10-17'),
    { kind: 'identity', versionRequired: true },
    'malformed',
  ],
  ['one of 2008 elsewhere', document('2008-10-17'), { kind: 'identity' }, undefined],
  ['no JSON', '{', { kind: 'identity' }, 'malformed'],
  [
    'one of just the size',
    document('2012-10-17'),
    { kind: 'identity', sizeMax: document('2012-10-17').length },
    undefined,
  ],
  [
    'one that is larger',
    document('2012-10-17'),
    { kind: 'identity', sizeMax: document('2012-10-17').length - 1 },
    'tooLarge',
  ],
  ['one that is malformed and larger', '{', { kind: 'identity', sizeMax: 0 }, 'malformed'],
])('%s: documentFault says what is wrong', (_, text, rules, why) => {
  expect(documentFault(text, rules)?.why).toBe(why);
});

test('white space does not count for the size of a policy', () => {
  expect(policySize(' {\n\t"a": "b"\r}\n')).toBe(9);
});
