/** A decision as the usage ledger counts it. */
import type { Use } from '#events/usage/ledger';
import { statedKeyOf } from '#events/usage/stated-keys';
import type { RequestContext } from '#service/request-context';
import { type KeySources, principalArn } from './request-keys.ts';

/** Undefined for nobody (an unsigned request is no use of anybody's), and where it is not known what was asked for. */
export function useOf({ context, pair }: KeySources, allowed: boolean): Use | undefined {
  const principal = userOf(context);
  const { account } = context;
  if (principal === undefined || account === '' || pair.notKnown !== undefined) return undefined;
  const { action, resource, owner } = pair;
  const use = { account, principal, action, resource, owner, region: context.region, at: context.at, allowed };
  const key = statedKeyOf(action);
  if (key === undefined) return use;
  const value = pair.context?.[key];
  return { ...use, given: { [key]: typeof value === 'string' ? value : '' } };
}

/** Of a role's session the role: sessions come and go. */
function userOf({ session: { principal } }: RequestContext): string | undefined {
  return principal.kind === 'service' ? principal.service : principalArn(principal);
}
