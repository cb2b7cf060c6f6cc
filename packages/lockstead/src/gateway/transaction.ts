/** A transaction in which services call each other. */
import type { WriteOptions } from '#store/port';
import type { Gateway } from './gateway.ts';
import { Aftermath, type Recorder, type Within } from './record/recorder.ts';

/** What its calls have to tell is told when it is over, one way or the other. */
export async function inTransaction<R>(
  { store }: Pick<Gateway, 'store'>,
  recorder: Recorder,
  run: (within: Within) => Promise<R>,
  options?: WriteOptions,
): Promise<R> {
  let aftermath = new Aftermath();
  try {
    return await store.transact(async (tx) => {
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

/** Part of the transaction of the call that made it: a failure takes all of that along, whether or not it is caught. */
export async function joinTransaction<R>(within: Within, run: (within: Within) => Promise<R>): Promise<R> {
  try {
    return await run(within);
  } catch (error) {
    within.aftermath.failure = error;
    throw error;
  }
}
