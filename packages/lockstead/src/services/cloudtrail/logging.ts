/** A trail begins to log, and ends. What happened between is delivered, also when the bucket refuses for a while. */
import { type Instant, later } from '#kernel/clock';
import type { Seq, Transaction } from '#store/port';
import { cancelStep, digestEnd, nextDelivery, nextDigest, scheduleStep } from './delivery/rows.ts';
import { deliveryLimits } from './limits.ts';
import {
  chainId,
  cloudTrailState,
  fileId,
  type ProgressRecord,
  putTrail,
  type TrailRecord,
  trailKey,
} from './state.ts';

/** `end`: where the journals ended before the call. What comes after it is of interest. */
export async function beginLogging(tx: Transaction, trail: TrailRecord, at: Instant, end: Seq): Promise<void> {
  if (trail.isLogging) return;
  const state = cloudTrailState(tx, trail.account);
  await putTrail(tx, { ...trail, isLogging: true, loggingStartedAt: at });
  const before = await progressOf(tx, trail);
  // If something of the time before is not delivered yet, the journals are read on from there.
  const cursor = before.spans.length === 0 && before.plan === undefined ? end : before.cursor;
  await state.progress.put({ ...before, cursor, spans: [...before.spans, { from: at }] });
  await scheduleStep(tx, 'cut', trail, nextDelivery(at));
  if (trail.validatesFiles) await beginChain(tx, trail, at);
}

export async function endLogging(tx: Transaction, trail: TrailRecord, at: Instant): Promise<void> {
  if (!trail.isLogging) return;
  const state = cloudTrailState(tx, trail.account);
  await putTrail(tx, { ...trail, isLogging: false, loggingStoppedAt: at });
  const before = await progressOf(tx, trail);
  const spans = before.spans.map((span) => (span.to === undefined ? { ...span, to: at } : span));
  await state.progress.put({ ...before, spans: spans.slice(-deliveryLimits.spansMax) });
  // What is left is delivered. Events of reads may wait in the memory of another node for a moment.
  await scheduleStep(tx, 'cut', trail, later(at, deliveryLimits.lastAfter));
  if (trail.validatesFiles) await closeChain(tx, trail, at);
}

/**
 * Digests begin anew: the first one names none before it. Files that are in no digest yet stand in the first of the new ones. So nobody keeps a file
 * out of them by a stop and a start.
 */
export async function beginChain(tx: Transaction, trail: TrailRecord, at: Instant): Promise<void> {
  const endedAt = digestEnd(at, at);
  const { account, homeRegion: region } = trail;
  const key = trailKey(trail);
  const { chains } = cloudTrailState(tx, account);
  for (const { record } of await chains.list({ prefix: `${key}/` })) {
    const { last: _, ...chain } = record;
    await chains.put({ ...chain, endedAt });
  }
  await chains.put({ trail: key, account, region, endedAt });
  await scheduleStep(tx, 'digest', trail, nextDigest(endedAt));
}

/** The last digest of a chain: with what was delivered until now, and what is delivered at the end. */
export async function closeChain(tx: Transaction, trail: TrailRecord, at: Instant): Promise<void> {
  await scheduleStep(tx, 'digest', trail, later(at, deliveryLimits.lastAfter));
}

/** Of a trail that is its own account's alone from now on: the digests of the other accounts end, since its bucket need not have room for them. */
export async function dropOthers(tx: Transaction, trail: TrailRecord): Promise<void> {
  const state = cloudTrailState(tx, trail.account);
  const prefix = `${trailKey(trail)}/`;
  for (const { record } of await state.chains.list({ prefix })) {
    if (record.account !== trail.account) await state.chains.delete(chainId(record));
  }
  for (const { record } of await state.files.list({ prefix })) {
    if (record.account !== trail.account) await state.files.delete(fileId(record.trail, record.number));
  }
}

/** No digest follows those that there are, and none names the files that are in none yet. */
export async function dropChain(tx: Transaction, trail: TrailRecord): Promise<void> {
  const state = cloudTrailState(tx, trail.account);
  const prefix = `${trailKey(trail)}/`;
  for (const { record } of await state.chains.list({ prefix })) await state.chains.delete(chainId(record));
  for (const { record } of await state.files.list({ prefix })) {
    await state.files.delete(fileId(record.trail, record.number));
  }
  const { digestPlan: _, ...progress } = await progressOf(tx, trail);
  await state.progress.put(progress);
  for (const step of ['digest', 'seal', 'sign'] as const) await cancelStep(tx, step, trail);
}

async function progressOf(tx: Transaction, trail: TrailRecord): Promise<ProgressRecord> {
  const key = trailKey(trail);
  const found = await cloudTrailState(tx, trail.account).progress.get(key);
  return found ?? { trail: key, cursor: 0, spans: [], nextFile: 0 };
}
