/**
 * The sentence with which AWS refuses a request.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */

import type { Decision } from '../decision.ts';
import type { Layer } from '../layers.ts';
import { principalName } from '../match/principal-name.ts';
import type { Request } from '../request.ts';

type Denial = Extract<Decision, { effect: 'deny' }>;

const silentLayer: Readonly<Record<Layer, string>> = {
  identity: 'no identity-based policy allows',
  permissionsBoundary: 'no permissions boundary allows',
  session: 'no session policy allows',
  resource: 'no resource-based policy allows',
  vpcEndpoint: 'no VPC endpoint policy allows',
  serviceControl: 'no service control policy allows',
  resourceControl: 'no resource control policy allows',
};

const denyingLayer: Readonly<Record<Layer, string>> = {
  identity: 'an identity-based policy',
  permissionsBoundary: 'a permissions boundary',
  session: 'a session policy',
  resource: 'a resource-based policy',
  vpcEndpoint: 'a VPC endpoint policy',
  serviceControl: 'a service control policy',
  resourceControl: 'a resource control policy',
};

/** `decision` is what `decide` answered to `request`; an allow has no sentence and is an error to ask for. */
export function denialMessage(request: Request, decision: Decision): string {
  if (decision.effect === 'allow') throw new TypeError('an allowed request has no denial message');
  if (decision.kind === 'implicit' && decision.rule === 'rootAssumesRole')
    return 'Roles may not be assumed by root accounts.';
  const { action, resource, principal } = request;
  // Who comes with a token of another provider is told no more than that.
  if (principal.kind === 'federated') return `Not authorized to perform ${action}`;
  return `User: ${principalName(principal)} is not authorized to perform: ${action} on resource: ${resource}${reason(request, decision)}`;
}

function reason(request: Request, decision: Denial): string {
  if (decision.kind === 'implicit') {
    if (decision.rule !== undefined) return '';
    const who =
      decision.layer === 'resource' && isTrust(request) ? 'no role trust policy allows' : silentLayer[decision.layer];
    return ` because ${who} the ${request.action} action`;
  }
  const { layer, arn } = decision.by;
  const what = layer === 'resource' && isTrust(request) ? 'the role trust policy' : denyingLayer[layer];
  return ` with an explicit deny in ${what}${arn !== undefined && isNamed(request, layer) ? `: ${arn}` : ''}`;
}

/**
 * Whether AWS names the policy: one that lives with a resource or an endpoint never; a resource control policy of another account
 * would tell the caller about an organization that need not be his.
 */
function isNamed({ principal, resourceAccount }: Request, layer: Layer): boolean {
  if (layer === 'resource' || layer === 'vpcEndpoint') return false;
  if (layer !== 'resourceControl' || resourceAccount === undefined) return true;
  return principal.kind !== 'anonymous' && principal.account === resourceAccount;
}

function isTrust({ action, resource }: Request): boolean {
  return action.toLowerCase().startsWith('sts:') && resource.startsWith('arn:') && resource.includes(':role/');
}
