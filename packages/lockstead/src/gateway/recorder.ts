/**
 * Step 7: what is written down of a call. Writes have their event in their transaction; denials are on disk before the answer; reads and
 * failures follow shortly.
 *
 * Calls inside another call's transaction cannot write to disk on their own: the transaction may yet be undone, or run again. What they have
 * to tell waits in an `Aftermath` and is settled when that transaction has ended, one way or the other.
 */
import type { LoggedEvent } from '#events/event-log';
import type { AwsError } from '#kernel/aws-error';
import type { Transaction } from '#store/port';
import type { DecisionSubject } from './allowed-decisions.ts';
import type { Judged } from './authorize.ts';
import type { Gateway } from './gateway.ts';
import { type ApiCall, apiEvents } from './record/api-event.ts';
import type { KeySources } from './request-keys.ts';

type DurableWork = (tx: Transaction) => Promise<void>;

/** Of one run of one transaction: a run that is repeated starts with a new one. */
export class Aftermath {
  readonly durable: DurableWork[] = [];
  readonly soon: LoggedEvent[] = [];
  /** What only memory keeps: counters, the last decisions. */
  readonly noted: (() => void)[] = [];
  /** Undoes what calls prepared, where the run is not kept. */
  readonly undo: (() => Promise<void>)[] = [];
  /** Why the transaction must not commit: a call that wrote has failed, and what it wrote cannot be told from the rest. */
  doom: unknown;
}

/** The transaction that a call is part of. */
export interface Within {
  readonly tx: Transaction;
  readonly aftermath: Aftermath;
}

type Recorded = Omit<ApiCall, 'outcome'>;

export class Recorder {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  allowed(subject: DecisionSubject, sources: readonly KeySources[], within: Within | undefined): void {
    const { decisions } = this.#gateway;
    if (within === undefined) decisions.allowed(subject, sources);
    else within.aftermath.noted.push(() => decisions.allowed(subject, sources));
  }

  /** A write that came to its end: part of its transaction. */
  async wrote(tx: Transaction, call: ApiCall): Promise<void> {
    for (const event of apiEvents(call)) await this.#gateway.events.append(tx, event);
  }

  /** Of a read there is mostly nothing to wait for. */
  read(call: ApiCall, within: Within | undefined): Promise<void> | undefined {
    return this.#soon(apiEvents(call), within);
  }

  /** What the operation itself, or the shape of the request, stopped. Refusals for want of permission are as durable as those by policy. */
  async failed(call: Recorded, error: AwsError, within: Within | undefined): Promise<void> {
    const events = apiEvents({ ...call, outcome: { error } });
    if (error.httpStatus !== 403) return await this.#soon(events, within);
    await this.#durably((tx) => this.#append(tx, events), within);
  }

  /**
   * In audit mode only what the decision stood on is kept: the event tells what happened, not what would have. The owner of what was asked
   * for hears nothing, as with AWS: strangers could fill his log.
   */
  async denied(
    call: Recorded,
    error: AwsError,
    subject: DecisionSubject,
    judged: readonly Judged[],
    enforced: boolean,
    within: Within | undefined,
  ): Promise<void> {
    const { decisions, metrics } = this.#gateway;
    const counted = enforced ? 'denied_total' : 'would_be_denied_total';
    if (within === undefined) metrics.count(counted);
    else within.aftermath.noted.push(() => metrics.count(counted));
    const events = enforced ? apiEvents({ ...call, outcome: { error, denied: true } }) : [];
    await this.#durably(async (tx) => {
      await decisions.denied(tx, subject, judged, !enforced);
      await this.#append(tx, events);
    }, within);
  }

  /** After the transaction of the outermost call, whether it was kept or not. */
  async settle({ durable, soon, noted }: Aftermath): Promise<void> {
    for (const note of noted) note();
    if (durable.length > 0) {
      await this.#gateway.store.transact(async (tx) => {
        for (const work of durable) await work(tx);
      });
    }
    await this.#soon(soon, undefined);
  }

  #soon(events: readonly LoggedEvent[], within: Within | undefined): Promise<void> | undefined {
    if (within !== undefined) {
      within.aftermath.soon.push(...events);
      return undefined;
    }
    return this.#gateway.events.appendSoon(...events);
  }

  async #durably(work: DurableWork, within: Within | undefined): Promise<void> {
    if (within === undefined) await this.#gateway.store.transact(work);
    else within.aftermath.durable.push(work);
  }

  async #append(tx: Transaction, events: readonly LoggedEvent[]): Promise<void> {
    for (const event of events) await this.#gateway.events.append(tx, event);
  }
}
