/**
 * Step 6: carries an operation out. A read looks at the last committed state; a write prepares, then runs in a transaction together with its
 * event. Whatever stops a write also undoes what it prepared.
 */
import type { Operation, ReadContext, WriteContext, WriteOperation } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { Transaction } from '#store/port';
import type { Gateway } from './gateway.ts';
import { type Invoker, invokeWith } from './invoke.ts';
import type { ApiCall } from './record/api-event.ts';
import { Aftermath, type Recorder, type Within } from './recorder.ts';

export interface Dispatch {
  readonly operation: Operation;
  readonly input: object;
  readonly context: RequestContext;
  /** Everything that the event needs and that is known before the outcome. */
  readonly call: Omit<ApiCall, 'outcome' | 'resources'>;
  readonly resourcesOf: (output: object) => ApiCall['resources'];
  /** The transaction of the call that this one is part of. */
  readonly within: Within | undefined;
  /** Throws where what it was authorized on is no more what it asks for. */
  readonly stillAllowed: (tx: Transaction) => Promise<void>;
}

/** What carries operations out. */
export interface Machinery {
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  readonly invoker: Invoker;
}

/** The output; the event of a write is on disk when it resolves. */
export async function dispatch(machinery: Machinery, job: Dispatch): Promise<object> {
  const { operation, input, context, within } = job;
  const reader = within?.tx ?? machinery.gateway.store;
  const readContext: ReadContext = { ...context, reader, invoke: invokeWith(machinery.invoker, within) };
  if (operation.effect === 'read') return (await operation.handle(input as never, readContext)) as object;
  const prepared = await operation.prepare?.(input as never, readContext);
  try {
    return await (within === undefined
      ? transact(machinery, job, operation, prepared)
      : joinIn(machinery, job, operation, prepared, within));
  } catch (error) {
    await abandon(machinery, operation, prepared);
    throw error;
  }
}

/** What keeps it from being undone is for the log: the caller is told why the call failed, not this. */
async function abandon(
  { gateway }: Machinery,
  { name, abandon: undo }: WriteOperation,
  prepared: unknown,
): Promise<void> {
  if (prepared === undefined) return;
  try {
    await undo?.(prepared);
  } catch (error) {
    gateway.log.error('what a call prepared was not undone', { operation: name, error: String(error) });
  }
}

async function transact(
  machinery: Machinery,
  job: Dispatch,
  operation: WriteOperation,
  prepared: unknown,
): Promise<object> {
  const { gateway, recorder } = machinery;
  let aftermath = new Aftermath();
  const undo: Aftermath['undo'] = [];
  try {
    return await gateway.store.transact(
      async (tx) => {
        // Whatever a run before this one prepared has lost its race with it.
        undo.push(...aftermath.undo);
        aftermath = new Aftermath();
        await job.stillAllowed(tx);
        const output = await write(machinery, job, operation, prepared, { tx, aftermath });
        if (aftermath.doom !== undefined) throw aftermath.doom;
        return output;
      },
      { requestId: job.context.requestId },
    );
  } catch (error) {
    undo.push(...aftermath.undo);
    throw error;
  } finally {
    for (const step of undo) await step();
    await recorder.settle(aftermath);
  }
}

async function joinIn(
  machinery: Machinery,
  job: Dispatch,
  operation: WriteOperation,
  prepared: unknown,
  within: Within,
): Promise<object> {
  try {
    const output = await write(machinery, job, operation, prepared, within);
    if (prepared !== undefined) within.aftermath.undo.push(() => abandon(machinery, operation, prepared));
    return output;
  } catch (error) {
    within.aftermath.doom = error;
    throw error;
  }
}

async function write(
  { recorder, invoker }: Machinery,
  job: Dispatch,
  operation: WriteOperation,
  prepared: unknown,
  within: Within,
): Promise<object> {
  const { tx } = within;
  const context: WriteContext = { ...job.context, tx, invoke: invokeWith(invoker, within) };
  const output = (await operation.handle(job.input as never, context, prepared)) as object;
  await recorder.wrote(tx, { ...job.call, outcome: { output }, resources: job.resourcesOf(output) });
  return output;
}
