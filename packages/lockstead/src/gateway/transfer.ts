/** What passes of a call whose body or answer streams. */
import { Readable } from 'node:stream';
import { type OperationModel, streamingInput, streamingOutput } from '@lockstead/wire';
import type { Transferred } from './record/api-event.ts';
import { StreamedBody } from './streamed-body.ts';

export class Transfer implements Transferred {
  /** Still on its way; absent where it was read whole, or there is none. */
  readonly body: StreamedBody | undefined;
  readonly #bytesRead: number;
  bytesOut = 0;
  /** Writes the call's event, where that waits for the last byte of the answer. */
  record: (() => Promise<void>) | undefined;

  constructor(body: StreamedBody | Buffer) {
    this.body = body instanceof StreamedBody ? body : undefined;
    this.#bytesRead = body instanceof StreamedBody ? 0 : body.length;
  }

  get bytesIn(): number {
    return this.body?.bytes ?? this.#bytesRead;
  }
}

export function streams(model: OperationModel): boolean {
  return streamingInput(model) !== undefined || streamingOutput(model) !== undefined;
}

/** The stream that will be the answer's body, if any. */
export function streamOf(model: OperationModel, output: object): Readable | undefined {
  const member = streamingOutput(model);
  const value = member === undefined ? undefined : (output as Readonly<Record<string, unknown>>)[member.name];
  return value instanceof Readable ? value : undefined;
}
