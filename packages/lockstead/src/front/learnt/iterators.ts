/** Which stream an iterator of Kinesis reads: remembered from the answers that gave it. AWS's iterators are good for five minutes. */
import type { Timers } from '#kernel/timers';
import { iteratorHash, iteratorIn } from '../pairs/iterator-mark.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
const lifeMs = 5 * 60_000;
const keptMax = 100_000;

export class Iterators {
  readonly #timers: Pick<Timers, 'monotonicMs'>;
  readonly #streams: Map<string, { readonly stream: string; readonly until: number }> = new Map();

  constructor(timers: Pick<Timers, 'monotonicMs'>) {
    this.#timers = timers;
  }

  /** `stream`: the ARN that the answer was decided on. */
  remember(iterator: string, stream: string): void {
    this.#streams.set(iteratorHash(iterator), { stream, until: this.#timers.monotonicMs() + lifeMs });
    if (this.#streams.size <= keptMax) return;
    const [oldest] = this.#streams.keys();
    if (oldest !== undefined) this.#streams.delete(oldest);
  }

  /** The ARN itself where it stands for no iterator; undefined for an iterator that nobody was given here, or too long ago. */
  streamOf(arn: string): string | undefined {
    const hash = iteratorIn(arn);
    if (hash === undefined) return arn;
    const known = this.#streams.get(hash);
    return known !== undefined && known.until > this.#timers.monotonicMs() ? known.stream : undefined;
  }
}

/** What Kinesis answers an iterator in. */
const givers: Readonly<Record<string, string>> = {
  GetShardIterator: 'ShardIterator',
  GetRecords: 'NextShardIterator',
};

/** The iterator in an answer of Kinesis in JSON; undefined where there is none. */
export function iteratorGiven(operation: string, body: unknown): string | undefined {
  const member = Object.hasOwn(givers, operation) ? givers[operation] : undefined;
  if (member === undefined || !(typeof body === 'string' || Buffer.isBuffer(body))) return undefined;
  try {
    const value = (JSON.parse(body.toString()) as Readonly<Record<string, unknown>>)[member];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
