/** An account's place in its organization, as other services ask for it. */
import type { AccountId } from '#kernel/ids';
import type { Tag } from '#service/session';
import type { Reader } from '#store/port';
import { delegationKey, type MemberRecord, organizationsState } from '../state.ts';
import { levelsTo, pathOf } from '../tree/levels.ts';

export interface AccountPlace {
  readonly organizationId: string;
  readonly managementAccount: AccountId;
  readonly hasAllFeatures: boolean;
  readonly name: string;
  readonly state: MemberRecord['state'];
  readonly tags: readonly Tag[];
  /** `o-…/r-…/ou-…/`, as aws:PrincipalOrgPaths has it. */
  readonly path: string;
}

/** Undefined where the account is in no organization. */
export async function placeOf(reader: Reader, account: AccountId): Promise<AccountPlace | undefined> {
  const membership = await organizationsState(reader, account).memberships.get(account);
  if (membership === undefined) return undefined;
  const { managementAccount } = membership;
  const state = organizationsState(reader, managementAccount);
  const organization = await state.organizations.get('organization');
  const member = await state.members.get(account);
  // Outside a transaction the account may leave between the reads.
  if (organization === undefined || member === undefined) return undefined;
  return {
    organizationId: organization.id,
    managementAccount,
    hasAllFeatures: organization.featureSet === 'ALL',
    name: member.name,
    state: member.state,
    tags: member.tags,
    path: pathOf(organization, await levelsTo(state, organization, member.parent)),
  };
}

/** Whether the organization of this management account trusts a service, such as `account.amazonaws.com`. */
export async function trustsService(reader: Reader, managementAccount: AccountId, service: string): Promise<boolean> {
  return (await organizationsState(reader, managementAccount).serviceAccess.get(service)) !== undefined;
}

/** Whether an account is a delegated administrator of a service in the organization of this management account. */
export async function administersService(
  reader: Reader,
  managementAccount: AccountId,
  account: AccountId,
  service: string,
): Promise<boolean> {
  const state = organizationsState(reader, managementAccount);
  return (await state.delegations.get(delegationKey({ account, service }))) !== undefined;
}

/** Whose bill an account is on: its management account's, or its own where it is in no organization. */
export async function payerOf(reader: Reader, account: AccountId): Promise<AccountId> {
  return (await organizationsState(reader, account).memberships.get(account))?.managementAccount ?? account;
}
