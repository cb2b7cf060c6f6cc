/**
 * A trail's rows in the agenda. Every five minutes `cut` fixes up to where the journals are delivered, and `deliver` writes the files. Every hour
 * `digest` begins a digest, `seal` fixes which files it names, and `sign` writes it. What is fixed stands in the trail's progress. So a node that
 * takes up what another one has left writes the same files once more, and never other ones.
 */
import { cancel, schedule } from '#events/agenda';
import { elapsed, type Instant, instant, later } from '#kernel/clock';
import { parseAccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Reader, Transaction } from '#store/port';
import { deliveryLimits } from '../limits.ts';
import { cloudTrailState, type ProgressRecord, type TrailRecord, trailKey } from '../state.ts';

const steps = ['cut', 'deliver', 'digest', 'seal', 'sign'] as const;
export type Step = (typeof steps)[number];

function rowId(step: Step, trail: TrailRecord): string {
  return `cloudtrail:${step}/${refOf(trail)}`;
}

/** `ACCOUNT/REGION/NAME` */
function refOf(trail: TrailRecord): string {
  return `${trail.account}/${trailKey(trail)}`;
}

export async function scheduleStep(tx: Transaction, step: Step, trail: TrailRecord, at: Instant): Promise<void> {
  await schedule(tx, { id: rowId(step, trail), kind: `cloudtrail:${step}`, at, ref: refOf(trail) });
}

export async function cancelStep(tx: Transaction, step: Step, trail: TrailRecord): Promise<void> {
  await cancel(tx, rowId(step, trail));
}

export async function cancelSteps(tx: Transaction, trail: TrailRecord): Promise<void> {
  for (const step of steps) await cancelStep(tx, step, trail);
}

/** A trail that something is due for, and how far it is. */
export interface TrailAtWork {
  readonly trail: TrailRecord;
  readonly progress: ProgressRecord;
}

/** Undefined where the trail is gone. */
export async function trailOfRow(reader: Reader, { ref }: { readonly ref: string }): Promise<TrailAtWork | undefined> {
  const cut = ref.indexOf('/');
  const account = present(parseAccountId(ref.slice(0, cut)), 'a row names an account');
  const key = ref.slice(cut + 1);
  const state = cloudTrailState(reader, account);
  const trail = await state.trails.get(key);
  const progress = await state.progress.get(key);
  return trail === undefined || progress === undefined ? undefined : { trail, progress };
}

/** The next time on the clock's grid of five minutes. */
export function nextDelivery(now: Instant): Instant {
  const { deliverEvery } = deliveryLimits;
  return instant((Math.floor(now / deliverEvery) + 1) * deliverEvery);
}

/**
 * Where a digest that was due ends: when it was due, or now where that is long ago, as after a jump of the clock. So one digest covers the hours
 * without events. Digests tell whole seconds.
 */
export function digestEnd(due: Instant, now: Instant): Instant {
  const end = elapsed(due, now) < deliveryLimits.deliverEvery ? due : now;
  return instant(Math.floor(end / 1000) * 1000);
}

export function nextDigest(end: Instant): Instant {
  return later(end, deliveryLimits.digestEvery);
}
