/**
 * Who may call what, beside what IAM policies say. Most operations are the management account's; some are for any member. A member account sees
 * nothing of what is not its own.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html, and the page of each operation
 */
import { present } from '#kernel/invariant';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { delegationOf } from './delegation/delegation.ts';
import { accessDenied, notInUse } from './errors.ts';
import { type OrganizationRecord, organizationsState } from './state.ts';

/** The organization that the caller's account is in; throws where it is in none. */
export async function ofMember(reader: Reader, { account }: RequestContext): Promise<OrganizationRecord> {
  const membership = await organizationsState(reader, account).memberships.get(account);
  if (membership === undefined) throw notInUse();
  const { managementAccount } = membership;
  const organization = await organizationsState(reader, managementAccount).organizations.get('organization');
  return present(organization, 'an account that is a member has an organization');
}

/** For what the management account alone may do. */
export async function ofManagement(reader: Reader, context: RequestContext): Promise<OrganizationRecord> {
  const organization = await ofMember(reader, context);
  if (organization.account !== context.account) throw accessDenied();
  return organization;
}

/**
 * For what may be looked at: by the management account, by delegated administrators of any service, and by those whom the organization's resource
 * policy allows it. The policy has been asked before, as of every resource (authorize/pairs.ts).
 */
export async function ofReader(reader: Reader, context: RequestContext): Promise<OrganizationRecord> {
  const organization = await ofMember(reader, context);
  if (organization.account === context.account) return organization;
  const { isAdministrator, policy } = await delegationOf(reader, organization, context.account);
  if (!isAdministrator && policy === undefined) throw accessDenied();
  return organization;
}

/** For policies and tags: by the management account, and by those whom the resource policy allows it. */
export async function ofPolicyAdministrator(reader: Reader, context: RequestContext): Promise<OrganizationRecord> {
  const organization = await ofMember(reader, context);
  if (organization.account === context.account) return organization;
  if ((await delegationOf(reader, organization, context.account)).policy === undefined) throw accessDenied();
  return organization;
}
