/**
 * Memory that streams let go of. Each chunk of a socket comes in a buffer of its own, outside of V8's heap, and is freed when a collection
 * finds that nobody has it: V8 lets about 64 MB of them pile up before it looks, more than all the rest of a stream. Looked at after every
 * few megabytes they stay few. A minor collection takes half a millisecond.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' }) => void;

let collect: Collect | undefined;

/** Frees what died young. */
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
