/**
 * Where AWS steps outside the evaluation of policies.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { Layers, Principal, Request, ResourcePolicyRule, ServiceRule } from '../types.ts';
import { rcpServices } from './rcp-services.ts';

/** No policy can deny it: its answer says no more than the credentials do. */
export function isAlwaysAllowed(action: string): boolean {
  return action === 'sts:GetCallerIdentity';
}

/** Refusals that no policy can lift. */
export function serviceRule(request: Request, rule: ResourcePolicyRule): ServiceRule | undefined {
  const { principal, action } = request;
  if (principal.kind === 'root') {
    if (rule === 'trust' && action === 'sts:AssumeRole') return 'rootAssumesRole';
    return principal.sessionToken === true && isBarred(request, 'sts:AssumeRole') ? 'sessionToken' : undefined;
  }
  if (principal.kind === 'user' && principal.sessionToken === true)
    return isBarred(request, 'sts:AssumeRole') ? 'sessionToken' : undefined;
  if (principal.kind === 'federatedUser') return isBarred(request, undefined) ? 'sessionToken' : undefined;
  return undefined;
}

/** IAM without MFA, and STS but for one operation (and GetCallerIdentity, which never comes here). Federated users have no MFA. */
function isBarred({ action, context, principal }: Request, except: string | undefined): boolean {
  if (action.startsWith('sts:')) return action !== except;
  if (!action.startsWith('iam:')) return false;
  return principal.kind === 'federatedUser' || context.get('aws:multifactorauthpresent') !== 'true';
}

/** A service's own role: no guardrail of an organization binds it. */
function isServiceLinked(principal: Principal): boolean {
  return principal.kind === 'roleSession' && principal.roleArn.includes(':role/aws-service-role/');
}

/** Whoever has no identity side in any account: its permissions come from the resource alone. */
export function isOutsider(principal: Principal): boolean {
  return principal.kind === 'anonymous' || principal.kind === 'service' || principal.kind === 'federated';
}

export function serviceControlApplies(layers: Layers, principal: Principal): boolean {
  return layers.serviceControl !== undefined && !isOutsider(principal) && !isServiceLinked(principal);
}

/** Only some services honour resource control policies, and KMS lets a grant be retired whatever they say. */
export function resourceControlApplies(layers: Layers, { principal, action }: Request): boolean {
  if (layers.resourceControl === undefined || isServiceLinked(principal)) return false;
  return action !== 'kms:RetireGrant' && rcpServices.has(action.slice(0, action.indexOf(':')));
}
