import type { Store } from './port.ts';

/** A cache over the store is believed while other nodes' changes are known not to be missing for longer than this. */
const staleMsMax = 1000;

/** False: read through. A node that has lost sight of the others' changes must not decide by what it remembers. */
export function mayUseCaches(store: Store): boolean {
  return store.staleMs() <= staleMsMax;
}
