/**
 * The global condition keys, looked up when a policy asks for one. A key that does not apply to the request is absent.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import type { ContextValue, RequestContext as PolicyContext } from '@lockstead/policy';
import { isoSeconds } from '#kernel/clock';
import type { AccessPair } from '#service/authorization';
import type { IdentityLayers, Membership } from '#service/ports';
import type { RequestContext } from '#service/request-context';
import { type PrincipalKind, principalId } from '#service/session';

export interface KeySources {
  readonly context: RequestContext;
  readonly layers: IdentityLayers;
  readonly membership: Membership | undefined;
  readonly resourceMembership: Membership | undefined;
  readonly pair: AccessPair;
}

const principalTypes: Record<PrincipalKind, string> = {
  root: 'Account',
  user: 'User',
  assumedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  service: 'Service',
  anonymous: 'Anonymous',
};

const bool = (value: boolean): string => (value ? 'true' : 'false');

type KeyReader = (sources: KeySources) => ContextValue | undefined;

const keys: Readonly<Record<string, KeyReader>> = {
  'aws:calledvia': ({ context }) => context.calledVia?.services,
  'aws:calledviafirst': ({ context }) => context.calledVia?.services[0],
  'aws:calledvialast': ({ context }) => context.calledVia?.services.at(-1),
  'aws:currenttime': ({ context }) => isoSeconds(context.at),
  'aws:epochtime': ({ context }) => String(Math.floor(context.at / 1000)),
  // A factor that comes with the request itself counts before the session's.
  'aws:multifactorauthage': ({ pair, context: { session, at } }) =>
    pair.context?.['aws:MultiFactorAuthAge'] ??
    (session.temporary?.mfaAt === undefined ? undefined : String(Math.floor((at - session.temporary.mfaAt) / 1000))),
  // Long-term keys carry no word of a second factor at all: the key is absent, not false.
  'aws:multifactorauthpresent': ({ pair, context: { session } }) =>
    pair.context?.['aws:MultiFactorAuthPresent'] ??
    (session.temporary === undefined ? undefined : bool(session.temporary.mfaAt !== undefined)),
  'aws:principalaccount': ({ context }) => context.session.principal.account,
  'aws:principalarn': ({ context: { session } }) => principalArn(session.principal),
  'aws:principalisawsservice': ({ context }) => bool(context.session.principal.kind === 'service'),
  'aws:principalorgid': ({ membership }) => membership?.organizationId,
  'aws:principalorgpaths': ({ membership }) => (membership === undefined ? undefined : [membership.path]),
  'aws:principalservicename': ({ context: { session } }) =>
    session.principal.kind === 'service' ? session.principal.service : undefined,
  'aws:principalservicenameslist': ({ context: { session } }) =>
    session.principal.kind === 'service' ? [session.principal.service] : undefined,
  'aws:principaltype': ({ context }) => principalTypes[context.session.principal.kind],
  'aws:referer': ({ context }) => context.transport.referer,
  'aws:requestedregion': ({ context }) => context.region,
  'aws:resourceaccount': ({ pair }) => pair.owner,
  'aws:resourceorgid': ({ resourceMembership }) => resourceMembership?.organizationId,
  'aws:resourceorgpaths': ({ resourceMembership }) =>
    resourceMembership === undefined ? undefined : [resourceMembership.path],
  'aws:securetransport': ({ context }) => bool(context.transport.secure),
  'aws:sourceaccount': ({ context }) => context.onBehalfOf?.sourceAccount,
  'aws:sourcearn': ({ context }) => context.onBehalfOf?.sourceArn,
  'aws:sourceidentity': ({ context }) => context.session.temporary?.sourceIdentity,
  'aws:sourceip': ({ context }) => context.transport.sourceIp,
  'aws:tokenissuetime': ({ context: { session } }) =>
    session.temporary === undefined ? undefined : isoSeconds(session.temporary.issuedAt),
  'aws:useragent': ({ context }) => context.transport.userAgent,
  'aws:userid': ({ context: { session } }) => principalId(session.principal),
  'aws:username': ({ context: { session } }) =>
    session.principal.kind === 'user' ? session.principal.userName : undefined,
  'aws:viaawsservice': ({ context }) => bool(context.calledVia !== undefined),
};

/** Of a role session, the role's ARN; a service and nobody have none. */
function principalArn(principal: RequestContext['session']['principal']): string | undefined {
  switch (principal.kind) {
    case 'assumedRole':
      return principal.roleArn;
    case 'root':
    case 'user':
    case 'federatedUser':
      return principal.arn;
    case 'service':
    case 'anonymous':
      return undefined;
  }
}

const principalTag = 'aws:principaltag/';

export function requestKeys(sources: KeySources): PolicyContext {
  let own: Map<string, ContextValue> | undefined;
  return {
    get(key) {
      const lower = key.toLowerCase();
      const reader = Object.hasOwn(keys, lower) ? keys[lower] : undefined;
      if (reader !== undefined) return reader(sources);
      if (lower.startsWith(principalTag)) {
        const name = lower.slice(principalTag.length);
        return sources.layers.tags.find((tag) => tag.Key.toLowerCase() === name)?.Value;
      }
      if (sources.pair.context === undefined) return undefined;
      if (own === undefined) {
        own = new Map();
        for (const [name, value] of Object.entries(sources.pair.context)) {
          if (value !== undefined) own.set(name.toLowerCase(), value);
        }
      }
      return own.get(lower);
    },
  };
}

/** All global keys that are present, for the trace. */
export function presentKeys(sources: KeySources): Readonly<Record<string, ContextValue>> {
  const found: Record<string, ContextValue> = {};
  for (const [name, reader] of Object.entries(keys)) {
    const value = reader(sources);
    if (value !== undefined) found[name] = value;
  }
  for (const tag of sources.layers.tags) found[`${principalTag}${tag.Key}`] = tag.Value;
  for (const [name, value] of Object.entries(sources.pair.context ?? {})) {
    if (value !== undefined) found[name.toLowerCase()] = value;
  }
  return found;
}
