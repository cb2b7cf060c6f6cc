/** Where the caller and the resource of a test are in an organization: which guardrails bind it, and what its request says of the organization. */
import { controlLevels } from '#organization/control-levels';
import { findPlace, NoSuchThing } from '#organization/find-place';
import { type PaperOrganization, type Place, wayTo } from '#organization/paper';
import type { ControlPolicyType } from '#organization/policy-types';
import { isObject, type Json } from './json.ts';

/** A test names a place that is not there: a clause without its full stop. */
export class BadPlace extends Error {
  override readonly name = 'BadPlace';
}

/**
 * The guardrails of a test, as a case has them. Where it does not name a place, the account of its principal, or of its resource, says it. What the test
 * has itself wins. Throws BadPlace.
 */
export function guardrailsOf(whole: Json, organization: PaperOrganization): Json {
  const account = accountOf(whole['principal']);
  const caller = placeOf(whole['place'], account, organization);
  const resourceAccount = accountOf(whole['resource']) ?? account;
  const isCallers = resourceAccount === account;
  const resource = placeOf(
    whole['resourcePlace'] ?? (isCallers ? whole['place'] : undefined),
    resourceAccount,
    organization,
  );
  const context = isObject(whole['context']) ? whole['context'] : {};
  return {
    ...layer(whole, 'serviceControlPolicies', organization, 'SERVICE_CONTROL_POLICY', caller),
    ...layer(whole, 'resourceControlPolicies', organization, 'RESOURCE_CONTROL_POLICY', resource),
    context: {
      ...keysOf('aws:Principal', organization, caller),
      ...keysOf('aws:Resource', organization, resource),
      ...context,
    },
  };
}

function placeOf(named: unknown, account: string | undefined, organization: PaperOrganization): Place | undefined {
  if (named !== undefined) {
    if (typeof named !== 'string') throw new BadPlace('place is the name or the id of an account, an OU or the root');
    try {
      return findPlace(organization, named);
    } catch (error) {
      if (error instanceof NoSuchThing) throw new BadPlace(error.message);
      throw error;
    }
  }
  return [...organization.places.values()].find(({ id }) => id !== undefined && id === account);
}

/** Of an ARN, or of an object that has one. */
function accountOf(value: unknown): string | undefined {
  const given = isObject(value) ? value['accountId'] : undefined;
  if (typeof given === 'string') return given;
  const arn = isObject(value) ? value['arn'] : value;
  const account = typeof arn === 'string' ? arn.split(':', 5)[4] : undefined;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

function layer(
  whole: Json,
  member: string,
  organization: PaperOrganization,
  type: ControlPolicyType,
  place: Place | undefined,
): Json {
  // No guardrail binds the management account.
  if (whole[member] !== undefined || place === undefined || isManagement(organization, place)) return {};
  const levels = controlLevels(organization, type, place.key);
  if (levels === undefined) return {};
  return {
    [member]: levels.map(({ target, policies }) => ({
      target,
      policies: policies.map(({ name, content }) => ({ name, policy: content })),
    })),
  };
}

function isManagement({ managementAccount }: PaperOrganization, { id }: Place): boolean {
  return id !== undefined && id === managementAccount;
}

/** `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths`, or those of the resource, as far as the description has ids. */
function keysOf(prefix: string, organization: PaperOrganization, place: Place | undefined): Json {
  const { id } = organization;
  if (place === undefined || id === undefined) return {};
  const way = wayTo(organization, place.key).filter((key) => organization.places.get(key)?.kind !== 'account');
  const ids = way.map((key) => organization.places.get(key)?.id);
  const path = ids.every((each) => each !== undefined) ? { [`${prefix}OrgPaths`]: [`${[id, ...ids].join('/')}/`] } : {};
  return { [`${prefix}OrgID`]: id, ...path };
}
