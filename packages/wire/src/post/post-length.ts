/** The file of a form while it passes: it breaks off as soon as it is longer than its policy allows. */
import { Transform, type TransformCallback } from 'node:stream';
import { BodyError } from '../sigv4/body-error.ts';
import type { PostPolicy } from './post-policy.ts';
import { checkPostLength } from './post-signature.ts';

/** Passes the file on, and fails where it is longer or shorter than the form's policy allows. */
export class PostLength extends Transform {
  readonly #policy: PostPolicy;
  #bytes = 0;

  constructor(policy: PostPolicy) {
    super();
    this.#policy = policy;
  }

  override _transform(bytes: Buffer, _encoding: string, done: TransformCallback): void {
    this.#bytes += bytes.length;
    const wrong = checkPostLength(this.#policy, this.#bytes);
    // More may come of what is too short.
    if (wrong?.code === 'EntityTooLarge') done(new BodyError(wrong));
    else done(null, bytes);
  }

  override _flush(done: TransformCallback): void {
    const wrong = checkPostLength(this.#policy, this.#bytes);
    done(wrong === undefined ? null : new BodyError(wrong));
  }
}
