/**
 * Carries out a delivery: the files go into the bucket first, then the journals' place moves, in the transaction that notes the files. Where the
 * bucket refuses, nothing moves: the events stay in the journals, and the same files are written when it lets them in.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { EventLog } from '#events/event-log';
import { AwsError } from '#kernel/aws-error';
import { type Instant, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { Invoke } from '#service/call';
import type { Reader, Seq, Transaction } from '#store/port';
import { deliveryLimits } from '../limits.ts';
import {
  type ChainRecord,
  chainId,
  cloudTrailState,
  type FileRecord,
  type ProgressRecord,
  trailKey,
} from '../state.ts';
import { type CollectedFile, collect } from './collect.ts';
import { putFile } from './put-file.ts';
import { scheduleStep, type TrailAtWork, trailOfRow } from './rows.ts';

/** `undefined`: there is nothing to do any more. */
type Outcome =
  | undefined
  | { readonly is: 'refused'; readonly code: string }
  | { readonly is: 'delivered'; readonly through: Seq; readonly from: Seq; readonly files: readonly DeliveredFile[] };

type DeliveredFile = Omit<FileRecord, 'trail' | 'number'>;

const packed = promisify(gzip);

export function deliver(events: EventLog): AgendaItem<Outcome> {
  return {
    async prepare(due, { reader, calls }) {
      const work = await trailOfRow(reader, due);
      return work === undefined ? undefined : await carryOut(events, reader, calls, work);
    },

    async handle(due, { tx, now }, outcome) {
      const work = await trailOfRow(tx, due);
      if (work === undefined || outcome === undefined) return;
      // Somebody else may have carried it out meanwhile.
      if (work.progress.plan === undefined) return;
      if (outcome.is === 'refused') await noteRefusal(tx, work, outcome.code, now);
      else if (work.progress.cursor === outcome.from) await noteDelivery(tx, work, outcome, now);
    },
  };
}

async function carryOut(events: EventLog, reader: Reader, calls: Invoke, work: TrailAtWork): Promise<Outcome> {
  const { trail, progress } = work;
  const { plan, cursor } = progress;
  if (plan === undefined) return undefined;
  const { files, through } = await collect(events, reader, trail, progress, plan);
  const delivered: DeliveredFile[] = [];
  try {
    for (const file of files) {
      const body = await packed(file.content);
      await putFile(calls, trail, { key: file.key, body, isPacked: true });
      delivered.push(deliveredFile(file, trail.bucket));
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { is: 'refused', code: error.code };
  }
  return { is: 'delivered', through, from: cursor, files: delivered };
}

function deliveredFile(
  { account, region, key, content, oldest, newest }: CollectedFile,
  bucket: string,
): DeliveredFile {
  const hash = createHash('sha256').update(content).digest('hex');
  return { account, region, bucket, key, hash, oldest, newest };
}

async function noteRefusal(
  tx: Transaction,
  { trail, progress }: TrailAtWork,
  code: string,
  now: Instant,
): Promise<void> {
  await cloudTrailState(tx, trail.account).progress.put({
    ...progress,
    latestDeliveryAttemptAt: now,
    latestDeliveryError: code,
  });
  await scheduleStep(tx, 'deliver', trail, later(now, deliveryLimits.retryAfter));
}

async function noteDelivery(
  tx: Transaction,
  { trail, progress }: TrailAtWork,
  { through, files }: Outcome & { readonly is: 'delivered' },
  now: Instant,
): Promise<void> {
  const state = cloudTrailState(tx, trail.account);
  let { nextFile } = progress;
  for (const file of trail.validatesFiles ? files : []) {
    await state.files.put({ ...file, trail: trailKey(trail), number: nextFile });
    nextFile += 1;
    await openChain(tx, trail.account, {
      trail: trailKey(trail),
      account: file.account,
      region: file.region,
      endedAt: file.oldest,
    });
  }
  const { latestDeliveryError: _, plan, ...kept } = progress;
  const isDone = plan === undefined || through >= plan.through;
  const after: ProgressRecord = {
    ...kept,
    cursor: through,
    nextFile,
    ...(isDone ? { spans: openSpans(progress, plan?.at ?? now) } : { plan }),
    ...(files.length === 0 ? {} : { latestDeliveryAt: now, latestDeliveryAttemptAt: now }),
  };
  await state.progress.put(after);
  if (!isDone) await scheduleStep(tx, 'deliver', trail, now);
  // What was logged before a stop that came after this delivery was planned.
  else if (!trail.isLogging && after.spans.length > 0) await scheduleStep(tx, 'cut', trail, now);
}

/** Times of logging of which something may be left. */
function openSpans({ spans }: ProgressRecord, plannedAt: Instant): ProgressRecord['spans'] {
  return spans.filter(({ to }) => to === undefined || to > plannedAt);
}

/** The first file of an account and Region begins their chain of digests. */
async function openChain(tx: Transaction, owner: ChainRecord['account'], chain: ChainRecord): Promise<void> {
  const { chains } = cloudTrailState(tx, owner);
  if ((await chains.get(chainId(chain))) === undefined) await chains.insert(chain);
}
