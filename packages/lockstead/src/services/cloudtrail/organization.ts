/** What an organization trail needs of the organization. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { type AccountPlace, placeOf, trustsService } from '../organizations/api.ts';
import { noOrganization, noTrustedAccess, notAllFeatures, notManagementAccount } from './errors.ts';

export const cloudTrailPrincipal = 'cloudtrail.amazonaws.com';

/**
 * The organization that an account is in, with whose trails it has to do; undefined where it is in none, or where CloudTrail has no trusted access
 * there: then the organization's trails cover the management account alone.
 */
export async function coveredPlace(reader: Reader, account: AccountId): Promise<AccountPlace | undefined> {
  const place = await placeOf(reader, account);
  if (place === undefined) return undefined;
  return (await trustsService(reader, place.managementAccount, cloudTrailPrincipal)) ? place : undefined;
}

/** The organization's id. Throws where this account cannot make a trail for it. */
export async function organizationOfTrail(reader: Reader, account: AccountId): Promise<string> {
  const place = await placeOf(reader, account);
  if (place === undefined) throw noOrganization();
  if (place.managementAccount !== account) throw notManagementAccount();
  if (!place.hasAllFeatures) throw notAllFeatures();
  if (!(await trustsService(reader, account, cloudTrailPrincipal))) throw noTrustedAccess();
  return place.organizationId;
}
