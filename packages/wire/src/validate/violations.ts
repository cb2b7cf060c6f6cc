/** What an input breaks, in the sentences of AWS's own framework. */
import { echoedValueMax, violationsMax } from '../limits.ts';
import type { WireError } from '../types.ts';

export class Violations {
  readonly #sentences: string[] = [];
  #count = 0;
  /** A number with a fraction where the model has an integer: told as the deserialiser would. */
  notAnInteger: string | undefined;

  /** `shown` is the value as text; `undefined` where it is sensitive or has no text. */
  add(path: string, shown: string | undefined, constraint: string): void {
    this.#count += 1;
    if (this.#sentences.length >= violationsMax) return;
    const value = shown === undefined ? 'Value' : `Value '${shown.slice(0, echoedValueMax)}'`;
    this.#sentences.push(`${value} at '${path}' failed to satisfy constraint: ${constraint}`);
  }

  /** `Value null at`: without quotes, as Java prints it. */
  addNull(path: string): void {
    this.#count += 1;
    if (this.#sentences.length >= violationsMax) return;
    this.#sentences.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
  }

  toError(code: string): WireError | undefined {
    if (this.#count === 0) return undefined;
    const count = this.#count === 1 ? '1 validation error' : `${this.#count} validation errors`;
    const message = `${count} detected: ${this.#sentences.join('; ')}`;
    return { code, httpStatus: 400, fault: 'client', message };
  }
}
