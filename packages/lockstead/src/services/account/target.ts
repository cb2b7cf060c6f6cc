/**
 * Which account a request is about: the caller's own, or a member account that the caller manages for its organization.
 * AWS: https://docs.aws.amazon.com/accounts/latest/reference/using-orgs.html
 */
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { RequestContext } from '#service/request-context';
import type { Session } from '#service/session';
import { administersService, placeOf, trustsService } from '#services/organizations/api';
import type { Reader } from '#store/port';
import { accessDenied } from './errors.ts';
import type { AccountOperationName } from './operation.ts';

export const accountPrincipal = 'account.amazonaws.com';

const onlyStandalone =
  'The management account can only be managed using the standalone context from the management account.';
const notTrusted = 'Your organization must first enable trusted access with AWS Account Management.';

/**
 * Throws where the caller's account does not manage the one that is named. What is not in the caller's organization is refused in the same words
 * as what does not exist.
 */
export async function targetOf(
  reader: Reader,
  context: RequestContext,
  operation: AccountOperationName,
  named: string | undefined,
): Promise<AccountId> {
  const { account } = context;
  if (named === undefined) return account;
  const refused = (reason?: typeof onlyStandalone | typeof notTrusted) =>
    accessDenied(callerArn(context.session), operation, reason);
  const place = await placeOf(reader, account);
  if (place === undefined) throw refused();
  const { managementAccount } = place;
  const isManagement = managementAccount === account;
  if (!isManagement && !(await administersService(reader, managementAccount, account, accountPrincipal))) {
    throw refused();
  }
  if (named === managementAccount) throw refused(onlyStandalone);
  if (!place.hasAllFeatures || !(await trustsService(reader, managementAccount, accountPrincipal))) {
    throw refused(notTrusted);
  }
  const target = parseAccountId(named);
  const itsPlace = target && (await placeOf(reader, target));
  if (target === undefined || itsPlace?.managementAccount !== managementAccount) throw refused();
  return target;
}

function callerArn({ principal }: Session): string {
  return 'arn' in principal ? principal.arn : principal.kind;
}
