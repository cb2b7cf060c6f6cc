import { contextOf, decide, parsePolicy, policyCharacters, policyQuotas } from '@lockstead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergedOffer, type Offer, offerFor } from './offer.ts';
import type { OfferedStatement } from './statements.ts';
import type { LeastUse } from './use.ts';

const account = '111122223333';
const role = `arn:aws:iam::${account}:role/app`;
const arn = (resource: string, service = 'dynamodb'): string => `arn:aws:${service}:us-east-1:${account}:${resource}`;
const use = (action: string, resource: string, more: Partial<LeastUse> = {}): LeastUse => ({
  action,
  resource,
  allowed: 1,
  denied: 0,
  ...more,
});
const usual = { exact: false, allowedOnly: false };
const statementsOf = (offer: Offer): readonly OfferedStatement[] =>
  offer.documents.flatMap(({ Statement }) => Statement);

test('actions by resource, resources by actions, services apart, always in the same order', () => {
  const uses = [
    use('sqs:SendMessage', arn('jobs', 'sqs')),
    use('dynamodb:PutItem', arn('table/orders')),
    use('dynamodb:GetItem', arn('table/carts')),
    use('dynamodb:GetItem', arn('table/orders')),
    use('dynamodb:PutItem', arn('table/carts')),
    use('dynamodb:ListTables', '*'),
    use('sqs:ListQueues', '*'),
  ];
  const expected = [
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      Resource: [arn('table/carts'), arn('table/orders')],
    },
    { Effect: 'Allow', Action: ['dynamodb:ListTables'], Resource: ['*'] },
    { Effect: 'Allow', Action: ['sqs:ListQueues'], Resource: ['*'] },
    { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [arn('jobs', 'sqs')] },
  ];
  expect(statementsOf(offerFor(role, uses, usual))).toEqual(expected);
  expect(statementsOf(offerFor(role, uses.toReversed(), usual))).toEqual(expected);
});

test('a role is passed to those services to which it was passed', () => {
  const passed = (values: readonly string[]): LeastUse =>
    use('iam:PassRole', `arn:aws:iam::${account}:role/worker`, { stated: { key: 'iam:PassedToService', values } });
  const [statement] = statementsOf(offerFor(role, [passed(['lambda.amazonaws.com', 'states.amazonaws.com'])], usual));
  expect(statement?.Condition).toEqual({
    StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'states.amazonaws.com'] },
  });
  // Some request did not say to whom: a condition would deny it.
  const [open] = statementsOf(offerFor(role, [passed(['', 'lambda.amazonaws.com'])], usual));
  expect(open?.Condition).toBeUndefined();
});

test('what something else allows, and what no policy could allow, is left out and said', () => {
  const offer = offerFor(
    role,
    [
      use('sqs:SendMessage', arn('theirs', 'sqs'), { without: 'resource' }),
      use('dynamodb:GetItem', arn('table/a'), {
        blocked: { layer: 'permissionsBoundary', explicit: false },
        denied: 2,
      }),
      use('sqs:SendMessage', 'arn:aws:sqs:us-east-1:444455556666:q', {
        blocked: { layer: 'resource', explicit: false },
      }),
      use('s3:GetObject', 'arn:aws:s3:::b/k', { allowed: 0, denied: 1 }),
    ],
    usual,
  );
  expect(offer.left.map(({ action, why, by }) => [action, why, by])).toEqual([
    ['sqs:SendMessage', 'without', 'resource'],
    ['dynamodb:GetItem', 'blocked', 'permissionsBoundary'],
  ]);
  // A resource of another account needs both sides.
  expect(offer.needs.map(({ action, denied, blocked }) => [action, denied, blocked?.layer])).toEqual([
    ['s3:GetObject', true, undefined],
    ['sqs:SendMessage', false, 'resource'],
  ]);
});

test('what was only denied is left out where that is asked', () => {
  const uses = [
    use('s3:GetObject', 'arn:aws:s3:::b/k', { allowed: 0, denied: 1 }),
    use('s3:PutObject', 'arn:aws:s3:::b/k'),
  ];
  const offer = offerFor(role, uses, { ...usual, allowedOnly: true });
  expect(offer.needs.map(({ action }) => action)).toEqual(['s3:PutObject']);
  expect(offer.left).toMatchObject([{ action: 's3:GetObject', why: 'denied' }]);
});

test('many names stand as what they begin with, and it is said what that allows beyond', () => {
  const names = Array.from({ length: 30 }, (_, n) => arn(`table/test-${n}`));
  const offer = offerFor(
    role,
    [...names.map((name) => use('dynamodb:GetItem', name)), use('dynamodb:Scan', arn('table/other'))],
    usual,
  );
  expect(statementsOf(offer).map(({ Resource }) => Resource)).toEqual([[arn('table/test-*')], [arn('table/other')]]);
  expect(offer.wider).toEqual([
    {
      actions: ['dynamodb:GetItem'],
      resource: arn('table/test-*'),
      rules: ['many'],
      used: 30,
      examples: names.toSorted().slice(0, 3),
    },
  ]);
  const exact = offerFor(
    role,
    names.map((name) => use('dynamodb:GetItem', name)),
    { ...usual, exact: true },
  );
  expect(exact.documents[0]?.Statement[0]?.Resource).toHaveLength(30);
});

test('resources beyond those that are kept by name make the others of that action general', () => {
  const offer = offerFor(
    role,
    [
      use('s3:PutObject', 'arn:aws:s3:::b/in/1'),
      use('s3:PutObject', 'arn:aws:s3:::b/in/2'),
      use('s3:PutObject', '', { allowed: 7 }),
    ],
    usual,
  );
  expect(statementsOf(offer)).toMatchObject([{ Resource: ['arn:aws:s3:::b/in/*'] }]);
  expect(offer.left).toEqual([{ action: 's3:PutObject', resource: '', why: 'unnamed', times: 7 }]);
});

test('what one pattern allows is not said again by name', () => {
  const offer = offerFor(
    role,
    [use('ec2:CreateVolume', arn('volume/*', 'ec2')), use('ec2:CreateVolume', arn('volume/data', 'ec2'))],
    usual,
  );
  expect(statementsOf(offer)).toMatchObject([{ Resource: [arn('volume/*', 'ec2')] }]);
});

test('several policies where one would be too long, and none where nothing is needed', () => {
  const uses = Array.from({ length: 400 }, (_, n) =>
    use(`sqs:Action${n % 40}`, arn(`queue-with-a-long-name-${n}`, 'sqs')),
  );
  const { documents } = offerFor(role, uses, { ...usual, exact: true });
  expect(documents.length).toBeGreaterThan(1);
  for (const document of documents)
    expect(policyCharacters(JSON.stringify(document))).toBeLessThanOrEqual(policyQuotas.managed);
  expect(offerFor(role, [], usual).documents).toEqual([]);
});

const resources = fc.oneof(
  fc.constant('*'),
  fc
    .string({ unit: fc.constantFrom(...'ab-/*1'.split('')), minLength: 1, maxLength: 6 })
    .map((name) => arn(`table/${name}`)),
  fc.uuid().map((id) => arn(`table/${id}`)),
);
const someUses = fc.array(
  fc.record({
    action: fc.constantFrom('dynamodb:GetItem', 'dynamodb:PutItem', 'sqs:SendMessage', 'kms:Decrypt'),
    resource: resources,
    allowed: fc.nat(2),
    denied: fc.constant(1),
    via: fc.option(fc.constantFrom('', 'sqs.us-east-1.amazonaws.com'), { nil: undefined }),
  }),
  { maxLength: 60 },
);

test('each use is allowed, and each statement is needed', () => {
  fc.assert(
    fc.property(someUses, fc.boolean(), (some, exact) => {
      const uses = some.map(
        ({ via, ...rest }): LeastUse =>
          rest.action === 'kms:Decrypt' && via !== undefined
            ? { ...rest, stated: { key: 'kms:ViaService', values: [via] } }
            : rest,
      );
      const statements = statementsOf(offerFor(role, uses, { exact, allowedOnly: false }));
      for (const one of uses) expect(allows(statements, one)).toBe(true);
      for (const at of statements.keys()) {
        expect(uses.every((one) => allows(statements.toSpliced(at, 1), one))).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

test('runs merged are as one run', () => {
  fc.assert(
    fc.property(someUses, someUses, (first, second) => {
      const [one, other] = [offerFor(role, first, usual), offerFor(role, second, usual)];
      const merged = mergedOffer(role, [one, other], false);
      expect(merged).toEqual(mergedOffer(role, [other, one], false));
      for (const used of [...first, ...second]) expect(allows(statementsOf(merged), used)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

function allows(statements: readonly OfferedStatement[], { action, resource, stated }: LeastUse): boolean {
  if (statements.length === 0) return false;
  const outcome = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'identity');
  if (!outcome.ok) throw new TypeError(JSON.stringify(outcome.problems));
  const principal = { kind: 'user', arn: `arn:aws:iam::${account}:user/a`, account, id: 'A' } as const;
  const identity = [{ name: 'p', document: outcome.document }];
  return (stated?.values ?? ['']).every((value) => {
    const context = contextOf(stated === undefined || value === '' ? {} : { [stated.key]: value });
    return decide({ principal, action, resource, context }, { identity }).effect === 'allow';
  });
}
