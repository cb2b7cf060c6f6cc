/**
 * Explains a decision: every layer in order, every statement and what kept it from matching, and the least change that would allow.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
import { decide } from '../decide/decide.ts';
import {
  hasBoundary,
  isOutsider,
  resourceControlApplies,
  resourcePolicyApplies,
  serviceControlApplies,
} from '../decide/exceptions.ts';
import { askLevels, askPolicies, askResourcePolicy, noHit, type Verdict } from '../decide/layer.ts';
import type { Decision } from '../decision.ts';
import type { AttachedPolicy, ControlLevel, Layer, Layers, ResourcePolicyRule } from '../layers.ts';
import { denialMessage } from '../message/denial-message.ts';
import type { Request } from '../request.ts';
import { explainStatement } from './explain-statement.ts';
import type { Explanation, LayerExplanation, PlacedPolicy, PolicyExplanation } from './explanation.ts';
import { leastChange } from './least-change.ts';

/** Costs time in proportion to all statements and decides several times: for people, not for the way of a request. */
export function explain(request: Request, layers: Layers, rule: ResourcePolicyRule = 'optional'): Explanation {
  const decision = decide(request, layers, rule);
  const explanation = { decision, decidedBy: decidedBy(decision), layers: explainLayers(request, layers, rule) };
  if (decision.effect === 'allow') return explanation;
  const change = leastChange(request, layers, rule, decision);
  const denied = { ...explanation, message: denialMessage(request, decision) };
  return change === undefined ? denied : { ...denied, leastChange: change };
}

function decidedBy(decision: Decision): Explanation['decidedBy'] {
  return decision.effect === 'deny' && decision.kind === 'implicit' ? decision.layer : decision.by.layer;
}

/** The layers alone: what each statement says, without a decision. Those that the decision does not ask about this caller are not applicable. */
export function explainLayers(request: Request, layers: Layers, rule: ResourcePolicyRule): readonly LayerExplanation[] {
  const { permissionsBoundary } = layers;
  const { principal } = request;
  const bounded = hasBoundary(layers, principal);
  const outsider = isOutsider(principal);
  const list = (layer: Layer, policies: readonly AttachedPolicy[] | undefined, ask: () => Verdict): LayerExplanation =>
    layerOf(
      layer,
      policies?.map((policy) => ({ policy })),
      request,
      bounded,
      ask,
    );
  const levels = (layer: Layer, given: readonly ControlLevel[] | undefined): LayerExplanation =>
    layerOf(layer, placed(given), request, bounded, () => askLevels(given ?? [], request, bounded, noHit()));
  const single = (layer: Layer, policy: AttachedPolicy | undefined): LayerExplanation =>
    list(layer, policy === undefined ? undefined : [policy], () =>
      askResourcePolicy(policy as AttachedPolicy, request, bounded, noHit()),
    );
  const identity = outsider || principal.kind === 'root' ? undefined : layers.identity;
  const boundary = !bounded
    ? undefined
    : permissionsBoundary === 'deleted'
      ? []
      : permissionsBoundary && [permissionsBoundary];
  const session = outsider ? undefined : (layers.session ?? (principal.kind === 'federatedUser' ? [] : undefined));
  return [
    levels('resourceControl', resourceControlApplies(layers, request) ? layers.resourceControl : undefined),
    levels('serviceControl', serviceControlApplies(layers, request.principal) ? layers.serviceControl : undefined),
    single('vpcEndpoint', layers.vpcEndpoint),
    single('resource', resourcePolicyApplies(layers, request, rule) ? layers.resource : undefined),
    list('identity', identity, () => askPolicies(identity ?? [], request, bounded, noHit())),
    list('permissionsBoundary', boundary, () => askPolicies(boundary ?? [], request, bounded, noHit())),
    list('session', session, () => askPolicies(session ?? [], request, bounded, noHit())),
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
