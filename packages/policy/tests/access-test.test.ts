/** Access unit tests: expectations met and missed, faults of the suite, reports. */
import { describe, expect, test } from 'vitest';
import { failureText, junit, runAccessTests } from '../src/access-test/index.ts';

const suite = {
  name: 'Developers',
  policies: {
    read: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Read',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:ListBucket'],
          Resource: ['arn:aws:s3:::box', 'arn:aws:s3:::box/*'],
        },
      ],
    },
    everything: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    home: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
        },
      ],
    },
  },
  defaults: {
    principal: { arn: 'arn:aws:iam::111122223333:user/alice' },
    identityPolicies: ['read'],
    context: { 'aws:RequestedRegion': 'eu-central-1' },
  },
  tests: [
    { name: 'reads', action: 's3:GetObject', resource: 'arn:aws:s3:::box/key', expect: 'allow', by: 'identity' },
    {
      actions: ['s3:PutObject', 's3:DeleteObject'],
      resources: ['arn:aws:s3:::box/key', 'arn:aws:s3:::other/key'],
      expect: 'implicitDeny',
    },
    {
      name: 'stays at home',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::box/key',
      context: { 'aws:RequestedRegion': 'us-east-1' },
      serviceControlPolicies: [{ target: 'r-root', policies: ['home'] }],
      expect: 'explicitDeny',
      by: 'serviceControl',
    },
    {
      name: 'an administrator',
      identityPolicies: [{ policy: 'everything' }],
      action: 'iam:CreateUser',
      resource: 'arn:aws:iam::111122223333:user/new',
      expect: 'allow',
    },
  ],
};

describe('a suite', () => {
  test('passes', () => {
    const report = runAccessTests(suite);
    expect(report).toMatchObject({ name: 'Developers', passed: 7, failed: 0, problems: [] });
    expect(report.results.every((result) => result.explanation === undefined && failureText(result) === '')).toBe(true);
  });

  test('a missed expectation explains itself', () => {
    const report = runAccessTests({
      ...suite,
      tests: [{ name: 'writes', action: 's3:PutObject', resource: 'arn:aws:s3:::box/key', expect: 'allow' }],
    });
    expect(report.failed).toBe(1);
    const text = failureText(report.results[0] as (typeof report.results)[number]);
    expect(text).toBe(
      [
        's3:PutObject on arn:aws:s3:::box/key',
        '  expected allow, got ImplicitlyDenied by identity',
        '  User: arn:aws:iam::111122223333:user/alice is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::box/key because no identity-based policy allows the s3:PutObject action',
        '  identity read[0] Allow: Action s3:GetObject, s3:ListBucket does not cover s3:PutObject',
        '  would allow it: identity: {"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::box/key"}',
      ].join('\n'),
    );
  });

  test('the right answer from the wrong layer fails', () => {
    const report = runAccessTests({
      ...suite,
      tests: [{ action: 's3:PutObject', resource: 'arn:aws:s3:::box/key', expect: 'deny', by: 'serviceControl' }],
    });
    expect(report).toMatchObject({ failed: 1, results: [{ decidedBy: 'identity', expectedBy: 'serviceControl' }] });
  });

  test.each([
    ['no object', 3, ['', 'tests'], 0],
    ['no tests', { name: 'x' }, ['tests'], 0],
    ['an unknown member', { tests: [], colour: 'red' }, ['colour'], 0],
    ['an empty list of actions', { tests: [{ actions: [], expect: 'allow' }] }, ['tests[0].actions'], 0],
    [
      'an unknown member of a test',
      {
        tests: [{ principal: { anonymous: true }, action: 's3:GetObject', resource: '*', expect: 'deny', polices: [] }],
      },
      ['tests[0].polices'],
      1,
    ],
    [
      'a name of no policy',
      {
        tests: [
          {
            principal: { anonymous: true },
            action: 's3:GetObject',
            resource: '*',
            expect: 'deny',
            identityPolicies: ['nope'],
          },
        ],
      },
      ['tests[0].identityPolicies[0]'],
      1,
    ],
    [
      'no expectation',
      { tests: [{ principal: { anonymous: true }, action: 's3:GetObject', resource: '*' }] },
      ['tests[0].expect'],
      1,
    ],
  ])('a fault is a failure with its path: %s', (_, faulty, paths, failed) => {
    const report = runAccessTests(faulty);
    const found = [...report.problems, ...report.results.flatMap((result) => result.problems)];
    expect(found.map(({ path }) => path)).toEqual(paths);
    expect(report.failed).toBe(failed);
  });

  test('JUnit: counts, failures, and text that cannot break the XML', () => {
    const xml = junit(
      runAccessTests({
        ...suite,
        name: 'A & "B"',
        tests: [
          ...suite.tests,
          { name: '<x>\u0007', action: 's3:PutObject', resource: 'arn:aws:s3:::box/key', expect: 'allow' },
        ],
      }),
    );
    expect(xml).toContain('<testsuite name="A &amp; &quot;B&quot;" tests="8" failures="1" errors="0">');
    expect(xml).toContain('<testcase name="&lt;x&gt;\ufffd"');
    expect(xml).toContain('<failure message="expected allow, got ImplicitlyDenied">');
  });
});
