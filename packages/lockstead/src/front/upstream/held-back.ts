/**
 * A body that is checked while it passes. Its last bytes are held back until it has come to its end and held: a backend never has the whole
 * of a body that did not, and so does nothing with it.
 */
import { Transform, type TransformCallback } from 'node:stream';

export class HeldBack extends Transform {
  #held: Buffer | undefined;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const before = this.#held;
    this.#held = chunk.length === 0 ? before : chunk;
    if (before === undefined || chunk.length === 0) done();
    else done(null, before);
  }

  override _flush(done: TransformCallback): void {
    const last = this.#held;
    this.#held = undefined;
    if (last === undefined) done();
    else done(null, last);
  }
}
