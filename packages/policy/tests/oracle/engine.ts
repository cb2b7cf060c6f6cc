/** The engine under the oracle's inputs. */
import {
  contextOf,
  type Decision,
  type Document,
  decide,
  type Layers,
  type PolicyKind,
  parsePolicy,
  type Request,
  type ResourcePolicyRule,
} from '../../src/index.ts';
import type { OracleAnswer, OracleLayers, OraclePolicy, OracleRequest } from './oracle.ts';

export function compiled(policy: OraclePolicy, kind: PolicyKind): Document {
  const outcome = parsePolicy(JSON.stringify(policy), kind);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.document;
}

export function engineLayers(given: OracleLayers): Layers {
  const attach = (policy: OraclePolicy, kind: PolicyKind, i = 0) => ({
    name: `${kind}${i}`,
    document: compiled(policy, kind),
  });
  const levels = (levelsGiven: readonly (readonly OraclePolicy[])[], kind: PolicyKind) =>
    levelsGiven.map((level, i) => ({ target: `t${i}`, policies: level.map((policy, k) => attach(policy, kind, k)) }));
  return {
    ...(given.identity && { identity: given.identity.map((policy, i) => attach(policy, 'identity', i)) }),
    ...(given.boundary && {
      permissionsBoundary:
        given.boundary === 'deleted' ? given.boundary : attach(given.boundary, 'permissionsBoundary'),
    }),
    ...(given.session && { session: given.session.map((policy, i) => attach(policy, 'session', i)) }),
    ...(given.resource && { resource: attach(given.resource, 'resource') }),
    ...(given.endpoint && { vpcEndpoint: attach(given.endpoint, 'vpcEndpoint') }),
    ...(given.scps && { serviceControl: levels(given.scps, 'serviceControl') }),
    ...(given.grants && { grants: given.grants }),
    ...(given.restricted === true && { restrictPublicBuckets: true }),
    ...(given.rcps && { resourceControl: levels(given.rcps, 'resourceControl') }),
  };
}

export function engineRequest({ context, ...rest }: OracleRequest): Request {
  return { ...rest, context: contextOf(context) };
}

export function answerOf(decision: Decision): OracleAnswer {
  if (decision.effect === 'allow') return 'allow';
  return decision.kind === 'explicit' ? 'explicitDeny' : 'implicitDeny';
}

export function engineAnswer(request: OracleRequest, layers: OracleLayers, rule: ResourcePolicyRule): OracleAnswer {
  return answerOf(decide(engineRequest(request), engineLayers(layers), rule));
}
