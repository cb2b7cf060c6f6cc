/** What a write's `prepare` made: who undoes it, and when it stays. */
import type { Log } from '#kernel/log';
import type { WriteOperation } from '#service/operation';
import type { StreamedBody } from './streamed-body.ts';

/** Of a call whose body streams it is kept while the call is judged anew, since the body does not come twice. */
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

/** What is made while a body comes counts only if the body holds; if it does not, that is the reason, whatever else was said. */
export async function whileItComes<Made>(
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
export async function abandon(log: Log, operation: WriteOperation, prepared: unknown): Promise<void> {
  if (prepared === undefined) return;
  try {
    await operation.abandon?.(prepared as never);
  } catch (error) {
    log.error('what a call prepared was not undone', { operation: operation.name, error: String(error) });
  }
}
