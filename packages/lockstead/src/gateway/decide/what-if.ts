/**
 * What would be decided: the policies that are in force now, asked about a request that nobody has made.
 * Of the request only what is given is known; addresses, tags and the like are absent unless they are told.
 */
import {
  type AttachedPolicy,
  type ContextValue,
  contextOf,
  decide,
  explain,
  type Layers,
  parsePolicy,
  type Request,
  type ResourcePolicyRule,
  ruleFor,
} from '@lockstead/policy';
import { conditionsFor } from '@lockstead/policy/reason';
import { iamArn, parseArn, stsArn } from '#kernel/arn';
import { type AccountId, newRequestId, parseAccountId } from '#kernel/ids';
import { InvariantBroken } from '#kernel/invariant';
import type { AccessPair } from '#service/authorization';
import { findRecord, scopeOfArn } from '#service/find-record';
import { policyPrincipal } from '#service/policy-principal';
import type { IdentityLayers, PrincipalFinder } from '#service/ports';
import type { RequestContext } from '#service/request-context';
import type { Session } from '#service/session';
import type { AskedRequest, Proposed, WhatIf, WhoCan } from '#service/what-if';
import type { Gateway } from '../gateway.ts';
import { layersOf } from './authorize.ts';
import { presentKeys, requestKeys } from './request-keys.ts';

/** After so many the event loop has its turn. */
const principalsATurn = 50;

interface Question {
  readonly request: Request;
  readonly layers: Layers;
  readonly rule: ResourcePolicyRule;
  readonly context: Readonly<Record<string, ContextValue>>;
}

/** A resource whose owner nobody names is the principal's own; `home` answers where that has no account. */
export function whatIf(gateway: Gateway, principals: PrincipalFinder, home: AccountId): WhatIf {
  async function question(
    session: Session,
    asked: AskedRequest,
    found: FoundResource | undefined,
    own: IdentityLayers,
  ): Promise<Question> {
    const context = contextFor(gateway, session, home);
    const { rule, ...pair } = await pairOf(gateway, asked, found, context);
    const { action, resource, owner } = pair;
    const { account } = session.principal;
    const membership = account === undefined ? undefined : await gateway.guardrails.of(account);
    const resourceMembership = owner === account ? membership : await gateway.guardrails.of(owner);
    const sources = { context, layers: own, membership, resourceMembership, pair };
    const given = contextOf(asked.context);
    const derived = requestKeys(sources);
    const request = {
      principal: policyPrincipal(session),
      action,
      resource,
      resourceAccount: owner,
      context: { get: (key: string) => given.get(key) ?? derived.get(key) },
    };
    const layers = layersOf(sources);
    return { request, layers, rule, context: { ...presentKeys(sources), ...lowered(asked.context) } };
  }

  return {
    async decide(principal, asked) {
      const session = await sessionOf(principal, principals, gateway);
      if (session === undefined) return undefined;
      const { request, layers, rule, context } = await question(
        session,
        asked,
        await findResource(gateway, asked.resource),
        await gateway.policies.of(session),
      );
      const { action, resource } = asked;
      return { principal: request.principal, action, resource, context, explanation: explain(request, layers, rule) };
    },

    async whoCan(asked): Promise<WhoCan> {
      const can: WhoCan['can'][number][] = [];
      const conditionally: WhoCan['conditionally'][number][] = [];
      const sessions = await principals.all(home, gateway.clock.now());
      const found = await findResource(gateway, asked.resource);
      for (const [i, session] of sessions.entries()) {
        if (i % principalsATurn === principalsATurn - 1) await new Promise<void>((turn) => gateway.timers.soon(turn));
        const { request, layers, rule } = await question(session, asked, found, await gateway.policies.of(session));
        const { principal } = request;
        if (!('arn' in principal)) throw new InvariantBroken('a principal of an account has an ARN');
        const decision = decide(request, layers, rule);
        if (decision.effect === 'allow') {
          can.push({ arn: principal.arn, by: decision.by });
          continue;
        }
        const { resource, resourceAccount = home } = request;
        const target = { resource, resourceAccount, rule };
        const { answer, ...conditions } = conditionsFor(asked.action, target, { principal, layers });
        if (answer !== 'never') conditionally.push({ arn: principal.arn, ...conditions });
      }
      return { asked: sessions.length, can, conditionally };
    },

    async attached(principal) {
      const session = await principals.find(principal, gateway.clock.now());
      if (session === undefined || session.principal.kind === 'root') return undefined;
      return (await gateway.policies.of(session)).identity ?? [];
    },

    async proposed(principal): Promise<Proposed> {
      const found = await principals.find(principal, gateway.clock.now());
      const isThere = found !== undefined && found.principal.kind !== 'root';
      const session = isThere ? found : standIn(parseAccountId(parseArn(principal)?.account ?? '') ?? home);
      const own = isThere ? await gateway.policies.of(session) : { tags: [] };
      return {
        principal: policyPrincipal(session),
        async decide(asked, identity) {
          const resource = await findResource(gateway, asked.resource);
          const { request, layers, rule } = await question(session, asked, resource, { ...own, identity });
          return decide(request, layers, rule);
        },
      };
    },
  };
}

/** A role that nobody has made, whose sessions nothing limits but what is asked about. */
function standIn(account: AccountId): Session {
  const [roleName, sessionName, roleId] = ['least', 'least', 'AROALEASTPOLICYSTANDIN'];
  const arn = stsArn(account, `assumed-role/${roleName}/${sessionName}`);
  const roleArn = iamArn(account, `role/${roleName}`);
  return { principal: { kind: 'assumedRole', account, arn, roleArn, roleName, roleId, sessionName } };
}

/** As the service's operations would ask it, where it tells; else by what its resource shows. */
async function pairOf(
  gateway: Gateway,
  asked: AskedRequest,
  found: FoundResource | undefined,
  context: RequestContext,
): Promise<AccessPair & { readonly rule: ResourcePolicyRule }> {
  const { action, resource } = asked;
  const definition = gateway.services.get(parseArn(resource)?.service ?? '')?.definition;
  const told = await definition?.pairFor?.({ action, resource }, gateway.store, context);
  if (told !== undefined) return { ...told, rule: told.resourcePolicyRule ?? 'optional' };
  const { rule, policy } = await resourceSide(gateway, asked, found, context);
  return {
    action,
    resource,
    owner: ownerOf(asked) ?? found?.owner ?? context.account,
    context: found?.tags ?? {},
    ...(policy === undefined ? {} : { resourcePolicy: policy }),
    rule,
  };
}

/** How the resource's own policy takes part, and what it says: of our own services by what they show, of others by what their backend has. */
async function resourceSide(
  gateway: Gateway,
  { action, resource }: AskedRequest,
  found: FoundResource | undefined,
  context: RequestContext,
): Promise<{ readonly rule: ResourcePolicyRule; readonly policy: AttachedPolicy | undefined }> {
  const service = parseArn(resource)?.service;
  const rule = ruleFor(action, resource);
  // A key that is not here can be one of a backend's own KMS.
  const isElsewhere =
    service !== undefined &&
    (gateway.services.get(service) === undefined || (rule === 'required' && found === undefined));
  if (isElsewhere && gateway.behind?.policyOf !== undefined) {
    // The requests themselves are decided so: what a backend has can only add.
    return { rule: 'optional', policy: await gateway.behind.policyOf(resource, context) };
  }
  return { rule, policy: found?.policy === undefined ? undefined : attached(found.policy, resource, rule) };
}

async function sessionOf(name: string, principals: PrincipalFinder, { clock }: Gateway): Promise<Session | undefined> {
  if (name === 'anonymous') return { principal: { kind: 'anonymous' } };
  if (/^[a-z0-9.-]+\.amazonaws\.com$/.test(name)) return { principal: { kind: 'service', service: name } };
  return await principals.find(name, clock.now());
}

/** A request that came over TLS to the home region; from where, nobody knows. */
function contextFor({ clock, entropy, homeRegion }: Gateway, session: Session, home: AccountId): RequestContext {
  return {
    requestId: newRequestId(entropy),
    at: clock.now(),
    region: homeRegion,
    session,
    account: session.principal.account ?? home,
    transport: { secure: true },
    clock,
    entropy,
  };
}

function ownerOf({ resource, resourceAccount }: AskedRequest): AccountId | undefined {
  return resourceAccount ?? parseAccountId(parseArn(resource)?.account ?? '');
}

interface FoundResource {
  /** Under both of their names. */
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string | undefined;
  /** Where the level of its records tells it. */
  readonly owner: AccountId | undefined;
}

/** Among all that services show as resources; undefined for what nobody has. */
async function findResource({ services, store }: Gateway, text: string): Promise<FoundResource | undefined> {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  const resources = services.get(arn.service)?.definition.resources ?? [];
  const found = await findRecord(resources, store, text, (level) => scopeOfArn(arn, level));
  if (found === undefined) return undefined;
  const { resource, record, scope } = found;
  const tags = (resource.tags?.(record) ?? []).flatMap(({ Key, Value }): (readonly [string, string])[] => [
    [`aws:ResourceTag/${Key}`, Value],
    [`${arn.service}:ResourceTag/${Key}`, Value],
  ]);
  return {
    tags: Object.fromEntries(tags),
    policy: resource.policy?.(record),
    owner: scope.level === 'partition' ? undefined : scope.account,
  };
}

/** What is stored was checked on its way in; failing here refuses the answer rather than dropping a deny. */
function attached(text: string, resource: string, rule: ResourcePolicyRule): AttachedPolicy {
  const outcome = parsePolicy(text, rule === 'trust' || resource.includes(':role/') ? 'trust' : 'resource');
  if (!outcome.ok) throw new InvariantBroken(`the policy of ${resource} does not parse`);
  return { name: resource, document: outcome.document };
}

function lowered(context: AskedRequest['context']): AskedRequest['context'] {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
}
