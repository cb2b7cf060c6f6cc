/**
 * May this session do this? Each pair that the operation names goes to the policy engine with all layers that bear on it; all must pass.
 * The first that does not is the answer, in AWS's words.
 */
import {
  type Decision,
  decide,
  denialMessage,
  type Layers,
  type Principal as PolicyPrincipal,
  type Request,
} from '@lockstead/policy';
import { invalidClientTokenId } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { AccessPair } from '#service/authorization';
import type { Guardrails, PrincipalPolicies } from '#service/ports';
import type { RequestContext } from '#service/request-context';
import type { Session } from '#service/session';
import { type KeySources, requestKeys } from './request-keys.ts';

/** One decision, and what it stood on: enough to explain it when somebody asks. */
export interface Judged {
  readonly request: Request;
  readonly layers: Layers;
  readonly rule: AccessPair['resourcePolicyRule'];
  readonly decision: Decision;
  readonly sources: KeySources;
}

/** By the operation's pairs, in order: the sources of all that were allowed, or what was judged up to and including the first denial. */
export type Judgement =
  | { readonly allowed: true; readonly sources: readonly KeySources[] }
  | { readonly allowed: false; readonly judged: readonly Judged[] };

export interface Authorizer {
  readonly policies: PrincipalPolicies;
  readonly guardrails: Guardrails;
}

export async function authorize(
  { policies, guardrails }: Authorizer,
  pairs: readonly AccessPair[],
  context: RequestContext,
): Promise<Judgement> {
  const { account } = context.session.principal;
  const layers = await policies.of(context.session);
  const membership = account === undefined ? undefined : await guardrails.of(account);
  const sources: KeySources[] = [];
  for (const pair of pairs) {
    const resourceMembership = pair.owner === account ? membership : await guardrails.of(pair.owner);
    const asked: KeySources = { context, layers, membership, resourceMembership, pair };
    sources.push(asked);
    if (judge(asked).decision.effect === 'deny') return { allowed: false, judged: sources.map(judge) };
  }
  return { allowed: true, sources };
}

/** Depends on its sources alone: what was decided once can be worked out again, and need not be kept. */
export function judge(sources: KeySources): Judged {
  const { context, pair } = sources;
  const request: Request = {
    principal: policyPrincipal(context.session),
    action: pair.action,
    resource: pair.resource,
    resourceAccount: pair.owner,
    context: requestKeys(sources),
  };
  const layers = layersOf(sources);
  const rule = pair.resourcePolicyRule;
  return { request, layers, rule, decision: decide(request, layers, rule), sources };
}

/** Guardrails do not bind the management account: neither its principals (service control) nor its resources (resource control). */
export function layersOf(sources: Omit<KeySources, 'context'>): Layers {
  const { layers: own, pair, membership, resourceMembership } = sources;
  // Filled rather than spread together: this is made for every pair of every request.
  const layers: { -readonly [Name in keyof Layers]: Layers[Name] } = {};
  if (own.identity !== undefined) layers.identity = own.identity;
  if (own.permissionsBoundary !== undefined) layers.permissionsBoundary = own.permissionsBoundary;
  if (own.session !== undefined) layers.session = own.session;
  if (pair.resourcePolicy !== undefined) layers.resource = pair.resourcePolicy;
  if (pair.grants !== undefined) layers.grants = pair.grants;
  if (membership?.isManagementAccount === false) layers.serviceControl = membership.serviceControl;
  if (resourceMembership?.isManagementAccount === false) layers.resourceControl = resourceMembership.resourceControl;
  return layers;
}

export function policyPrincipal({ principal, temporary }: Session): PolicyPrincipal {
  const sessionToken = temporary?.madeBy === 'getSessionToken';
  switch (principal.kind) {
    case 'root':
      return { kind: 'root', arn: principal.arn, account: principal.account, sessionToken };
    case 'user':
      return { kind: 'user', arn: principal.arn, account: principal.account, id: principal.userId, sessionToken };
    case 'assumedRole':
      return {
        kind: 'roleSession',
        arn: principal.arn,
        account: principal.account,
        roleArn: principal.roleArn,
        roleId: principal.roleId,
      };
    case 'federatedUser':
      return {
        kind: 'federatedUser',
        arn: principal.arn,
        account: principal.account,
        issuerArn: principal.issuer.arn,
        issuerId: principal.issuer.userId,
      };
    case 'service':
      return { kind: 'service', service: principal.service };
    case 'anonymous':
      return { kind: 'anonymous' };
  }
}

/** The denial as the service puts it: JSON services have an exception of their own for it. */
export function denialOf(
  judged: readonly Judged[],
  style: { readonly code: string; readonly httpStatus: number },
): AwsError {
  const last = judged.at(-1);
  if (last === undefined) return new AwsError({ ...style, fault: 'client' }, 'Access Denied');
  const { request, decision } = last;
  if (decision.effect === 'deny' && decision.kind === 'implicit' && decision.rule === 'sessionToken') {
    return sessionRefusal(request.action, style);
  }
  return new AwsError({ ...style, fault: 'client' }, denialMessage(request, decision));
}

/**
 * Credentials of GetSessionToken and GetFederationToken where they do not count: IAM does not know them at all, STS says why.
 * AWS DIFFERS? Its sentence is seen for GetSessionToken and GetFederationToken; for STS's other operations it is taken over from those.
 */
function sessionRefusal(action: string, style: { readonly code: string; readonly httpStatus: number }): AwsError {
  const [service, operation = ''] = action.split(':');
  if (service === 'iam') {
    const { code, message } = invalidClientTokenId;
    return new AwsError({ code, httpStatus: 403, fault: 'client' }, message);
  }
  return new AwsError({ ...style, fault: 'client' }, `Cannot call ${operation} with session credentials`);
}
