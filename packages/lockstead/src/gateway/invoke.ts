/** Calls between services: the pipeline from authorization on, with the identity that the calling service passes or has itself. */
import type { Call, CallAs, Invoke } from '#service/call';
import type { Transaction } from '#store/port';

/** Runs one call; the pipeline provides it, so that neither file needs the other's inside. */
export type Invoker = (call: Call, as: CallAs, tx: Transaction | undefined) => Promise<unknown>;

/** An `invoke` whose calls belong to `tx` unless they name another transaction. */
export function invokeWith(invoker: Invoker, tx: Transaction): Invoke {
  return (call, as, other) => invoker(call, as, other ?? tx);
}
