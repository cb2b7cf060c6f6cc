/** How much of the internet the ranges of a policy reach. */
import { type IpRange, parseRange } from '../condition/ip-address.ts';

/**
 * AWS takes wider ranges for the whole internet.
 * AWS DIFFERS? AWS excepts the private ranges of RFC 1918. All of them are narrower than /8 or just as wide, so that the exception changes
 * nothing. IPv6 has no range of RFC 1918: fc00::/7 counts as broad.
 */
const ipv4BitsMin = 8;
const ipv6BitsMin = 32;

/** Half of all IPv4 addresses, as 0.0.0.0/1 has them. */
const addressesMax = 2 ** 31;

/** A range that is narrow enough, or what is wrong with it. */
export function readNarrowRange(text: string): IpRange | 'notAnAddressRange' | 'broadAddressRange' {
  const range = parseRange(text);
  if (range === undefined) return 'notAnAddressRange';
  return range.bits >= (range.address.length === 1 ? ipv4BitsMin : ipv6BitsMin) ? range : 'broadAddressRange';
}

/**
 * Whether narrow ranges are half of all IPv4 addresses or more when taken together. Of IPv6 no policy is long enough to say so.
 * AWS DIFFERS? AWS speaks of single ranges. A list of 256 ranges of /8 is the whole internet all the same.
 */
export function areBroadTogether(ranges: readonly IpRange[]): boolean {
  const blocks: { readonly start: number; readonly end: number }[] = [];
  for (const { address, bits } of ranges) {
    if (address.length !== 1) continue;
    const size = 2 ** (32 - bits);
    const word = (address[0] as number) >>> 0;
    const start = word - (word % size);
    blocks.push({ start, end: start + size });
  }
  blocks.sort((a, b) => a.start - b.start);
  let [covered, reached] = [0, 0];
  for (const { start, end } of blocks) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return covered >= addressesMax;
}
