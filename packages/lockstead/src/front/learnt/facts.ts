/** One kind of thing that a backend knows of a resource, such as its tags: read when first asked for, and again when it may have changed. */
import { parseArn } from '#kernel/arn';
import type { Timers } from '#kernel/timers';
import { Kept } from './kept.ts';
import type { ReadBackend, Reading } from './readers.ts';

export interface FactReader {
  holderOf(arn: string): string | undefined;
  request(holder: string, queueUrl: string | undefined): Reading;
}

export type Fact<Value> =
  | { readonly value: Value }
  /** Why it is not known. Whoever decides must deny. */
  | { readonly notKnown: string }
  /** Its backend does not answer, and so will not carry out the request either. */
  | { readonly away: true };

export class LearntFacts<Reader extends FactReader, Value> {
  readonly #kept: Kept<Fact<Value>>;
  readonly #readers: Readonly<Record<string, Reader>>;
  readonly #valueIn: (reader: Reader, answer: string) => Value;
  readonly #none: Value;

  /** `readers` by the service of the ARN; `none` of a resource without, or that is not there. `valueIn` may throw. */
  constructor(
    timers: Pick<Timers, 'monotonicMs'>,
    readers: Readonly<Record<string, Reader>>,
    valueIn: (reader: Reader, answer: string) => Value,
    none: Value,
  ) {
    this.#kept = new Kept(timers);
    this.#readers = readers;
    this.#valueIn = valueIn;
    this.#none = none;
  }

  async of(arn: string, read: ReadBackend): Promise<Fact<Value>> {
    const found = this.#readerOf(arn);
    if (found === undefined) return { value: this.#none };
    const { holder, reader } = found;
    return await this.#kept.of(
      holder,
      async () => this.#fact(reader, await read(holder, (queueUrl) => reader.request(holder, queueUrl))),
      (fact) => 'value' in fact,
    );
  }

  forget(arn: string): void {
    const found = this.#readerOf(arn);
    if (found !== undefined) this.#kept.forget(found.holder);
  }

  #readerOf(arn: string): { readonly holder: string; readonly reader: Reader } | undefined {
    const service = parseArn(arn)?.service ?? '';
    const reader = Object.hasOwn(this.#readers, service) ? this.#readers[service] : undefined;
    const holder = reader?.holderOf(arn);
    return reader === undefined || holder === undefined ? undefined : { holder, reader };
  }

  #fact(reader: Reader, answer: Awaited<ReturnType<ReadBackend>>): Fact<Value> {
    if (answer === undefined) return { away: true };
    // There is no such resource, or the backend knows no such thing at all.
    if (answer.status === 501 || (answer.status >= 400 && answer.status < 500)) return { value: this.#none };
    if (answer.status !== 200) return { notKnown: `its backend answers ${answer.status} when asked for it` };
    try {
      return { value: this.#valueIn(reader, answer.body) };
    } catch {
      return { notKnown: 'its backend answers what cannot be read when asked for it' };
    }
  }
}
