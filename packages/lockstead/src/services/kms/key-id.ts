import type { Entropy } from '#kernel/entropy';

const multiRegionIdBytes = 16;

/** A UUID; of a multi-Region key `mrk-` and 32 hexadecimal digits, which are the same in all its Regions. */
export function newKeyId(entropy: Entropy, isMultiRegion: boolean): string {
  return isMultiRegion ? `mrk-${entropy.bytes(multiRegionIdBytes).toString('hex')}` : entropy.uuid();
}
