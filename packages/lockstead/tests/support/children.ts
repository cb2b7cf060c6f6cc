/** The children of a process, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Those whose command line has these words. */
export function childrenOf(parent: number, words: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const itsParent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return itsParent === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(words);
      } catch {
        // It has ended meanwhile.
        return false;
      }
    });
}
