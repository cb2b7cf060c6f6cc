/** Which Regions an account has. */
import type { Region } from '#kernel/ids';
import { invalidRegion } from './errors.ts';
import { allRegions, defaultRegions, optInRegions } from './regions.ts';
import type { AccountReader, RegionRecord } from './state.ts';

type RegionStatus = 'ENABLED_BY_DEFAULT' | 'DISABLED' | RegionRecord['status'];

/** Throws for what is no Region of AWS's commercial partition. */
export async function statusOf(
  state: Pick<AccountReader, 'regions'>,
  name: string,
  home: Region,
): Promise<RegionStatus> {
  const fixed = fixedStatus(name, home);
  if (fixed !== undefined) return fixed;
  if (!optInRegions.has(name)) throw invalidRegion.unknown(name);
  return (await state.regions.get(name))?.status ?? 'DISABLED';
}

/** Of every Region, in their order. */
export async function statuses(
  state: Pick<AccountReader, 'regions'>,
  home: Region,
): Promise<readonly { readonly RegionName: string; readonly RegionOptStatus: RegionStatus }[]> {
  const opted = new Map((await state.regions.list()).map(({ record }) => [record.region, record.status]));
  return allRegions.map((name) => ({
    RegionName: name,
    RegionOptStatus: fixedStatus(name, home) ?? opted.get(name) ?? 'DISABLED',
  }));
}

/**
 * Of a Region that no account can give up.
 * AWS DIFFERS: an opt-in Region that this installation stands in (`--region`) is enabled in every account. Otherwise nothing would work there.
 */
function fixedStatus(name: string, home: Region): 'ENABLED_BY_DEFAULT' | undefined {
  return defaultRegions.has(name) || name === home ? 'ENABLED_BY_DEFAULT' : undefined;
}
