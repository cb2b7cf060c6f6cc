/**
 * How long a decision takes, however many statements there are, beside what others take for the same question in the same run.
 *
 * The question: a user, an identity policy of N statements of which the last one grants (under StringEquals on aws:PrincipalOrgID),
 * two levels of service control (one denies by NotAction and StringNotEquals), a bucket policy of two statements; a fresh context each time.
 * CPU time, best of several rounds, warm: the machine may be shared.
 */
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import {
  contextOf,
  type Document,
  decide,
  explain,
  type Layers,
  type PolicyKind,
  parsePolicy,
  type Request,
  type RequestContext,
} from '@lockstead/policy';
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import { hostilePatterns } from './policy/hostile-patterns.ts';

type Figures = Record<string, number | string>;

const account = '111122223333';
const organization = 'o-a1b2c3d4e5';
const principal = { kind: 'user', arn: `arn:aws:iam::${account}:user/alice`, account } as const;
const services = ['ec2', 'sqs', 'sns', 'dynamodb', 'lambda', 'logs', 'kms', 'iam', 'ecs', 'ecr', 'rds', 'events'];

export async function run(): Promise<Figures> {
  const figures: Figures = {};
  for (const count of [10, 1000, 10_000]) {
    figures[`us${count}`] = measureDecisions(mixedStatements(count), figures, count);
  }
  figures['sameAction10'] = measureDecisions(sameActionStatements(10));
  figures['sameAction10000'] = measureDecisions(sameActionStatements(10_000));
  figures['compileMs10000'] = measureCompile(mixedStatements(10_000));
  figures['us10000Over10'] = round(Number(figures['us10000']) / Number(figures['us10']));
  measureHostile(figures);
  figures['explainUs10'] = measureExplain(mixedStatements(10));
  figures['cedarWasmUs10'] = measureCedar(10);
  figures['casbinUs10'] = await measureCasbin(10);
  figures['cedarWasmOverUs10'] = round(Number(figures['cedarWasmUs10']) / Number(figures['us10']));
  figures['casbinOverUs10'] = round(Number(figures['casbinUs10']) / Number(figures['us10']));
  figures['note'] =
    'CPU microseconds a decision; worstMicros: of patterns and values of 4 kB that are made to be slow. Ours: identity, 2 service control levels, bucket policy; the deciding statement is returned, no explanation. ' +
    'cedar-wasm 4.13: preparsed policies, statefulIsAuthorized; it does about the same work (permits, forbids, conditions) but every request crosses ' +
    'into WebAssembly as JSON; against native Cedar nothing is claimed. casbin 5.51: enforceSync over rows of subject, object, action; ' +
    'it has no conditions on keys, no guardrail levels and no explicit-deny precedence across layers, an easier task.';
  return figures;
}

function grant(resource: string): object {
  return {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: resource,
    Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } },
  };
}

/** Other services' statements, and the one that grants at the end. */
function mixedStatements(count: number): readonly object[] {
  const statements: object[] = [];
  for (let i = 0; i < count - 1; i++) {
    const service = services[i % services.length];
    statements.push({
      Effect: 'Allow',
      Action: [`${service}:Get${i}*`, `${service}:Describe${i}`],
      Resource: `arn:aws:${service}:us-east-1:${account}:thing/${i}/*`,
    });
  }
  return [...statements, grant('arn:aws:s3:::box/*')];
}

/** All of them about the one action, each for a bucket of its own. */
function sameActionStatements(count: number): readonly object[] {
  const statements: object[] = [];
  for (let i = 0; i < count - 1; i++) {
    statements.push({ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::bucket-${i}/*` });
  }
  return [...statements, grant('arn:aws:s3:::box/*')];
}

function compiled(statements: readonly object[], kind: PolicyKind): Document {
  const outcome = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems[0]));
  return outcome.document;
}

function layersOf(statements: readonly object[]): Layers {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const guard = {
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*', 'support:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-central-1'] } },
  };
  const insecure = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::box', 'arn:aws:s3:::box/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const partner = {
    Effect: 'Allow',
    Principal: { AWS: '444455556666' },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::box/shared/*',
  };
  return {
    identity: [{ name: 'identity', document: compiled(statements, 'identity') }],
    serviceControl: [
      { target: 'r-root', policies: [{ name: 'FullAWSAccess', document: compiled([everything], 'serviceControl') }] },
      { target: account, policies: [{ name: 'regions', document: compiled([everything, guard], 'serviceControl') }] },
    ],
    resource: { name: 'bucket', document: compiled([insecure, partner], 'resource') },
  };
}

const values: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'aws:principalorgid': organization,
    'aws:requestedregion': 'us-east-1',
    'aws:securetransport': 'true',
    'aws:sourceip': '203.0.113.9',
    'aws:useragent': 'aws-cli/2',
    'aws:principalarn': principal.arn,
  }),
);

/** A request as a server makes it: its own object, its own ARN text, a context that is asked lazily. */
function requestFor(key: number): Request {
  const context: RequestContext = { get: (name) => values.get(name) };
  return {
    principal,
    action: 's3:GetObject',
    resource: `arn:aws:s3:::box/key-${key}`,
    resourceAccount: account,
    context,
  };
}

function measureDecisions(statements: readonly object[], figures?: Figures, count?: number): number {
  const layers = layersOf(statements);
  const requests = Array.from({ length: 512 }, (_, i) => requestFor(i));
  const first = process.cpuUsage();
  if (decide(requestFor(-1), layers).effect !== 'allow') throw new Error('the benchmark request must be allowed');
  if (figures !== undefined) figures[`firstTouchMs${count}`] = round(micros(first) / 1000);
  // Short rounds, and many: on a shared machine some of them run undisturbed.
  const rounds = 512 * 40;
  return best(60, rounds, () => {
    let allowed = 0;
    for (let i = 0; i < rounds; i++) if (decide(requests[i & 511] as Request, layers).effect === 'allow') allowed++;
    if (allowed !== rounds) throw new Error('a decision changed');
  });
}

/** A decision over one StringLike whose pattern and value of 4 kB are made to be slow: the worst of them, and which it is. */
function measureHostile(figures: Figures): void {
  let worst = 0;
  for (const [name, { pattern, text }] of Object.entries(hostilePatterns)) {
    const statement = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringLike: { 'aws:UserAgent': pattern } },
    };
    const layers = { identity: [{ name: 'hostile', document: compiled([statement], 'identity') }] };
    const request = { ...requestFor(0), context: { get: () => text } };
    const micros = best(30, 50, () => {
      for (let i = 0; i < 50; i++) decide(request, layers);
    });
    if (micros <= worst) continue;
    worst = micros;
    figures['worstMicros'] = micros;
    figures['worstPattern'] = name;
  }
}

function measureCompile(statements: readonly object[]): number {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return round(
    best(5, 1, () => {
      if (!parsePolicy(text, 'identity').ok) throw new Error('does not parse');
    }) / 1000,
  );
}

function measureExplain(statements: readonly object[]): number {
  const layers = layersOf(statements);
  const request = {
    ...requestFor(0),
    context: contextOf({ ...Object.fromEntries(values), 'aws:PrincipalOrgID': 'o-other' }),
  };
  return best(5, 300, () => {
    for (let i = 0; i < 300; i++) explain(request, layers);
  });
}

function measureCedar(count: number): number {
  const rules = Array.from(
    { length: count - 1 },
    (_, i) => `permit(principal == User::"alice", action == Action::"act-${i}", resource in Bucket::"bucket-${i}");`,
  );
  const policies = [
    ...rules,
    `permit(principal == User::"alice", action == Action::"s3:GetObject", resource in Bucket::"box") when { context.org == "${organization}" };`,
    'forbid(principal, action, resource) unless { ["us-east-1", "eu-central-1"].contains(context.region) };',
    'forbid(principal, action, resource in Bucket::"box") when { !context.secure };',
  ];
  const parsed = preparsePolicySet('bench', { staticPolicies: policies.join('\n') });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
  const calls = Array.from({ length: 64 }, (_, i) => ({
    principal: { type: 'User', id: 'alice' },
    action: { type: 'Action', id: 's3:GetObject' },
    resource: { type: 'Object', id: `box/key-${i}` },
    context: { org: organization, region: 'us-east-1', secure: true },
    preparsedPolicySetId: 'bench',
    entities: [{ uid: { type: 'Object', id: `box/key-${i}` }, attrs: {}, parents: [{ type: 'Bucket', id: 'box' }] }],
  }));
  return best(5, 1000, () => {
    for (let i = 0; i < 1000; i++) {
      const answer = statefulIsAuthorized(calls[i & 63] as (typeof calls)[number]);
      if (answer.type !== 'success' || answer.response.decision !== 'allow') throw new Error(JSON.stringify(answer));
    }
  });
}

async function measureCasbin(count: number): Promise<number> {
  const model = newModelFromString(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.sub == p.sub && keyMatch(r.obj, p.obj) && r.act == p.act
`);
  const rows = Array.from({ length: count - 1 }, (_, i) => `p, alice, /bucket-${i}/*, act-${i}, allow`);
  const enforcer = await newEnforcer(
    model,
    new StringAdapter([...rows, 'p, alice, /box/*, s3:GetObject, allow'].join('\n')),
  );
  return best(5, 1000, () => {
    for (let i = 0; i < 1000; i++) {
      if (!enforcer.enforceSync('alice', `/box/key-${i & 63}`, 's3:GetObject')) throw new Error('casbin denies');
    }
  });
}

/** The best of some rounds: CPU microseconds for one of the `count` things that `work` does. */
function best(rounds: number, count: number, work: () => void): number {
  work();
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const start = process.cpuUsage();
    work();
    least = Math.min(least, micros(start));
  }
  return round(least / count);
}

/** Of this process: garbage collection on helper threads counts too. */
function micros(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
