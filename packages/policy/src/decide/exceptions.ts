/**
 * Where AWS steps outside the evaluation of policies.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */

import type { ServiceRule } from '../decision.ts';
import type { Layers, ResourcePolicyRule } from '../layers.ts';
import type { Principal, Request } from '../request.ts';
import { rcpServices } from './rcp-services.ts';

const getCallerIdentity = 'sts:getcalleridentity';

/** No policy can deny it: its answer says no more than the credentials do. Actions ignore case, here as in policies. */
export function isAlwaysAllowed(action: string): boolean {
  return action.length === getCallerIdentity.length && action.toLowerCase() === getCallerIdentity;
}

/** Refusals that no policy can lift. */
export function serviceRule(request: Request, rule: ResourcePolicyRule): ServiceRule | undefined {
  const { principal } = request;
  switch (principal.kind) {
    case 'root':
      if (rule === 'trust' && request.action.toLowerCase() === 'sts:assumerole') return 'rootAssumesRole';
      return principal.sessionToken === true && isBarred(request) ? 'sessionToken' : undefined;
    case 'user':
      return principal.sessionToken === true && isBarred(request) ? 'sessionToken' : undefined;
    case 'federatedUser':
      return isBarred(request) ? 'sessionToken' : undefined;
    case 'roleSession':
      return makesSessions(request.action) ? 'sessionToken' : undefined;
    default:
      return undefined;
  }
}

/**
 * IAM without MFA, and STS but for AssumeRole (and GetCallerIdentity, which never comes here). Federated users have no MFA and assume nothing.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
function isBarred({ action, context, principal }: Request): boolean {
  const lower = action.toLowerCase();
  const federated = principal.kind === 'federatedUser';
  if (lower.startsWith('sts:')) return federated || !assumesRoles.has(lower);
  if (!lower.startsWith('iam:')) return false;
  return federated || context.get('aws:multifactorauthpresent') !== 'true';
}

/** The actions that one AssumeRole asks for: with tags or a source identity those of the permission to pass them, which are not operations of their own. */
const assumesRoles: ReadonlySet<string> = new Set(['sts:assumerole', 'sts:tagsession', 'sts:setsourceidentity']);

const tokenMakers: ReadonlySet<string> = new Set(['sts:getsessiontoken', 'sts:getfederationtoken']);

/** The two operations of STS that want long-term credentials. Length first: most actions are told apart by it. */
function makesSessions(action: string): boolean {
  return (action.length === 19 || action.length === 22) && tokenMakers.has(action.toLowerCase());
}

/** A service's own role: no guardrail of an organization binds it. IAM keeps its path from customers, but not the text inside of others. */
function isServiceLinked(principal: Principal): boolean {
  return principal.kind === 'roleSession' && isServiceLinkedRole(principal.roleArn);
}

/** By the role's ARN, with its path. */
export function isServiceLinkedRole(roleArn: string): boolean {
  const at = roleArn.indexOf(':role/');
  return at >= 0 && roleArn.startsWith(serviceLinkedPath, at + 1);
}

const serviceLinkedPath = 'role/aws-service-role/';

/** A boundary is a user's or a role's (and binds who federated from a user): nobody else has one, whatever the layers say. */
export function hasBoundary({ permissionsBoundary }: Layers, { kind }: Principal): boolean {
  return permissionsBoundary !== undefined && (kind === 'user' || kind === 'roleSession' || kind === 'federatedUser');
}

const bucketPolicyActions: ReadonlySet<string> = new Set([
  's3:getbucketpolicy',
  's3:putbucketpolicy',
  's3:deletebucketpolicy',
]);

/**
 * Whether the resource's policy is asked at all. A role's trust policy never speaks to callers whom nobody has authenticated; and a bucket's
 * policy cannot keep the root user of its account from mending it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
 */
export function resourcePolicyApplies(layers: Layers, request: Request, rule: ResourcePolicyRule): boolean {
  if (layers.resource === undefined) return false;
  const { principal, resourceAccount, action } = request;
  if (principal.kind === 'anonymous') return rule !== 'trust';
  if (principal.kind !== 'root' || rule !== 'optional' || (resourceAccount ?? principal.account) !== principal.account)
    return true;
  return !bucketPolicyActions.has(action.toLowerCase());
}

/** Whoever has no identity side in any account: its permissions come from the resource alone. */
export function isOutsider(principal: Principal): boolean {
  return principal.kind === 'anonymous' || principal.kind === 'service' || principal.kind === 'federated';
}

export function serviceControlApplies(layers: Layers, principal: Principal): boolean {
  return layers.serviceControl !== undefined && !isOutsider(principal) && !isServiceLinked(principal);
}

export function resourceControlApplies(layers: Layers, { principal, action }: Request): boolean {
  if (layers.resourceControl === undefined || isServiceLinked(principal)) return false;
  return honoursResourceControl(action);
}

/** Only some services honour resource control policies, and KMS lets a grant be retired whatever they say. */
export function honoursResourceControl(action: string): boolean {
  const lower = action.toLowerCase();
  return lower !== 'kms:retiregrant' && rcpServices.has(lower.slice(0, lower.indexOf(':')));
}
