/** What an operation asks for, put together: the organization that it is about, ARNs in it, tags on what is there. */
import type { AccountId } from '#kernel/ids';
import { awsPolicyById } from '#organization/aws-policies';
import type { PolicyType } from '#organization/policy-types';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Tag } from '#service/session';
import type { Reader } from '#store/port';
import { type ConditionKeys, requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import {
  accountArn,
  awsPolicyArn,
  type OrganizationName,
  policyArn,
  resourcePolicyArn,
  rootArn,
  unitArn,
} from '../arns.ts';
import { compiledDelegation } from '../delegation/check-policy.ts';
import { type Delegation, delegableReads, delegableWrites, delegationOf } from '../delegation/delegation.ts';
import { kindOfId } from '../ids.ts';
import { type OrganizationRecord, organizationsState } from '../state.ts';
import { findTaggable } from '../taggable.ts';

/** Stands in ARNs for callers whose account is in no organization: no organization has this id. */
const noOrganization = 'o-none';
const unknownType: PolicyType = 'SERVICE_CONTROL_POLICY';
/** AWS DIFFERS? The reference asks for a policy's ARN, which one that is made does not have yet. */
const newPolicy = 'p-*';

/** Where a request is judged. */
export interface Asked {
  readonly reader: Reader;
  /** Absent where the caller's account is in no organization. */
  readonly organization: OrganizationRecord | undefined;
  /** For ARNs. */
  readonly name: OrganizationName;
  readonly owner: AccountId;
  /** What the organization has given the caller's account, where that is a member. */
  readonly delegation?: Delegation;
}

export async function askedOf(reader: Reader, { account }: RequestContext): Promise<Asked> {
  const membership = await organizationsState(reader, account).memberships.get(account);
  if (membership === undefined) {
    return { reader, organization: undefined, name: { account, id: noOrganization }, owner: account };
  }
  const { managementAccount, organizationId: id } = membership;
  const organization = await organizationsState(reader, managementAccount).organizations.get('organization');
  const name = { account: managementAccount, id };
  if (organization === undefined || managementAccount === account)
    return { reader, organization, name, owner: account };
  return { reader, organization, name, owner: account, delegation: await delegationOf(reader, organization, account) };
}

/** One action on one resource, or on none. */
export function pair(asked: Asked, action: string, resource = '*', context: ConditionKeys = {}): AccessPair {
  const asks = { action: `organizations:${action}`, resource, context };
  const { delegation, name, owner } = asked;
  const isRead = delegableReads.has(action);
  if (delegation === undefined || !(isRead || delegableWrites.has(action))) return { ...asks, owner };
  const { isAdministrator, policy } = delegation;
  const grants = [{ name: 'delegated administrator', operations: [action] }];
  // Without either the caller's own policies alone are asked, and the operation refuses whoever is not the management account.
  if (policy === undefined && !(isRead && isAdministrator)) return { ...asks, owner };
  return {
    ...asks,
    owner: name.account as AccountId,
    ...(policy === undefined ? {} : { resourcePolicy: compiledDelegation(policy) }),
    ...(isRead && isAdministrator ? { grants } : {}),
  };
}

/** An action on what has this id, with its tags: a root, OU, account or policy. */
export async function onId(asked: Asked, action: string, id: string, context: ConditionKeys = {}): Promise<AccessPair> {
  if (kindOfId(id) === 'policy') return await onPolicy(asked, action, id, context);
  return pair(asked, action, arnOfId(asked, id), { ...(await tagsOf(asked, id)), ...context });
}

/**
 * An action on a policy, or on one of a type that is to be made. Of one that is not there nobody knows the type; its ARN has a service control
 * policy's.
 */
export async function onPolicy(
  asked: Asked,
  action: string,
  policy: string | { readonly newOf: PolicyType },
  context: ConditionKeys = {},
): Promise<AccessPair> {
  if (typeof policy !== 'string') return pair(asked, action, policyArn(asked.name, policy.newOf, newPolicy), context);
  const type = await policyTypeOf(asked, policy);
  const keys = { 'organizations:PolicyType': type, ...(await tagsOf(asked, policy)), ...context };
  const isAws = awsPolicyById(policy) !== undefined;
  const arn = isAws ? awsPolicyArn(type ?? unknownType, policy) : policyArn(asked.name, type ?? unknownType, policy);
  return pair(asked, action, arn, keys);
}

/** `organizations:PolicyType`; undefined where there is no such policy. */
export async function policyTypeOf({ reader, organization }: Asked, id: string): Promise<PolicyType | undefined> {
  const ofAws = awsPolicyById(id)?.type;
  if (ofAws !== undefined || organization === undefined) return ofAws;
  return (await organizationsState(reader, organization.account).policies.get(id))?.type;
}

/** The same action on each of several. */
export async function onEach(asked: Asked, action: string, ids: readonly string[]): Promise<readonly AccessPair[]> {
  const pairs: AccessPair[] = [];
  for (const id of ids) pairs.push(await onId(asked, action, id));
  return pairs;
}

function arnOfId({ name }: Asked, id: string): string {
  switch (kindOfId(id)) {
    case 'account':
      return accountArn(name, id);
    case 'organizationalUnit':
      return unitArn(name, id);
    case 'resourcePolicy':
      return resourcePolicyArn(name, id);
    default:
      return rootArn(name, id);
  }
}

async function tagsOf({ reader, organization }: Asked, id: string): Promise<ConditionKeys> {
  if (organization === undefined) return {};
  const state = organizationsState(reader, organization.account);
  return resourceTagKeys((await findTaggable(state, organization, id))?.tags ?? []);
}

/**
 * Beside an operation that makes something with tags.
 * AWS DIFFERS? Its pages ask for organizations:TagResource, not on which resource: what is made has no ARN yet.
 */
export function tagging(asked: Asked, tags: readonly Tag[] | undefined): readonly AccessPair[] {
  return tags === undefined || tags.length === 0 ? [] : [pair(asked, 'TagResource', '*', requestTagKeys(tags))];
}
