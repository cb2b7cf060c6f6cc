/**
 * The policy package's cases of decisions, asked of IAM's simulation over a socket: what needs no more than identity policies, a permissions
 * boundary and a resource policy comes out as the engine has it.
 */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import corners from '../../../policy/tests/cases/corners.json' with { type: 'json' };
import decisionStructure from '../../../policy/tests/cases/decision-structure.json' with { type: 'json' };
import layers from '../../../policy/tests/cases/layers.json' with { type: 'json' };
import principals from '../../../policy/tests/cases/principals.json' with { type: 'json' };
import statements from '../../../policy/tests/cases/statements.json' with { type: 'json' };

interface Case {
  readonly name: string;
  readonly principal?: unknown;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly identity?: object;
  readonly boundary?: unknown;
  readonly resourcePolicy?: object;
  readonly rule?: string;
  readonly expect: string;
}

/** What a simulation has no words for, and cases about. */
const beyond = ['identities', 'session', 'endpoint', 'scps', 'rcps', 'grants', 'restricted', 'resourceAccount'];
const all = [decisionStructure, layers, principals, statements, corners].flatMap(
  ({ cases }) => cases as unknown as readonly Case[],
);
const simulated = all.filter(
  (each) =>
    beyond.every((layer) => !Object.hasOwn(each, layer)) &&
    (each.principal === undefined || each.principal === 'alice') &&
    each.boundary !== 'deleted' &&
    each.identity !== undefined &&
    each.rule === undefined &&
    // The simulation knows the caller's name by its ARN; these cases are about its absence.
    !/^a missing key /.test(each.name),
);

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true, accountId: '111122223333' });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

function text(policy: object): string {
  return JSON.stringify('Statement' in policy ? policy : { Version: '2012-10-17', Statement: policy });
}

function entries(context: Case['context'] = {}): iam.ContextEntry[] {
  return Object.entries(context).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyType: typeof value === 'string' ? 'string' : 'stringList',
    ContextKeyValues: typeof value === 'string' ? [value] : [...value],
  }));
}

const words = { allow: 'allowed', 'deny explicit': 'explicitDeny', 'deny implicit': 'implicitDeny' } as const;

test.each(simulated)('$name', async (given) => {
  const {
    action = 's3:GetObject',
    resource = 'arn:aws:s3:::box/key',
    context,
    identity,
    boundary,
    resourcePolicy,
  } = given;
  const [, wanted = ''] = /^(allow|deny explicit|deny implicit)/.exec(given.expect) ?? [];
  const asked = new iam.SimulateCustomPolicyCommand({
    ActionNames: [action],
    ResourceArns: [resource],
    PolicyInputList: [text(identity as object)],
    ContextEntries: entries(context),
    CallerArn: 'arn:aws:iam::111122223333:user/alice',
    ...(boundary === undefined ? {} : { PermissionsBoundaryPolicyInputList: [text(boundary as object)] }),
    ...(resourcePolicy === undefined ? {} : { ResourcePolicy: text(resourcePolicy) }),
  });
  const { EvaluationResults = [] } = await admin.send(asked);
  expect(EvaluationResults[0]?.EvalDecision).toBe(words[wanted as keyof typeof words]);
});

test('most cases of a caller with identity policies are asked', () => {
  expect(simulated.length).toBeGreaterThan(100);
});
