/** Calls between services: the pipeline from authorization on, with the identity that the calling service passes or has itself. */
import type { Call, CallAs, Invoke } from '#service/call';
import type { Within } from './record/recorder.ts';

/** Runs one call; the pipeline provides it, so that neither file needs the other's inside. */
export type Invoker = (call: Call, as: CallAs, within: Within | undefined) => Promise<unknown>;

/** An `invoke` whose calls are part of `within`, or have transactions of their own. */
export function invokeWith(invoker: Invoker, within: Within | undefined): Invoke {
  return (call, as) => invoker(call, as, within);
}
