/** What an organization trail needs of the organization. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { placeOf, trustsService } from '../organizations/api.ts';
import { noOrganization, noTrustedAccess, notAllFeatures, notManagementAccount } from './errors.ts';

export const cloudTrailPrincipal = 'cloudtrail.amazonaws.com';

/** The organization's id. Throws where this account cannot make a trail for it. */
export async function organizationOfTrail(reader: Reader, account: AccountId): Promise<string> {
  const place = await placeOf(reader, account);
  if (place === undefined) throw noOrganization();
  if (place.managementAccount !== account) throw notManagementAccount();
  if (!place.hasAllFeatures) throw notAllFeatures();
  if (!(await trustsService(reader, account, cloudTrailPrincipal))) throw noTrustedAccess();
  return place.organizationId;
}
