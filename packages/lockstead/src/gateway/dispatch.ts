/**
 * Carries an operation out. A read looks at the last committed state; a write prepares, then runs in a transaction together with its event.
 * Whatever stops a write also undoes what it prepared.
 */
import type { AccountId } from '#kernel/ids';
import type { Operation, ReadContext, WriteContext, WriteOperation } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { Transaction } from '#store/port';
import type { Gateway } from './gateway.ts';
import { type Invoker, invokeWith } from './invoke.ts';
import { type ApiCall, apiEvents } from './record/api-event.ts';

export interface Dispatch {
  readonly operation: Operation;
  readonly input: object;
  readonly context: RequestContext;
  /** Everything that the event needs and that is known before the outcome. */
  readonly call: Omit<ApiCall, 'outcome' | 'resources'>;
  readonly resourcesOf: (output: object) => ApiCall['resources'];
  readonly otherAccounts: readonly AccountId[];
  /** The transaction of the call that this one is part of. */
  readonly tx?: Transaction;
}

/** The output; the event of a write is on disk when it resolves. */
export async function dispatch(gateway: Gateway, job: Dispatch, invoker: Invoker): Promise<object> {
  const { operation, input, context } = job;
  const readContext: ReadContext = { ...context, reader: job.tx ?? gateway.store };
  if (operation.effect === 'read') {
    return (await operation.handle(input as never, readContext)) as object;
  }
  return await write(gateway, job, operation, readContext, invoker);
}

async function write(
  gateway: Gateway,
  job: Dispatch,
  operation: WriteOperation,
  readContext: ReadContext,
  invoker: Invoker,
): Promise<object> {
  const { input, context } = job;
  const prepared = await operation.prepare?.(input as never, readContext);
  const run = async (tx: Transaction): Promise<object> => {
    const writeContext: WriteContext = { ...context, tx, invoke: invokeWith(invoker, tx) };
    const output = (await operation.handle(input as never, writeContext, prepared)) as object;
    const call: ApiCall = { ...job.call, outcome: { output }, resources: job.resourcesOf(output) };
    for (const event of apiEvents(call)) await gateway.events.append(tx, event);
    return output;
  };
  try {
    if (job.tx !== undefined) return await run(job.tx);
    return await gateway.store.transact(run, { requestId: context.requestId });
  } catch (error) {
    if (prepared !== undefined) await operation.abandon?.(prepared);
    throw error;
  }
}
