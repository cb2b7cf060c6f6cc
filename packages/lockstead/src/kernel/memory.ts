/** What V8 is told about memory, where its own rules would cost more than the work does. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * For the time of starting. V8 doubles the space of young objects when many of them survive, as they do while code is loaded, and so has
 * 10 MB more than it needs when all is quiet. Under load the space is worth having: a server that is kept from it for good spends an
 * eighth more on a request, and a quarter on a write. Answers how to let it grow again.
 */
export function startSmall(): () => void {
  setFlagsFromString('--semi-space-growth-factor=1');
  return () => setFlagsFromString('--semi-space-growth-factor=2');
}

type Collect = (options: { readonly type: 'minor' }) => void;

let collect: Collect | undefined;

/**
 * Frees what died young, in half a millisecond; to be called after every few megabytes of a stream. Each of its chunks comes in a buffer
 * outside of V8's heap, and V8 lets about 64 MB of them pile up before it looks for those that nobody has any more.
 */
export function relieveMemory(): void {
  collect ??= collector();
  collect({ type: 'minor' });
}

/** Node gives it away only through this door. */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return gc;
}
