/** What the administrator asks of all trails: how they are, and to deliver at once. */
import type { Clock, Instant } from '#kernel/clock';
import type { Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { scheduleStep } from './delivery/rows.ts';
import { cloudTrailCollections, cloudTrailState, type ProgressRecord, type TrailRecord, trailKey } from './state.ts';
import { arnOf } from './trails.ts';

export interface TrailStatus {
  readonly arn: string;
  readonly bucket: string;
  readonly isLogging: boolean;
  readonly validatesFiles: boolean;
  /** Milliseconds since 1970, as are the others. */
  readonly latestDeliveryAt?: number;
  /** S3's code, where the last attempt was refused. */
  readonly latestDeliveryError?: string;
  /** Since when events wait for their bucket: the first delivery that was refused. */
  readonly waitingSince?: number;
  readonly latestDigestAt?: number;
  readonly latestDigestError?: string;
}

export interface TrailControl {
  status(): Promise<readonly TrailStatus[]>;
  /** Delivers what has happened until now, and writes digests. Answers how the trails are then. */
  flush(): Promise<readonly TrailStatus[]>;
}

interface ControlParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Does what is due. */
  readonly runDue: () => Promise<unknown>;
}

export function trailControl({ store, clock, runDue }: ControlParts): TrailControl {
  const status = async (): Promise<readonly TrailStatus[]> => {
    const all: TrailStatus[] = [];
    for (const { trail, progress } of await trailsOf(store)) all.push(statusOf(trail, progress));
    return all;
  };
  return {
    status,
    async flush() {
      const now = clock.now();
      for (const { trail, progress } of await trailsOf(store)) await bringForward(store, trail, progress, now);
      // A run that was under way may have looked before the rows were moved.
      await runDue();
      await runDue();
      return await status();
    },
  };
}

interface Found {
  readonly trail: TrailRecord;
  readonly progress: ProgressRecord;
}

async function trailsOf(store: Store): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { record } of await store.in(cloudTrailCollections.listedTrails, partitionScope).list()) {
    const state = cloudTrailState(store, record.account);
    const trail = await state.trails.get(trailKey(record));
    const progress = await state.progress.get(trailKey(record));
    if (trail !== undefined && progress !== undefined) found.push({ trail, progress });
  }
  return found;
}

/** What has begun and waits for its bucket is tried again; otherwise the next steps come now. */
async function bringForward(
  store: Store,
  trail: TrailRecord,
  { plan, digestPlan, spans }: ProgressRecord,
  now: Instant,
): Promise<void> {
  // One that was stopped, and has delivered all.
  if (!trail.isLogging && spans.length === 0 && digestPlan === undefined) return;
  await store.transact(async (tx) => {
    // Looked at again: the trail may have been deleted meanwhile.
    if ((await cloudTrailState(tx, trail.account).trails.get(trailKey(trail))) === undefined) return;
    await scheduleStep(tx, plan === undefined ? 'cut' : 'deliver', trail, now);
    if (!trail.validatesFiles) return;
    await scheduleStep(tx, digestPlan?.upTo === undefined ? 'digest' : 'sign', trail, now);
  });
}

function statusOf(trail: TrailRecord, progress: ProgressRecord): TrailStatus {
  const { latestDeliveryAt, latestDeliveryError, latestDigestAt, latestDigestError, plan } = progress;
  return {
    arn: arnOf(trail),
    bucket: trail.bucket,
    isLogging: trail.isLogging,
    validatesFiles: trail.validatesFiles,
    ...(latestDeliveryAt === undefined ? {} : { latestDeliveryAt }),
    ...(latestDeliveryError === undefined ? {} : { latestDeliveryError }),
    ...(latestDeliveryError === undefined || plan === undefined ? {} : { waitingSince: plan.at }),
    ...(latestDigestAt === undefined ? {} : { latestDigestAt }),
    ...(latestDigestError === undefined ? {} : { latestDigestError }),
  };
}
