/** Reads the journals forward for one trail, and puts what it takes into files: one for each account and Region, more where one gets too long. */
import { createHash } from 'node:crypto';
import type { EventCategory, EventLog } from '#events/event-log';
import { type Instant, instant } from '#kernel/clock';
import { turns } from '#kernel/turns';
import type { FollowedEntry, Reader, Seq } from '#store/port';
import { deliveryLimits } from '../limits.ts';
import type { ProgressRecord, TrailRecord } from '../state.ts';
import { Taken } from '../taken.ts';
import { arnOf } from '../trails.ts';
import { logFileKey, type Place } from './object-keys.ts';
import type { Times } from './put-file.ts';

export interface CollectedFile extends Place, Times {
  readonly key: string;
  /** Before it is packed. */
  readonly content: Buffer;
}

export interface Collected {
  readonly files: readonly CollectedFile[];
  /** Up to here the journals were read: all the way that is planned, or a part of it. */
  readonly through: Seq;
}

type Plan = NonNullable<ProgressRecord['plan']>;

/** Insights are computed by nobody, so that their journal is empty. */
const categories: readonly EventCategory[] = ['Management', 'Data'];

const { fileLengthMax, runLengthMax, lookedAtMax, stretch, turnLengthMax } = deliveryLimits;

/** Events of one account and Region, on their way into files. */
interface Heap extends Place {
  readonly bodies: string[];
  length: number;
  oldest: Instant;
  newest: Instant;
}

/** The same for the same trail, progress and journals: the files' names too. */
export async function collect(
  events: EventLog,
  reader: Reader,
  trail: TrailRecord,
  progress: ProgressRecord,
  plan: Plan,
): Promise<Collected> {
  const taken = new Taken(reader, trail, progress.spans);
  const finished: Heap[] = [];
  const heaps = new Map<string, Heap>();
  let [at, length, lookedAt, sinceTurn] = [progress.cursor, 0, 0, 0];
  while (at < plan.through && length < runLengthMax && lookedAt < lookedAtMax) {
    const next = await nextStretch(events, at, plan.through);
    for (const entry of next.entries) {
      lookedAt += 1;
      sinceTurn += entry.body.length;
      if (sinceTurn > turnLengthMax) {
        await turns.take();
        sinceTurn = 0;
      }
      if (!(await taken.takes(entry))) continue;
      length += entry.body.length;
      heapUp(heaps, finished, entry);
    }
    if (next.through === at) break;
    at = next.through;
  }
  // What the journals have dropped in between is not told: where nothing is left, the plan is fulfilled.
  const through = length < runLengthMax && lookedAt < lookedAtMax ? plan.through : at;
  const files: CollectedFile[] = [];
  for (const heap of [...finished, ...heaps.values()]) {
    files.push(fileOf(trail, progress, plan, heap, files.length));
    await turns.take();
  }
  return { files, through };
}

/**
 * A piece of all journals that ends at one place in all of them, and not behind `end`. An entry does not tell its place. So where the journals are
 * told up to different places, because something was appended meanwhile, or up to one behind the end, a shorter piece is read.
 */
async function nextStretch(
  events: EventLog,
  after: Seq,
  end: Seq,
): Promise<{ readonly entries: readonly FollowedEntry[]; readonly through: Seq }> {
  for (let limit: number = stretch; limit >= 1; limit = Math.floor(limit / 2)) {
    const parts = [];
    for (const category of categories) parts.push(await events.follow(category, after, limit));
    const through = Math.max(...parts.map((part) => part.through));
    if (through <= end && parts.every((part) => part.through === through)) {
      return { entries: parts.flatMap((part) => part.entries), through };
    }
  }
  // Not even one entry lies before the end.
  return { entries: [], through: after };
}

function heapUp(heaps: Map<string, Heap>, finished: Heap[], { scope, at, body }: FollowedEntry): void {
  if (scope.level !== 'region') return;
  const { account, region } = scope;
  const id = `${account}/${region}`;
  let heap = heaps.get(id);
  if (heap === undefined) {
    heap = { account, region, bodies: [], length: 0, oldest: at, newest: at };
    heaps.set(id, heap);
  }
  heap.bodies.push(body);
  heap.length += body.length;
  heap.oldest = instant(Math.min(heap.oldest, at));
  heap.newest = instant(Math.max(heap.newest, at));
  if (heap.length < fileLengthMax) return;
  finished.push(heap);
  heaps.delete(id);
}

function fileOf(trail: TrailRecord, { cursor }: ProgressRecord, plan: Plan, heap: Heap, number: number): CollectedFile {
  const { account, region, oldest, newest, bodies } = heap;
  const tail = tailOf([arnOf(trail), cursor, plan.through, plan.at, account, region, number]);
  return {
    account,
    region,
    oldest,
    newest,
    key: logFileKey(trail, heap, plan.at, tail),
    content: Buffer.from(`{"Records":[${bodies.join(',')}]}`),
  };
}

/** 16 letters and digits. AWS's are random; these are the same when a delivery is repeated. */
function tailOf(parts: readonly (string | number)[]): string {
  const text = createHash('sha256').update(JSON.stringify(parts)).digest('base64');
  return text.replaceAll(/[+/=]/g, '').slice(0, 16);
}
