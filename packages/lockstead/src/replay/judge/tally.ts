/** What came of all events: counts, and the calls that would stop or may stop, by caller and action. */
import type { PartialMatch } from '@lockstead/policy';
import type { RecordedEvent } from '../event/recorded-event.ts';
import { groupsMax, shownLengthMax, unknownCallsMax } from '../limits.ts';
import type { Exemption, Verdict } from './judge.ts';

export interface Group {
  readonly principal: string;
  readonly action: string;
  readonly count: number;
  /** Times of the first and the last call, in ISO 8601. */
  readonly first: string;
  readonly last: string;
  readonly example: { readonly eventId?: string; readonly resource: string; readonly region: string };
  /** What stops it; absent where nothing of the proposal allows it. */
  readonly by?: PartialMatch;
  /** Of a call that may stop: what that depends on. Condition keys as the policy writes them, or words. */
  readonly dependsOn?: readonly string[];
}

export interface UnknownCall {
  readonly eventSource: string;
  readonly eventName: string;
  readonly reason: string;
  readonly count: number;
}

export interface Counts {
  readonly events: number;
  readonly calls: number;
  readonly stops: number;
  readonly depends: number;
  readonly goesOn: number;
  readonly deniedAlready: number;
  readonly exempt: Readonly<Record<Exemption, number>>;
  readonly unknown: number;
  readonly notCalls: number;
}

export interface Tallied {
  readonly counts: Counts;
  /** Most frequent first. */
  readonly stops: readonly Group[];
  readonly depends: readonly Group[];
  readonly unknownCalls: readonly UnknownCall[];
  /** Accounts whose events were read, in order; of more than a few, the first ones. */
  readonly accounts: readonly string[];
  readonly first?: string;
  readonly last?: string;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const accountsMax = 1_000;
/** Stands for callers and calls beyond those that are kept apart. */
const others = '(others)';

export class Tally {
  readonly #stops = new Map<string, Writable<Group>>();
  readonly #depends = new Map<string, Writable<Group>>();
  readonly #unknown = new Map<string, Writable<UnknownCall>>();
  readonly #accounts = new Set<string>();
  #first: string | undefined;
  #last: string | undefined;
  readonly #counts = {
    events: 0,
    stops: 0,
    depends: 0,
    goesOn: 0,
    deniedAlready: 0,
    unknown: 0,
    notCalls: 0,
  };
  readonly #exempt: Record<Exemption, number> = {
    managementAccount: 0,
    serviceLinkedRole: 0,
    servicePrincipal: 0,
    otherAccount: 0,
    otherPrincipal: 0,
    otherPlace: 0,
    unbound: 0,
    notHonoured: 0,
  };

  get events(): number {
    return this.#counts.events;
  }

  add(event: RecordedEvent, verdict: Verdict): void {
    const counts = this.#counts;
    counts.events += 1;
    const { eventTime, recipientAccountId } = event;
    if (this.#first === undefined || eventTime < this.#first) this.#first = eventTime;
    if (this.#last === undefined || eventTime > this.#last) this.#last = eventTime;
    if (recipientAccountId !== undefined && this.#accounts.size < accountsMax) this.#accounts.add(recipientAccountId);
    switch (verdict.outcome) {
      case 'exempt':
        this.#exempt[verdict.why] += 1;
        break;
      case 'notACall':
        counts.notCalls += 1;
        break;
      case 'unknown':
        counts.unknown += 1;
        this.#addUnknown(event, verdict.reason);
        break;
      case 'stops':
      case 'depends':
        counts[verdict.outcome] += 1;
        this.#addTo(verdict.outcome === 'stops' ? this.#stops : this.#depends, event, verdict);
        break;
      default:
        counts[verdict.outcome] += 1;
    }
  }

  #addUnknown({ eventSource, eventName }: RecordedEvent, reason: string): void {
    const key = `${eventSource} ${eventName}`;
    const known = this.#unknown.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#unknown.size < unknownCallsMax) this.#unknown.set(key, { eventSource, eventName, reason, count: 1 });
    else {
      const rest = this.#unknown.get(others);
      if (rest !== undefined) rest.count += 1;
      else
        this.#unknown.set(others, { eventSource: others, eventName: others, reason: 'there are too many', count: 1 });
    }
  }

  #addTo(
    groups: Map<string, Writable<Group>>,
    event: RecordedEvent,
    verdict: Verdict & { outcome: 'stops' | 'depends' },
  ): void {
    const { caller, pair, by } = verdict;
    const dependsOn = verdict.outcome === 'depends' ? verdict.on : undefined;
    const place = by === undefined ? '' : `${by.policy} ${by.statement}`;
    const principal = shown(caller.name);
    const key = `${principal}\n${pair.action}\n${place}\n${dependsOn?.join() ?? ''}`;
    const full = groups.size >= groupsMax && !groups.has(key);
    const group = groups.get(full ? others : key);
    const { eventTime } = event;
    if (group !== undefined) {
      group.count += 1;
      if (eventTime < group.first) group.first = eventTime;
      if (eventTime > group.last) group.last = eventTime;
      return;
    }
    groups.set(full ? others : key, {
      principal: full ? others : principal,
      action: full ? others : pair.action,
      count: 1,
      first: eventTime,
      last: eventTime,
      example: {
        ...(event.eventID === undefined ? {} : { eventId: event.eventID }),
        resource: shown(pair.resource),
        region: event.awsRegion,
      },
      ...(by === undefined || full ? {} : { by }),
      ...(dependsOn === undefined ? {} : { dependsOn }),
    });
  }

  result(): Tallied {
    const { events, notCalls } = this.#counts;
    return {
      counts: { ...this.#counts, calls: events - notCalls, exempt: { ...this.#exempt } },
      stops: sorted(this.#stops.values()),
      depends: sorted(this.#depends.values()),
      unknownCalls: [...this.#unknown.values()].sort(
        (a, b) => b.count - a.count || (a.eventName < b.eventName ? -1 : 1),
      ),
      accounts: [...this.#accounts].sort(),
      ...(this.#first === undefined ? {} : { first: this.#first }),
      ...(this.#last === undefined ? {} : { last: this.#last }),
    };
  }
}

function shown(text: string): string {
  return text.length <= shownLengthMax ? text : `${text.slice(0, shownLengthMax)}…`;
}

function sorted(groups: Iterable<Group>): readonly Group[] {
  const key = ({ principal, action }: Group): string => `${principal} ${action}`;
  return [...groups].sort((a, b) => b.count - a.count || (key(a) < key(b) ? -1 : 1));
}
