import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DenialMessage, parseDenialMessage, requestIdIn } from './denial-message.ts';

const account = '111122223333';
const alice = `arn:aws:iam::${account}:user/alice`;
const users = `arn:aws:iam::${account}:user/`;
const implicit = (what: string): string =>
  `User: ${alice} is not authorized to perform: iam:ListUsers on resource: ${users} because ${what} the iam:ListUsers action`;
const explicit = (where: string): string =>
  `User: ${alice} is not authorized to perform: iam:ListUsers on resource: ${users} with an explicit deny in ${where}`;
const base = { principal: alice, action: 'iam:ListUsers', resource: users, isTrust: false };

const cases: readonly { name: string; text: string; denial: DenialMessage }[] = [
  {
    name: 'no identity-based policy',
    text: implicit('no identity-based policy allows'),
    denial: { ...base, kind: 'implicit', layer: 'identity' },
  },
  {
    name: 'no boundary',
    text: implicit('no permissions boundary allows'),
    denial: { ...base, kind: 'implicit', layer: 'permissionsBoundary' },
  },
  {
    name: 'no session policy',
    text: implicit('no session policy allows'),
    denial: { ...base, kind: 'implicit', layer: 'session' },
  },
  {
    name: 'no resource-based policy',
    text: implicit('no resource-based policy allows'),
    denial: { ...base, kind: 'implicit', layer: 'resource' },
  },
  {
    name: 'no endpoint policy',
    text: implicit('no VPC endpoint policy allows'),
    denial: { ...base, kind: 'implicit', layer: 'vpcEndpoint' },
  },
  {
    name: 'no service control policy',
    text: implicit('no service control policy allows'),
    denial: { ...base, kind: 'implicit', layer: 'serviceControl' },
  },
  {
    name: 'no resource control policy',
    text: implicit('no resource control policy allows'),
    denial: { ...base, kind: 'implicit', layer: 'resourceControl' },
  },
  {
    name: 'not known what it asks for',
    text: `User: ${alice} is not authorized to perform: glue:GetDatabases, because it is not known what the request asks for: no member names its resource.`,
    denial: { principal: alice, action: 'glue:GetDatabases', kind: 'unknown', isTrust: false },
  },
  {
    name: 'no trust',
    text: implicit('no role trust policy allows'),
    denial: { ...base, kind: 'implicit', layer: 'resource', isTrust: true },
  },
  ...(
    [
      ['role job', `arn:aws:iam::${account}:role/job`, true],
      ['user bob', `arn:aws:iam::${account}:user/bob`, true],
      ['user ', `arn:aws:iam::${account}:user/`, true],
      ['group team', `arn:aws:iam::${account}:group/team`, true],
      ['instance profile web', `arn:aws:iam::${account}:instance-profile/web`, true],
      ['policy own', `arn:aws:iam::${account}:policy/own`, true],
      ['policy arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess', undefined],
      ['policy arn:aws:iam::1:policy/a/b version v3', 'arn:aws:iam::1:policy/a/b', undefined],
      ['policy path /a/', '*', undefined],
    ] as const
  ).flatMap(([words, resource, isNamed]) => {
    const sentence = `User: ${alice} is not authorized to perform: iam:GetRole on resource: ${words}`;
    const denial = { principal: alice, action: 'iam:GetRole', resource, ...(isNamed ? { isNamed } : {}) };
    const reason = ' because no identity-based policy allows the iam:GetRole action';
    const hint =
      '. Go to https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/abc for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: abc';
    const silent = { ...denial, kind: 'implicit', layer: 'identity', isTrust: false } as const;
    return [
      { name: `${words}, named`, text: sentence + reason, denial: silent },
      { name: `${words}, with where more is told`, text: sentence + reason + hint, denial: silent },
      {
        name: `${words}, without a reason`,
        text: sentence,
        denial: { ...denial, kind: 'unknown', isTrust: false } as const,
      },
      {
        name: `${words}, denied by a policy that is named, with where more is told`,
        text: `${sentence} with an explicit deny in an identity-based policy: arn:aws:iam::${account}:policy/no${hint}`,
        denial: {
          ...denial,
          kind: 'explicit',
          layer: 'identity',
          isTrust: false,
          policyArn: `arn:aws:iam::${account}:policy/no`,
        } as const,
      },
    ];
  }),
  {
    name: 'a name is one of IAM alone: other services may have such words in theirs',
    text: `User: ${alice} is not authorized to perform: s3:GetObject on resource: role job because no identity-based policy allows the s3:GetObject action`,
    denial: {
      principal: alice,
      action: 's3:GetObject',
      resource: 'role job',
      kind: 'implicit',
      layer: 'identity',
      isTrust: false,
    },
  },
  {
    name: 'a deny',
    text: explicit('an identity-based policy'),
    denial: { ...base, kind: 'explicit', layer: 'identity' },
  },
  {
    name: 'a deny in a policy that is named',
    text: explicit(
      'a service control policy: arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1',
    ),
    denial: {
      ...base,
      kind: 'explicit',
      layer: 'serviceControl',
      policyArn: 'arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1',
    },
  },
  {
    name: 'a deny in the trust policy',
    text: explicit('the role trust policy'),
    denial: { ...base, kind: 'explicit', layer: 'resource', isTrust: true },
  },
  {
    name: 'the AWS CLI around it',
    text: `\nAn error occurred (AccessDenied) when calling the ListUsers operation: ${implicit('no identity-based policy allows')}\n`,
    denial: { ...base, kind: 'implicit', layer: 'identity' },
  },
  {
    name: 'XML around it',
    text: `<Error><Code>AccessDenied</Code><Message>${explicit('a permissions boundary')}</Message></Error>`,
    denial: { ...base, kind: 'explicit', layer: 'permissionsBoundary' },
  },
  {
    name: 'JSON around it',
    text: JSON.stringify({
      __type: 'AccessDeniedException',
      Message: `User: ${alice} is not authorized to perform: kms:Decrypt on resource: ${users}`,
    }),
    denial: { ...base, action: 'kms:Decrypt', kind: 'unknown' },
  },
  {
    name: 'no resource',
    text: `User: ${alice} is not authorized to perform: sts:GetFederationToken`,
    denial: { principal: alice, action: 'sts:GetFederationToken', kind: 'unknown', isTrust: false },
  },
  {
    name: 'no resource that it names',
    text: `User: ${alice} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist`,
    denial: { principal: alice, action: 'kms:Decrypt', kind: 'unknown', isTrust: false },
  },
  {
    name: 'a key with spaces',
    text: `User: ${alice} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::box/my key.txt" because no identity-based policy allows the s3:GetObject action`,
    denial: {
      ...base,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::box/my key.txt',
      kind: 'implicit',
      layer: 'identity',
    },
  },
  {
    name: 'a session',
    text: 'User: arn:aws:sts::111122223333:assumed-role/deployer/run-7 is not authorized to perform: s3:ListBucket on resource: * because no session policy allows the s3:ListBucket action.',
    denial: {
      principal: 'arn:aws:sts::111122223333:assumed-role/deployer/run-7',
      action: 's3:ListBucket',
      resource: '*',
      kind: 'implicit',
      layer: 'session',
      isTrust: false,
    },
  },
];

describe('a denial', () => {
  test.each(cases)('$name', ({ text, denial }) => {
    expect(parseDenialMessage(text)).toEqual(denial);
  });

  test.each([
    '',
    'Access Denied',
    'User: ',
    ' is not authorized to perform: x',
    'User:  is not authorized to perform: iam:ListUsers',
    'User: alice is not authorized to perform: nothing',
    'User: two words is not authorized to perform: iam:ListUsers',
  ])('%j is none', (text) => {
    expect(parseDenialMessage(text)).toBeUndefined();
  });

  // The square of this length would take hours: the test's own limit is the judge.
  test('is read in time in proportion to its length', () => {
    const hostile = ['User: ', ' is not authorized to perform: ', ' on resource: ', ' because ', '"', 'requestid:'];
    for (const piece of hostile) {
      const text = piece.repeat(Math.floor(2_000_000 / piece.length));
      expect(parseDenialMessage(text)).toBeUndefined();
      expect(requestIdIn(text)).toBeUndefined();
    }
  });

  test('whatever stands there, nothing is thrown', () => {
    const pieces = fc.constantFrom(
      'User: ',
      ' is not authorized to perform: ',
      'iam:A',
      ' on resource: ',
      ' because ',
      ' with an explicit deny',
      'arn:',
      '</',
      '\n',
      '"',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const denial = parseDenialMessage(parts.join(''));
        if (denial !== undefined) expect(parts.join('')).toContain(denial.action);
      }),
    );
  });
});

describe('a request id', () => {
  const id = 'b212cb92-8a84-4437-88dc-6f631867227c';
  test.each([
    `(Service: Iam, Status Code: 403, Request ID: ${id})`,
    `requestId: '${id}'`,
    `<RequestId>${id}</RequestId>`,
    `"x-amzn-RequestId": "${id.toUpperCase()}"`,
    `request_id=${id}`,
    `a request ID, later RequestId ${id}`,
  ])('in %s', (text) => {
    expect(requestIdIn(text)).toBe(id);
  });

  test.each([`arn:aws:kms:us-east-1:111122223333:key/${id}`, 'RequestId: none', 'request'])('not in %s', (text) => {
    expect(requestIdIn(text)).toBeUndefined();
  });
});
