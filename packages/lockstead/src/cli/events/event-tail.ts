/** The newest events of a history, and then each new one. It looks again and again, since LookupEvents cannot wait. */
import { userAgent } from '#client/aws-call';

export interface HistoryEvent {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** The name of the user, or what else the event has of its caller. */
  readonly who: string;
  readonly source: string;
  readonly name: string;
  readonly errorCode?: string;
  readonly resources: readonly string[];
  /** The event whole, as one line of JSON. */
  readonly record: string;
}

export interface TailOptions {
  readonly filter?: { readonly AttributeKey: string; readonly AttributeValue: string } | undefined;
  /** Seconds since 1970. */
  readonly since?: number | undefined;
  /** How many of the newest come first. */
  readonly count: number;
  /** Calls LookupEvents. */
  readonly ask: (input: object) => Promise<unknown>;
}

interface Looked {
  readonly Events?: readonly {
    readonly EventId: string;
    /** Seconds since 1970. */
    readonly EventTime: number;
    readonly Username?: string;
    readonly Resources?: readonly { readonly ResourceName?: string }[];
    readonly CloudTrailEvent: string;
  }[];
  readonly NextToken?: string;
}

interface Recorded {
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly eventTime?: string;
  readonly errorCode?: string;
  readonly userAgent?: string;
  readonly userIdentity?: { readonly arn?: string; readonly type?: string };
}

const pageMax = 50;
/** Events of reads are written within a second, on another node too; events of one second come in no order. */
const overlapSeconds = 30;

export class EventTail {
  readonly #options: TailOptions;
  /** Ids of what has been shown and might be found again, with their times. */
  readonly #shown = new Map<string, number>();
  #newest = 0;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Oldest first, as all that follow. */
  async first(): Promise<readonly HistoryEvent[]> {
    const { since, count } = this.#options;
    const found = await this.#look(since, count);
    if (this.#newest === 0) this.#newest = since ?? 0;
    return found;
  }

  async next(): Promise<readonly HistoryEvent[]> {
    const { since = 0 } = this.#options;
    return await this.#look(Math.max(since, this.#newest - overlapSeconds), Number.POSITIVE_INFINITY);
  }

  /** Events that have not been shown, of the newest `count`. */
  async #look(from: number | undefined, count: number): Promise<readonly HistoryEvent[]> {
    const { filter, ask } = this.#options;
    const found: HistoryEvent[] = [];
    let token: string | undefined;
    let oldest = Number.POSITIVE_INFINITY;
    do {
      const { Events = [], NextToken } = (await ask({
        MaxResults: pageMax,
        ...(filter === undefined ? {} : { LookupAttributes: [filter] }),
        ...(from === undefined || from === 0 ? {} : { StartTime: from }),
        ...(token === undefined ? {} : { NextToken: token }),
      })) as Looked;
      for (const event of Events) {
        this.#newest = Math.max(this.#newest, event.EventTime);
        oldest = Math.min(oldest, event.EventTime);
        if (this.#shown.has(event.EventId)) continue;
        this.#shown.set(event.EventId, event.EventTime);
        const read = eventOf(event);
        if (read !== undefined && found.length < count) found.push(read);
      }
      token = NextToken;
      // Events beyond those that are wanted are remembered too: the next look could find them, and must not show them as new.
    } while (token !== undefined && (found.length < count || oldest >= this.#newest - overlapSeconds));
    for (const [id, at] of this.#shown) if (at < this.#newest - 2 * overlapSeconds) this.#shown.delete(id);
    return found.reverse();
  }
}

/** Undefined for the look-ups of this command. */
function eventOf(event: NonNullable<Looked['Events']>[number]): HistoryEvent | undefined {
  const record = JSON.parse(event.CloudTrailEvent) as Recorded;
  const { eventName = '', eventSource = '', eventTime = '', errorCode, userIdentity } = record;
  if (eventName === 'LookupEvents' && record.userAgent === userAgent) return undefined;
  return {
    id: event.EventId,
    at: eventTime,
    who: event.Username ?? userIdentity?.arn ?? userIdentity?.type ?? 'nobody',
    source: eventSource,
    name: eventName,
    ...(errorCode === undefined ? {} : { errorCode }),
    resources: (event.Resources ?? []).flatMap(({ ResourceName }) => ResourceName ?? []),
    record: JSON.stringify(record),
  };
}
