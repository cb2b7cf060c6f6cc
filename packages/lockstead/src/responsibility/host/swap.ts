/** Where memory may be written to, as Linux tells in /proc/swaps: https://man7.org/linux/man-pages/man5/proc_swaps.5.html */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deviceEncryption, encryptionBelow } from './device-encryption.ts';

export type Swap =
  | { readonly state: 'none' | 'encrypted' }
  /** `places`: files and devices that keep what was in memory in plain text. */
  | { readonly state: 'plain'; readonly places: readonly string[] }
  | { readonly state: 'notSeen'; readonly why: string };

/** `root` stands for `/`. */
export function swapOf(root = '/'): Swap {
  let text: string;
  try {
    text = readFileSync(join(root, 'proc/swaps'), 'utf8');
  } catch {
    return { state: 'notSeen', why: 'the system does not tell of swap' };
  }
  const areas = text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [place = '', type = ''] = line.trim().split(/\s+/);
      return place === '' ? [] : [{ place, type }];
    });
  if (areas.length === 0) return { state: 'none' };
  const seen = areas.map(({ place, type }) => ({
    place,
    found: type === 'file' ? encryptionBelow(place, root) : deviceEncryption(place.replace(/^\/dev\//, ''), root),
  }));
  const plain = seen.filter(({ found }) => found.state === 'plain').map(({ place }) => place);
  if (plain.length > 0) return { state: 'plain', places: plain };
  const unseen = seen.find(({ found }) => found.state === 'notSeen');
  return unseen === undefined
    ? { state: 'encrypted' }
    : { state: 'notSeen', why: `what ${unseen.place} stands on is not shown` };
}
