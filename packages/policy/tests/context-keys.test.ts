// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** Keys that policies ask for. */
import { expect, test } from 'vitest';
import { contextKeysOf, contextOf, missingContextKeys } from '../src/index.ts';
import { document } from './case.ts';

const policy = document(
  [
    {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: "arn:aws:s3:::box/${aws:username}/${aws:PrincipalTag/Team, 'x'}",
      Condition: {
        StringEquals: { 'AWS:SourceVpc': '${aws:PrincipalTag/Vpc}' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    },
    { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:securetransport': 'false' } } },
  ],
  'identity',
);

test('each once, as first written', () => {
  expect(contextKeysOf([policy, policy])).toEqual([
    'aws:username',
    'aws:principaltag/Team',
    'AWS:SourceVpc',
    'aws:principaltag/Vpc',
    'aws:SecureTransport',
  ]);
});

test('an older version has no variables', () => {
  const old = document(
    { Version: '2008-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::${aws:username}' } },
    'identity',
  );
  expect(contextKeysOf([old])).toEqual([]);
});

test('what a simulation was not given', () => {
  const context = contextOf({
    'aws:username': 'alice',
    'aws:SecureTransport': 'true',
    'aws:PrincipalTag/team': 'blue',
  });
  expect(missingContextKeys([policy], context)).toEqual(['AWS:SourceVpc', 'aws:principaltag/Vpc']);
});
