/**
 * Step 6: carries an operation out. A read looks at the last committed state; a write prepares, then runs in a transaction together with its
 * event. Whatever stops a write also undoes what it prepared.
 */
import type { PairOutcomes } from '#service/authorization';
import type { Operation, ReadContext, WriteContext, WriteOperation } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { Transaction, WriteOptions } from '#store/port';
import { OutcomeUnknown } from '#store/unavailable';
import { AskedOtherwise } from './decide/asked.ts';
import type { Gateway } from './gateway.ts';
import { type Invoker, invokeWith } from './invoke.ts';
import type { ApiCall } from './record/api-event.ts';
import { Aftermath, type Recorder, type Within } from './record/recorder.ts';
import type { StreamedBody } from './streamed-body.ts';

export interface Dispatch {
  readonly operation: Operation;
  readonly input: object;
  readonly context: RequestContext;
  readonly outcomes: PairOutcomes;
  /** Everything that the event needs and that is known before the outcome. */
  readonly call: Omit<ApiCall, 'outcome' | 'resources'>;
  readonly resourcesOf: (output: object) => ApiCall['resources'];
  /** The transaction of the call that this one is part of. */
  readonly within: Within | undefined;
  /** Throws where what it was authorized on is no more what it asks for. */
  readonly stillAllowed: (tx: Transaction) => Promise<void>;
  /** The request's, where it streams. */
  readonly body: StreamedBody | undefined;
  /** There with `body`. */
  readonly staging: Staging | undefined;
}

/** What `prepare` made of a body that streams: kept while the call is judged anew, since the body does not come twice. */
export class Staging {
  #made: { readonly prepared: unknown } | undefined;

  keep(prepared: unknown): void {
    this.#made = { prepared };
  }

  /** What was kept, and whoever takes it answers for it. */
  take(): { readonly prepared: unknown } | undefined {
    const made = this.#made;
    this.#made = undefined;
    return made;
  }
}

/** What carries operations out. */
export interface Machinery {
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  readonly invoker: Invoker;
}

/** The output; the event of a write is on disk when it resolves. Nothing comes of a body that is not what it was said to be. */
export async function dispatch(machinery: Machinery, job: Dispatch): Promise<object> {
  const { operation, input, context, outcomes, within, body } = job;
  const reader = within?.tx ?? machinery.gateway.store;
  const readContext: ReadContext = { ...context, reader, outcomes, invoke: invokeWith(machinery.invoker, within) };
  if (operation.effect === 'read') {
    if (body === undefined) return (await operation.handle(input as never, readContext)) as object;
    return await heeding(body, async () => (await operation.handle(input as never, readContext)) as object);
  }
  const kept = job.staging?.take();
  const prepared =
    kept === undefined
      ? await heeding(
          body,
          async () => operation.prepare?.(input as never, readContext),
          (made) => abandon(machinery, operation, made),
        )
      : kept.prepared;
  try {
    return await (within === undefined
      ? transact(machinery, job, operation, prepared)
      : joinIn(machinery, job, operation, within));
  } catch (error) {
    if (error instanceof AskedOtherwise && job.staging !== undefined) job.staging.keep(prepared);
    // It may have been kept, and then needs what was prepared for it.
    else if (!(error instanceof OutcomeUnknown)) await abandon(machinery, operation, prepared);
    throw error;
  }
}

/** What was made while a body came counts only if the body held; if it did not, that is the reason, whatever else was said. */
async function heeding<Made>(
  body: StreamedBody | undefined,
  make: () => Promise<Made>,
  undo: (made: Made) => Promise<void> = async () => undefined,
): Promise<Made> {
  if (body === undefined) return await make();
  let made: Made;
  try {
    made = await make();
  } catch (error) {
    throw body.failure ?? error;
  }
  try {
    await body.held();
  } catch (error) {
    await undo(made);
    throw error;
  }
  return made;
}

/** What keeps it from being undone is for the log: the caller is told why the call failed, not this. */
export async function abandon({ gateway }: Machinery, operation: Operation, prepared: unknown): Promise<void> {
  if (prepared === undefined || operation.effect === 'read') return;
  try {
    await operation.abandon?.(prepared);
  } catch (error) {
    const { name } = operation;
    gateway.log.error('what a call prepared was not undone', { operation: name, error: String(error) });
  }
}

async function transact(
  machinery: Machinery,
  job: Dispatch,
  operation: WriteOperation,
  prepared: unknown,
): Promise<object> {
  return await inTransaction(
    machinery,
    async (within) => {
      await job.stillAllowed(within.tx);
      return await write(machinery, job, operation, prepared, within);
    },
    { requestId: job.context.requestId },
  );
}

/** A transaction in which services may call each other: what their calls have to tell is told when it is over, one way or the other. */
export async function inTransaction<R>(
  { gateway, recorder }: Pick<Machinery, 'gateway' | 'recorder'>,
  run: (within: Within) => Promise<R>,
  options?: WriteOptions,
): Promise<R> {
  let aftermath = new Aftermath();
  try {
    return await gateway.store.transact(async (tx) => {
      // It may run again after a lost race: what the run before had to tell did not happen.
      aftermath = new Aftermath();
      const result = await run({ tx, aftermath });
      if (aftermath.failure !== undefined) throw aftermath.failure;
      return result;
    }, options);
  } finally {
    await recorder.settle(aftermath);
  }
}

async function joinIn(machinery: Machinery, job: Dispatch, operation: WriteOperation, within: Within): Promise<object> {
  try {
    return await write(machinery, job, operation, undefined, within);
  } catch (error) {
    within.aftermath.failure = error;
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
  const { outcomes } = job;
  const context: WriteContext = { ...job.context, tx, outcomes, invoke: invokeWith(invoker, within) };
  const output = (await operation.handle(job.input as never, context, prepared)) as object;
  await recorder.wrote(tx, { ...job.call, outcome: { output }, resources: job.resourcesOf(output) });
  return output;
}
