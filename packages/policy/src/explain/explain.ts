/**
 * Explains a decision: every layer in order, every statement and what kept it from matching, and the least change that would allow.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
import { decide } from '../decide/decide.ts';
import { resourceControlApplies, serviceControlApplies } from '../decide/exceptions.ts';
import { askLevels, askPolicies, askResourcePolicy, type Verdict } from '../decide/layer.ts';
import { denialMessage } from '../message/denial-message.ts';
import type { AttachedPolicy, ControlLevel, Decision, Layer, Layers, Request, ResourcePolicyRule } from '../types.ts';
import { explainStatement } from './explain-statement.ts';
import type { Explanation, LayerExplanation, PlacedPolicy, PolicyExplanation } from './explanation.ts';
import { leastChange } from './least-change.ts';

/** Costs time in proportion to all statements and decides several times: for people, not for the way of a request. */
export function explain(request: Request, layers: Layers, rule: ResourcePolicyRule = 'optional'): Explanation {
  const decision = decide(request, layers, rule);
  const explanation = { decision, decidedBy: decidedBy(decision), layers: explainLayers(request, layers) };
  if (decision.effect === 'allow') return explanation;
  const change = leastChange(request, layers, rule, decision);
  const denied = { ...explanation, message: denialMessage(request, decision) };
  return change === undefined ? denied : { ...denied, leastChange: change };
}

function decidedBy(decision: Decision): Explanation['decidedBy'] {
  return decision.effect === 'deny' && decision.kind === 'implicit' ? decision.layer : decision.by.layer;
}

/** The layers alone: what each statement says, without a decision. */
export function explainLayers(request: Request, layers: Layers): readonly LayerExplanation[] {
  const { permissionsBoundary } = layers;
  const bounded = permissionsBoundary !== undefined;
  const isRoot = request.principal.kind === 'root';
  const list = (layer: Layer, policies: readonly AttachedPolicy[] | undefined, ask: () => Verdict): LayerExplanation =>
    layerOf(
      layer,
      policies?.map((policy) => ({ policy })),
      request,
      bounded,
      ask,
    );
  const levels = (layer: Layer, given: readonly ControlLevel[] | undefined): LayerExplanation =>
    layerOf(layer, placed(given), request, bounded, () => askLevels(given ?? [], request, bounded));
  const single = (layer: Layer, policy: AttachedPolicy | undefined): LayerExplanation =>
    list(layer, policy === undefined ? undefined : [policy], () =>
      askResourcePolicy(policy as AttachedPolicy, request, bounded),
    );
  const identity = isRoot ? undefined : layers.identity;
  const boundary = isRoot
    ? undefined
    : permissionsBoundary === 'deleted'
      ? []
      : permissionsBoundary && [permissionsBoundary];
  const session = layers.session ?? (request.principal.kind === 'federatedUser' ? [] : undefined);
  return [
    levels('resourceControl', resourceControlApplies(layers, request) ? layers.resourceControl : undefined),
    levels('serviceControl', serviceControlApplies(layers, request.principal) ? layers.serviceControl : undefined),
    single('vpcEndpoint', layers.vpcEndpoint),
    single('resource', layers.resource),
    list('identity', identity, () => askPolicies(identity ?? [], request, bounded)),
    list('permissionsBoundary', boundary, () => askPolicies(boundary ?? [], request, bounded)),
    list('session', session, () => askPolicies(session ?? [], request, bounded)),
  ];
}

function layerOf(
  layer: Layer,
  policies: readonly PlacedPolicy[] | undefined,
  request: Request,
  bounded: boolean,
  ask: () => Verdict,
): LayerExplanation {
  if (policies === undefined) return { layer, verdict: 'notApplicable', policies: [] };
  const verdict = ask();
  return {
    layer,
    verdict: verdict === 'denied' ? 'explicitDeny' : verdict === 'allowed' ? 'allow' : 'implicitDeny',
    policies: policies.map((each) => policyOf(each, request, bounded)),
  };
}

function placed(levels: readonly ControlLevel[] | undefined): readonly PlacedPolicy[] | undefined {
  return levels?.flatMap(({ target, policies }) => policies.map((policy) => ({ policy, target })));
}

function policyOf({ policy, target }: PlacedPolicy, request: Request, bounded: boolean): PolicyExplanation {
  const { name, arn, via, document } = policy;
  return {
    policy: name,
    ...(arn === undefined ? {} : { arn }),
    ...(via === undefined ? {} : { via }),
    ...(target === undefined ? {} : { target }),
    statements: document.program.statements.map((statement) => explainStatement(statement, request, bounded)),
  };
}
