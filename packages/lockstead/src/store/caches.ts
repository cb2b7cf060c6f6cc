import type { Store } from './port.ts';

/** A cache over the store may be used only if no change of another node can have been missing for longer than this. */
const staleMsMax = 1000;

/** False: read from the store. A node that may have missed changes of others must not decide by its cache. */
export function mayUseCaches(store: Store): boolean {
  return store.staleMs() <= staleMsMax;
}
