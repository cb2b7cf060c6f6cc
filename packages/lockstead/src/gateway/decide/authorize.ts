/**
 * May this session do this? Each pair that the operation names goes to the policy engine with all layers that bear on it; all must pass.
 * The first that does not is the answer, in AWS's words.
 */
import { type Decision, decide, type Layers, type Request } from '@lockstead/policy';
import { turns } from '#kernel/turns';
import type { AccessPair } from '#service/authorization';
import { policyPrincipal } from '#service/policy-principal';
import type { Guardrails, PrincipalPolicies } from '#service/ports';
import type { RequestContext } from '#service/request-context';
import { type KeySources, requestKeys } from './request-keys.ts';

/** One decision, and what it stood on: enough to explain it when somebody asks. */
export interface Judged {
  readonly request: Request;
  readonly layers: Layers;
  readonly rule: AccessPair['resourcePolicyRule'];
  readonly decision: Decision;
  readonly sources: KeySources;
}

/**
 * By the operation's pairs, in order: the sources of all, and the denials of those that stop nothing, by `seenAs`; or what was judged up to and
 * including the first denial that stops the request, and what the request asks for beyond it.
 */
export type Judgement =
  | { readonly allowed: true; readonly sources: readonly KeySources[]; readonly seen: ReadonlyMap<string, Judged> }
  | { readonly allowed: false; readonly judged: readonly Judged[]; readonly beyond: readonly KeySources[] };

export interface Authorizer {
  readonly policies: PrincipalPolicies;
  readonly guardrails: Guardrails;
}

/** A request for a thousand objects has a thousand pairs: after so many the others have their turn. */
const pairsATurn = 64;

const noneSeen: ReadonlyMap<string, Judged> = new Map();

export async function authorize(
  { policies, guardrails }: Authorizer,
  pairs: readonly AccessPair[],
  context: RequestContext,
): Promise<Judgement> {
  const { account } = context.session.principal;
  const layers = await policies.of(context.session);
  const membership = account === undefined ? undefined : await guardrails.of(account);
  const source = context.onBehalfOf?.sourceAccount;
  const sourceMembership = source === undefined ? undefined : await guardrails.of(source);
  const sourcesOf = async (pair: AccessPair): Promise<KeySources> => {
    const resourceMembership = pair.owner === account ? membership : await guardrails.of(pair.owner);
    return { context, layers, membership, resourceMembership, sourceMembership, pair };
  };
  const sources: KeySources[] = [];
  let seen: Map<string, Judged> | undefined;
  for (const [at, pair] of pairs.entries()) {
    if (sources.length % pairsATurn === pairsATurn - 1) await turns.take();
    const asked = await sourcesOf(pair);
    const judged = judge(asked);
    if (judged.decision.effect === 'deny') {
      if (pair.seenAs === undefined) {
        const beyond: KeySources[] = [];
        for (const further of pairs.slice(at + 1)) {
          if (beyond.length % pairsATurn === pairsATurn - 1) await turns.take();
          beyond.push(await sourcesOf(further));
        }
        return { allowed: false, judged: [...sources.map(judge), judged], beyond };
      }
      seen ??= new Map();
      seen.set(pair.seenAs, judged);
    }
    sources.push(asked);
  }
  return { allowed: true, sources, seen: seen ?? noneSeen };
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
  const decision = pair.notKnown === undefined ? decide(request, layers, rule) : nothingAllows;
  return { request, layers, rule, decision, sources };
}

/** Of a pair that no policy can judge. */
const nothingAllows: Decision = { effect: 'deny', kind: 'implicit', layer: 'identity', crossAccount: false };

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
  if (pair.restrictPublicBuckets !== undefined) layers.restrictPublicBuckets = pair.restrictPublicBuckets;
  if (membership?.isManagementAccount === false && membership.serviceControl !== undefined) {
    layers.serviceControl = membership.serviceControl;
  }
  if (resourceMembership?.isManagementAccount === false && resourceMembership.resourceControl !== undefined) {
    layers.resourceControl = resourceMembership.resourceControl;
  }
  return layers;
}
