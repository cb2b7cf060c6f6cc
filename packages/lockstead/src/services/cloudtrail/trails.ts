/** Trails as requests name them: of the caller's own account, their shadows in other Regions, and those of the organization. */
import type { AccountId, Region } from '#kernel/ids';
import type { Reader, Transaction } from '#store/port';
import { notManagementAccount, trailNotFound, wrongRegion } from './errors.ts';
import { coveredPlace } from './organization.ts';
import { cloudTrailState, type TrailRecord, trailKey } from './state.ts';
import { type NamedTrail, namedTrail, trailArn } from './trail-name.ts';

/** From where a request asks. */
export interface Asker {
  readonly account: AccountId;
  readonly region: Region;
}

export function arnOf({ account, homeRegion, name }: TrailRecord): string {
  return trailArn({ account, region: homeRegion, name });
}

/** Of an account, as they are known in a Region: those that live there, and with shadows those of other Regions and of the organization. */
export async function trailsIn(
  reader: Reader,
  { account, region }: Asker,
  withShadows: boolean,
): Promise<readonly TrailRecord[]> {
  const own = await cloudTrailState(reader, account).trails.list();
  const trails = own.map(({ record }) => record);
  const here = trails.filter(
    ({ homeRegion, isMultiRegion }) => homeRegion === region || (withShadows && isMultiRegion),
  );
  return withShadows ? [...here, ...(await ofOrganization(reader, { account, region }))] : here;
}

/** Every trail that an account has, whatever its Region, and those of its organization. */
export async function allTrails(reader: Reader, account: AccountId): Promise<readonly TrailRecord[]> {
  const own = await cloudTrailState(reader, account).trails.list();
  return [...own.map(({ record }) => record), ...(await ofOrganization(reader, { account }))];
}

/** Organization trails as a member account sees them; none for the management account, whose own they are. */
async function ofOrganization(
  reader: Reader,
  { account, region }: { readonly account: AccountId; readonly region?: Region },
): Promise<readonly TrailRecord[]> {
  const place = await coveredPlace(reader, account);
  if (place === undefined || place.managementAccount === account) return [];
  const trails = await cloudTrailState(reader, place.managementAccount).trails.list();
  return trails
    .map(({ record }) => record)
    .filter(
      ({ organizationId, isMultiRegion, homeRegion }) =>
        organizationId === place.organizationId && (region === undefined || isMultiRegion || homeRegion === region),
    );
}

/**
 * A trail to be looked at. By name those of the Region are found, by ARN also those that live elsewhere. Throws where there is none that the
 * caller can see.
 */
export async function seenTrail(reader: Reader, asker: Asker, text: string): Promise<TrailRecord> {
  const named = namedTrail(text, asker);
  const found = await cloudTrailState(reader, named.account).trails.get(keyOf(named));
  const isOwn = named.account === asker.account;
  if (found === undefined || !(isOwn || (await isSeen(reader, asker, found)))) throw trailNotFound(text, asker.account);
  return found;
}

async function isSeen(reader: Reader, { account }: Asker, { organizationId }: TrailRecord): Promise<boolean> {
  return organizationId !== undefined && (await coveredPlace(reader, account))?.organizationId === organizationId;
}

/** A trail to be changed: by the account that it belongs to, in its home Region. */
export async function ownTrail(tx: Reader | Transaction, asker: Asker, text: string): Promise<TrailRecord> {
  const trail = await seenTrail(tx, asker, text);
  if (trail.account !== asker.account) throw notManagementAccount();
  if (trail.homeRegion !== asker.region) throw wrongRegion(trail.homeRegion);
  return trail;
}

function keyOf({ region, name }: NamedTrail): string {
  return trailKey({ homeRegion: region, name });
}
