/**
 * A body on its way to an operation, while it comes: unframed, checked, counted. What it is worth is known at its end alone, so nothing that
 * was made of it may be committed before `held` has resolved.
 */
import { type Readable as NodeReadable, Readable, type Transform, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { BodyError, type SignatureError } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import { invariant } from '#kernel/invariant';
import { streamTooLarge } from './http/body-errors.ts';

export interface StreamedBodyParts {
  /** Lets the bytes of the request come; called when the operation reads for the first time. */
  readonly pump: (sink: Writable) => void;
  /** Takes the framing off and checks what the head promised. */
  readonly reader: Transform;
  /** In the words of the service. */
  readonly said: (error: SignatureError) => AwsError;
  readonly bytesMax: number;
}

export class StreamedBody {
  /** For the operation. It ends, and everything held, or fails with the AwsError that is to be answered. */
  readonly stream: NodeReadable;
  readonly #parts: StreamedBodyParts;
  #bytes = 0;
  #hasHeld = false;
  #failure: AwsError | undefined;

  constructor(parts: StreamedBodyParts) {
    this.#parts = parts;
    // Whoever reads hears of a failure by himself; where nobody does, it waits in `held`.
    parts.reader.on('error', () => undefined);
    this.stream = Readable.from(this.#read(), { objectMode: false, highWaterMark: 1 });
    this.stream.on('error', () => undefined);
  }

  /** Decoded, so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Why it is worth nothing. */
  get failure(): AwsError | undefined {
    return this.#failure;
  }

  /** Resolves when all of it has come and is what was promised; what the operation left unread is read, and thrown away. */
  async held(): Promise<void> {
    if (!this.#hasHeld && !this.stream.destroyed) {
      this.stream.resume();
      await finished(this.stream).catch(() => undefined);
    }
    if (this.#failure !== undefined) throw this.#failure;
    invariant(this.#hasHeld, 'an operation reads a body to its end, or none of it');
  }

  /** No more of it is wanted. */
  letGo(): void {
    this.stream.destroy();
    this.#parts.reader.destroy();
  }

  async *#read(): AsyncGenerator<Buffer, void, void> {
    const { pump, reader, said, bytesMax } = this.#parts;
    pump(reader);
    try {
      for await (const piece of reader) {
        const bytes = piece as Buffer;
        this.#bytes += bytes.length;
        if (this.#bytes > bytesMax) throw streamTooLarge(bytesMax);
        yield bytes;
      }
      this.#hasHeld = true;
    } catch (error) {
      if (error instanceof BodyError) this.#failure = said(error.answer);
      else if (error instanceof AwsError) this.#failure = error;
      throw this.#failure ?? error;
    }
  }
}
