/**
 * Step 7: what is written down of a call. Writes have their event in their transaction; denials are on disk before the answer; reads and
 * failures follow shortly.
 *
 * Calls inside another call's transaction cannot write to disk on their own: the transaction may yet be undone, or run again. What they have
 * to tell waits in an `Aftermath` and is settled when that transaction has ended, one way or the other.
 */
import type { LoggedEvent } from '#events/event-log';
import { SharedTransactions } from '#events/shared-transactions';
import type { AwsError, ServiceRefusal } from '#kernel/aws-error';
import type { Operation } from '#service/operation';
import type { Transaction } from '#store/port';
import type { DecisionSubject } from '../decide/allowed-decisions.ts';
import type { Judged } from '../decide/authorize.ts';
import type { Outcomes } from '../decide/outcomes.ts';
import type { KeySources } from '../decide/request-keys.ts';
import { useOf } from '../decide/usage.ts';
import type { Gateway } from '../gateway.ts';
import { type ApiCall, apiEvents } from './api-event.ts';

type DurableWork = (tx: Transaction) => Promise<void>;

/** Of one run of one transaction: a run that is repeated starts with a new one. */
export class Aftermath {
  readonly durable: DurableWork[] = [];
  readonly soon: LoggedEvent[] = [];
  /** What only memory keeps: counters, the last decisions. */
  readonly noted: (() => void)[] = [];
  /** Why the transaction must not commit: a call that wrote has failed, and what it wrote cannot be told from the rest. */
  failure: unknown;
}

/** The transaction that a call is part of. */
export interface Within {
  readonly tx: Transaction;
  readonly aftermath: Aftermath;
}

type Recorded = Omit<ApiCall, 'outcome'>;

/** What was judged of a request that is denied, and what it asks for beyond that. */
interface DeniedRequest {
  readonly judged: readonly Judged[];
  readonly beyond: readonly KeySources[];
}

export class Recorder {
  readonly #gateway: Gateway;
  readonly #shared: SharedTransactions;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#shared = new SharedTransactions(gateway.store, gateway.timers);
  }

  allowed(subject: DecisionSubject, sources: readonly KeySources[], within: Within | undefined): void {
    const { decisions } = this.#gateway;
    this.#noted(() => {
      decisions.allowed(subject, sources);
      // Of the others it is not known yet whether the operation needs them.
      this.#usedAll(sources.filter(({ pair }) => pair.seenAs === undefined));
    }, within);
  }

  /** A write that came to its end: part of its transaction. */
  async wrote(tx: Transaction, call: ApiCall): Promise<void> {
    for (const event of this.#eventsOf(call)) await this.#gateway.events.append(tx, event);
  }

  /** Of a read there is mostly nothing to wait for; of a durable one its event. */
  read(call: ApiCall, within: Within | undefined): Promise<void> | undefined {
    const events = this.#eventsOf(call);
    const isDurable = isDurableRead(call.operation);
    if (isDurable && within === undefined) return this.#gateway.events.appendNow(...events);
    if (isDurable) within?.aftermath.durable.push((tx) => this.#append(tx, events));
    else return this.#soon(events, within);
    return undefined;
  }

  /** What the operation itself, or the shape of the request, stopped. Refusals for want of permission are as durable as those by policy. */
  async failed(call: Recorded, error: AwsError, within: Within | undefined): Promise<void> {
    const events = this.#eventsOf({ ...call, outcome: { error } });
    const isDurable = error.httpStatus === 403 || isDurableRead(call.operation);
    if (!isDurable) return await this.#soon(events, within);
    await this.#durably((tx) => this.#append(tx, events), within);
  }

  /** What a setting of the service stopped is kept with its reasons, as what a policy denied is. */
  async refused(
    subject: DecisionSubject,
    refusal: ServiceRefusal,
    error: AwsError,
    within: Within | undefined,
  ): Promise<void> {
    await this.#durably((tx) => this.#gateway.decisions.refused(tx, subject, refusal, error.message), within);
  }

  /** The owner of what was asked for hears nothing, as with AWS: strangers could fill his log. */
  async denied(
    call: Recorded,
    error: AwsError,
    subject: DecisionSubject,
    request: DeniedRequest,
    within: Within | undefined,
  ): Promise<void> {
    const { judged } = request;
    this.#denied(request, true, within);
    const events = this.#eventsOf({ ...call, outcome: { error, denied: true } });
    await this.#durably(async (tx) => {
      await this.#gateway.decisions.denied(tx, subject, judged, false, error.message);
      await this.#append(tx, events);
    }, within);
  }

  /** In audit mode only what the decision stood on is kept: the event tells what happened, not what would have. */
  async wouldBeDenied(subject: DecisionSubject, request: DeniedRequest, within: Within | undefined): Promise<void> {
    const { judged } = request;
    this.#denied(request, false, within);
    await this.#durably((tx) => this.#gateway.decisions.denied(tx, subject, judged, true), within);
  }

  /** What the operation asked for of the pairs that stop nothing: its answer depended on it. */
  async saw(subject: DecisionSubject, outcomes: Outcomes, within: Within | undefined): Promise<void> {
    const { seenAllowed, seenDenied } = outcomes;
    if (seenAllowed.length > 0) this.#noted(() => this.#usedAll(seenAllowed), within);
    if (seenDenied.length === 0) return;
    this.#denied({ judged: seenDenied, beyond: [] }, true, within);
    await this.#durably((tx) => this.#gateway.decisions.denied(tx, subject, seenDenied, false), within);
  }

  /** All that the request asks for is counted: its caller needs the rest as well, and would be denied that next. */
  #denied({ judged, beyond }: DeniedRequest, enforced: boolean, within: Within | undefined): void {
    const { metrics } = this.#gateway;
    this.#noted(() => {
      metrics.count(enforced ? 'denied_total' : 'would_be_denied_total');
      for (const { sources, decision } of judged) {
        if (decision.effect === 'deny' || sources.pair.seenAs === undefined) this.#used(sources, false);
      }
      for (const sources of beyond) if (sources.pair.seenAs === undefined) this.#used(sources, false);
    }, within);
  }

  /** Now, or when the transaction that it is part of is over. */
  #noted(note: () => void, within: Within | undefined): void {
    if (within === undefined) note();
    else within.aftermath.noted.push(note);
  }

  #usedAll(sources: readonly KeySources[]): void {
    for (const source of sources) this.#used(source, true);
  }

  #used(sources: KeySources, allowed: boolean): void {
    const use = useOf(sources, allowed);
    if (use !== undefined) this.#gateway.usage.used(use);
  }

  /** After the transaction of the outermost call, whether it was kept or not. */
  async settle({ durable, soon, noted }: Aftermath): Promise<void> {
    for (const note of noted) note();
    if (durable.length > 0) {
      await this.#shared.run(async (tx) => {
        for (const work of durable) await work(tx);
      });
    }
    await this.#soon(soon, undefined);
  }

  #eventsOf(call: ApiCall): readonly LoggedEvent[] {
    return apiEvents(call, this.#gateway.dataEvents);
  }

  #soon(events: readonly LoggedEvent[], within: Within | undefined): Promise<void> | undefined {
    if (events.length === 0) return undefined;
    if (within !== undefined) {
      within.aftermath.soon.push(...events);
      return undefined;
    }
    return this.#gateway.events.appendSoon(...events);
  }

  async #durably(work: DurableWork, within: Within | undefined): Promise<void> {
    if (within === undefined) await this.#shared.run(work);
    else within.aftermath.durable.push(work);
  }

  async #append(tx: Transaction, events: readonly LoggedEvent[]): Promise<void> {
    for (const event of events) await this.#gateway.events.append(tx, event);
  }
}

/** Its event is on disk before its answer leaves, although no transaction of its own writes anything. */
function isDurableRead(operation: Operation): boolean {
  return operation.effect === 'forward'
    ? !operation.readOnly
    : operation.effect === 'read' && operation.durable === true;
}
