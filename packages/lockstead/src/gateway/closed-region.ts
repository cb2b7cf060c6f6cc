/**
 * A request for a Region that its account has not enabled. AWS has the account's credentials in none of those Regions, and answers as it does
 * where it does not know them. Services with one endpoint for all Regions can be called from wherever a client is set to.
 * AWS: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
import { invalidClientTokenId } from '@lockstead/wire';
import type { Transport } from '#service/request-context';
import type { Authenticated } from './authenticate.ts';
import { homeRegions } from './decide/request-keys.ts';
import type { Gateway } from './gateway.ts';
import { refuse } from './refuse.ts';
import type { Route } from './route-operation.ts';

/** Throws where the Region is closed. What enforces nothing only says so in the log. */
export async function requireOpenRegion(
  { openRegions, enforce, securityLog }: Pick<Gateway, 'openRegions' | 'enforce' | 'securityLog'>,
  { session: { principal }, region }: Authenticated,
  { entry: { signingName }, protocol, model, service }: Route,
  transport: Transport,
): Promise<void> {
  if (openRegions.isAlwaysOpen(region) || principal.account === undefined || enforce === 'off') return;
  if (service.definition.global || Object.hasOwn(homeRegions, signingName)) return;
  if (await openRegions.isOpen(principal.account, region)) return;
  securityLog.closedRegion(transport, principal.account, region);
  if (enforce === 'full') throw refuse({ signingName, protocol, model }, invalidClientTokenId);
}
