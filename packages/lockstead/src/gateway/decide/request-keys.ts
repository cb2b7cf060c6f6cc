/**
 * The global condition keys, looked up when a policy asks for one. A key that does not apply to the request is absent. Which kind of caller
 * has which key stands as a table in request-keys.test.ts, with the keys that nobody has here yet.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import type { ContextValue, RequestContext as PolicyContext } from '@lockstead/policy';
import { isoSeconds } from '#kernel/clock';
import type { AccessPair } from '#service/authorization';
import type { IdentityLayers, Membership } from '#service/ports';
import type { RequestContext } from '#service/request-context';
import { type Federation, type PrincipalKind, principalId, type Session } from '#service/session';

export interface KeySources {
  readonly context: RequestContext;
  readonly layers: IdentityLayers;
  readonly membership: Membership | undefined;
  readonly resourceMembership: Membership | undefined;
  /** Of the account whose resource a service calls for; absent where the caller acts for itself. */
  readonly sourceMembership?: Membership | undefined;
  readonly pair: AccessPair;
}

/** AWS DIFFERS? Its table of principals has no word for a service and for a token of an identity provider; every request has the key, so they get one. */
const principalTypes: Record<PrincipalKind, string> = {
  root: 'Account',
  user: 'User',
  assumedRole: 'AssumedRole',
  federatedUser: 'FederatedUser',
  federated: 'FederatedUser',
  service: 'Service',
  anonymous: 'Anonymous',
};

/**
 * Services that have one endpoint for all regions, by the prefix of their actions, and the region of that endpoint. Their requests are for
 * that region, whichever region they are signed for: clients that were given an endpoint sign for the region that they are set to.
 */
export const homeRegions: Readonly<Record<string, string>> = {
  account: 'us-east-1',
  artifact: 'us-east-1',
  ce: 'us-east-1',
  cloudfront: 'us-east-1',
  globalaccelerator: 'us-west-2',
  iam: 'us-east-1',
  organizations: 'us-east-1',
  route53: 'us-east-1',
  shield: 'us-east-1',
};

/** PassRole is asked by the service that gets the role, in the region of its own request. */
const passRole = 'iam:PassRole';

const bool = (value: boolean): string => (value ? 'true' : 'false');

type KeyReader = (sources: KeySources) => ContextValue | undefined;

const keys: Readonly<Record<string, KeyReader>> = {
  'aws:calledvia': calledVia,
  'aws:calledviafirst': (sources) => calledVia(sources)?.[0],
  'aws:calledvialast': (sources) => calledVia(sources)?.at(-1),
  'aws:currenttime': ({ context }) => isoSeconds(context.at),
  'aws:epochtime': ({ context }) => String(Math.floor(context.at / 1000)),
  // AWS: of sessions that AssumeRoleWithWebIdentity made.
  'aws:federatedprovider': ({ context: { session } }) =>
    isOfSaml(session) ? undefined : federationOf(session)?.provider,
  // A factor that comes with the request itself counts before the session's.
  'aws:multifactorauthage': ({ pair, context: { session, at } }) =>
    pair.context?.['aws:MultiFactorAuthAge'] ??
    (session.temporary?.mfaAt === undefined ? undefined : String(Math.floor((at - session.temporary.mfaAt) / 1000))),
  // Long-term keys carry no word of a second factor at all: the key is absent, not false. So do the credentials of federated users.
  'aws:multifactorauthpresent': ({ pair, context: { session } }) =>
    pair.context?.['aws:MultiFactorAuthPresent'] ??
    (session.temporary === undefined || session.principal.kind === 'federatedUser'
      ? undefined
      : bool(session.temporary.mfaAt !== undefined)),
  'aws:principalaccount': ({ context: { session } }) => principalAccount(session.principal),
  'aws:principalarn': ({ context: { session } }) => principalArn(session.principal),
  // Only of signed requests: a policy that asks for `false` does not match a caller that nobody knows.
  'aws:principalisawsservice': ({ context: { session } }) =>
    session.principal.kind === 'anonymous' ? undefined : bool(session.principal.kind === 'service'),
  'aws:principalorgid': ({ membership }) => membership?.organizationId,
  'aws:principalorgpaths': ({ membership }) => (membership === undefined ? undefined : [membership.path]),
  'aws:principalservicename': ({ context: { session } }) =>
    session.principal.kind === 'service' ? session.principal.service : undefined,
  'aws:principalservicenameslist': ({ context: { session } }) =>
    session.principal.kind === 'service' ? [session.principal.service] : undefined,
  'aws:principaltype': ({ context }) => principalTypes[context.session.principal.kind],
  'aws:referer': ({ context }) => context.transport.referer,
  'aws:requestedregion': ({ pair, context }) => pair.context?.['aws:RequestedRegion'] ?? requestedRegion(pair, context),
  'aws:resourceaccount': ({ pair }) => pair.owner,
  'aws:resourceorgid': ({ resourceMembership }) => resourceMembership?.organizationId,
  'aws:resourceorgpaths': ({ resourceMembership }) =>
    resourceMembership === undefined ? undefined : [resourceMembership.path],
  'aws:securetransport': ({ context }) => bool(context.transport.secure),
  'aws:sourceaccount': ({ context }) => context.onBehalfOf?.sourceAccount,
  'aws:sourcearn': ({ context }) => context.onBehalfOf?.sourceArn,
  'aws:sourceidentity': ({ context }) => context.session.temporary?.sourceIdentity,
  'aws:sourceip': ({ context }) => context.transport.sourceIp,
  'aws:sourceorgid': ({ sourceMembership }) => sourceMembership?.organizationId,
  'aws:sourceorgpaths': ({ sourceMembership }) =>
    sourceMembership === undefined ? undefined : [sourceMembership.path],
  'aws:tokenissuetime': ({ context: { session } }) =>
    session.temporary === undefined ? undefined : isoSeconds(session.temporary.issuedAt),
  'aws:useragent': ({ context }) => context.transport.userAgent,
  'aws:userid': ({ context: { session } }) => principalId(session.principal),
  'aws:username': ({ context: { session } }) =>
    session.principal.kind === 'user' ? session.principal.userName : undefined,
  'aws:viaawsservice': (sources) => bool(calledVia(sources) !== undefined),
};

/** The services between the caller and this pair: those that made the call, and those that the call itself goes through. */
function calledVia({ context, pair }: KeySources): readonly string[] | undefined {
  const before = context.calledVia?.services;
  if (pair.calledVia === undefined) return before;
  return before === undefined ? pair.calledVia : [...before, ...pair.calledVia];
}

/**
 * Nobody's account has a name of its own.
 * AWS DIFFERS? Its page says that every request has the key, but not which account a service principal has. Left out, no policy that asks for
 * an account allows a service by it, and one that denies all other accounts denies it.
 */
function principalAccount(principal: RequestContext['session']['principal']): string | undefined {
  return principal.kind === 'anonymous' ? 'anonymous' : principal.account;
}

function requestedRegion({ action }: AccessPair, { region }: RequestContext): string {
  if (action === passRole) return region;
  const service = action.slice(0, action.indexOf(':'));
  return Object.hasOwn(homeRegions, service) ? (homeRegions[service] ?? region) : region;
}

/** Of a role session, the role's ARN; a service and nobody have none. */
export function principalArn(principal: RequestContext['session']['principal']): string | undefined {
  switch (principal.kind) {
    case 'assumedRole':
      return principal.roleArn;
    case 'root':
    case 'user':
    case 'federatedUser':
      return principal.arn;
    case 'federated':
    case 'service':
    case 'anonymous':
      return undefined;
  }
}

/** What an identity provider said: in the request with its token, and in the session of the role that was assumed by it. */
function federationOf({ principal, temporary }: Session): Federation | undefined {
  return principal.kind === 'federated' ? principal.federation : temporary?.federation;
}

function isOfSaml({ principal, temporary }: Session): boolean {
  return principal.kind === 'federated' ? principal.saml !== undefined : temporary?.madeBy === 'assumeRoleWithSAML';
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
      const claims = federationOf(sources.context.session)?.claims;
      if (sources.pair.context === undefined && claims === undefined) return undefined;
      if (own === undefined) {
        own = new Map();
        for (const [name, value] of Object.entries({ ...claims, ...sources.pair.context })) {
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
  const claims = federationOf(sources.context.session)?.claims;
  for (const [name, value] of Object.entries({ ...claims, ...sources.pair.context })) {
    if (value !== undefined) found[name.toLowerCase()] = value;
  }
  return found;
}
