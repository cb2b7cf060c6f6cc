/**
 * On the sample logs, what is foretold is what the whole policy engine decides when the guardrail stands beside FullAWSAccess: for random
 * guardrails, and whatever values the keys have that no record tells.
 */
import { type AttachedPolicy, type ContextValue, decide, type Principal, parsePolicy } from '@lockstead/policy';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askedBy } from '../event/asked.ts';
import { type Caller, callerOf } from '../event/caller.ts';
import { eventContext } from '../event/event-context.ts';
import { type RecordedEvent, readEvent } from '../event/recorded-event.ts';
import { sampleRecords } from '../sample/sample-logs.ts';
import { judge } from './judge.ts';
import { prepared } from './proposal.ts';

const records: readonly RecordedEvent[] = [...sampleRecords(400)].map(({ record }) =>
  readEvent(JSON.stringify(record)),
);

function policyOf(statements: readonly object[]): AttachedPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'serviceControl');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { name: 'proposed', document: parsed.document };
}

const full = policyOf([{ Effect: 'Allow', Action: '*', Resource: '*' }]);
const tags = [undefined, 'red', 'blue'] as const;

/** As the engine knows callers. */
function principalOf({ kind, account = '', arn = '', name, invokedBy = '' }: Caller): Principal {
  switch (kind) {
    case 'root':
    case 'user':
      return { kind, arn, account };
    case 'role':
      return { kind: 'roleSession', arn: name, account, roleArn: arn };
    case 'service':
      return { kind, service: invokedBy };
    default:
      return { kind: 'federated', provider: name };
  }
}

/** Whether the guardrail denies one of the pairs, in a world where every unknown key has this value. */
function isStopped(
  event: RecordedEvent,
  policy: AttachedPolicy,
  question: 'denies' | 'decides',
  open: ContextValue | undefined,
): boolean {
  const caller = callerOf(event);
  const asked = askedBy(event, caller);
  if ('unknown' in asked) throw new Error(asked.unknown);
  const policies = question === 'denies' ? [full, policy] : [policy];
  const serviceControl = [
    { target: 'r-root', policies: [full] },
    { target: 'account', policies },
  ];
  return asked.pairs.some((pair) => {
    const known = eventContext({ event, caller, pair, organizationId: undefined });
    // Users and roles may have any tag, whatever is said of them.
    const isOpen = (key: string): boolean =>
      known.certainty(key) === 'unknown' || (key.startsWith('aws:principaltag/') && caller.kind !== 'service');
    const context = { get: (key: string) => (isOpen(key) ? open : known.get(key)) };
    const [shape] = pair.resources;
    const resource = shape?.text.replaceAll('*', shape.exact ? '*' : 'x') ?? '*';
    const decision = decide(
      { principal: principalOf(caller), action: pair.action, resource, context },
      { identity: [full], serviceControl },
    );
    if (decision.effect === 'allow') return false;
    return decision.kind === 'explicit' ? decision.by.layer === 'serviceControl' : decision.layer === 'serviceControl';
  });
}

const condition = fc.constantFrom<object>(
  {},
  { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
  { StringEquals: { 'aws:PrincipalTag/team': 'red' } },
  { StringNotEquals: { 'aws:PrincipalTag/team': 'red' } },
  { StringEqualsIfExists: { 'aws:ResourceTag/team': 'blue' } },
  { Null: { 'aws:PrincipalTag/team': 'true' } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws-reserved/*' } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } },
  { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
  { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  { Bool: { 'aws:ViaAWSService': 'false' } },
  { StringEquals: { 'kms:EncryptionContext:service': 'orders' } },
);
const statement = fc.record({
  Effect: fc.constantFrom('Deny', 'Deny', 'Allow'),
  Action: fc.constantFrom(
    '*',
    's3:*',
    'ec2:*',
    'kms:Decrypt',
    'sts:*',
    'iam:*',
    'dynamodb:DescribeTable',
    'ec2:*Snapshot*',
  ),
  Resource: fc.constantFrom(
    '*',
    'arn:aws:s3:::shop-*',
    'arn:aws:dynamodb:*:*:table/orders',
    'arn:aws:ec2:*::snapshot/*',
  ),
  Condition: condition,
});

test('every call comes out as foretold', () => {
  let [certain, open] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(statement, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('denies' as const, 'decides' as const),
      fc.integer({ min: 0, max: records.length - 30 }),
      (statements, question, from) => {
        const policy = policyOf(statements);
        const proposal = prepared({ kind: 'scp', policies: [policy], replacesFullAccess: question === 'decides' });
        for (const event of records.slice(from, from + 30)) {
          const verdict = judge(event, proposal);
          if (verdict.outcome === 'notACall' || verdict.outcome === 'deniedAlready') continue;
          const worlds = tags.map((value) => isStopped(event, policy, question, value));
          if (verdict.outcome === 'depends') {
            open += 1;
            continue;
          }
          certain += 1;
          const expected = verdict.outcome === 'stops';
          expect({ event, verdict, worlds }).toEqual({ event, verdict, worlds: tags.map(() => expected) });
        }
      },
    ),
    { numRuns: 200 },
  );
  // Neither answer is rare: the test would otherwise show little.
  expect(certain).toBeGreaterThan(1_000);
  expect(open).toBeGreaterThan(20);
});
