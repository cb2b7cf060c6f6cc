/** Begins a digest: its end first, then, when the deliveries of the same moment are done, which files it names. */

import type { Region } from '#kernel/ids';
import type { AgendaItem } from '#service/agenda';
import type { Reader } from '#store/port';
import type { Keys } from '../../kms/api.ts';
import { cloudTrailState, trailKey } from '../state.ts';
import { keepKeys, makeKeys } from './digest-keys.ts';
import { digestEnd, nextDigest, scheduleStep, type TrailAtWork, trailOfRow } from './rows.ts';

export const beginDigest: AgendaItem = {
  async handle(due, { tx, now }) {
    const work = await trailOfRow(tx, due);
    if (work === undefined) return;
    const { trail, progress } = work;
    const end = digestEnd(due.at, now);
    // Of one that has stopped, or writes no digests any more, this is the last.
    const goesOn = trail.isLogging && trail.validatesFiles;
    if (goesOn) await scheduleStep(tx, 'digest', trail, nextDigest(end));
    // One that waits for its bucket is written first, and the next one goes on where it ends.
    if (progress.digestPlan?.upTo !== undefined) return;
    await cloudTrailState(tx, trail.account).progress.put({ ...progress, digestPlan: { end } });
    await scheduleStep(tx, 'seal', trail, now);
  },
};

type Keyed = Awaited<ReturnType<typeof makeKeys>>;

export function sealDigest({ signing }: Pick<Keys, 'signing'>): AgendaItem<Keyed> {
  return {
    async prepare(due, { reader }) {
      const work = await trailOfRow(reader, due);
      const end = work?.progress.digestPlan?.end;
      if (work === undefined || end === undefined) return [];
      return await makeKeys(signing, reader, await regionsOf(reader, work), end);
    },

    async handle(due, { tx, now }, made) {
      const work = await trailOfRow(tx, due);
      if (work?.progress.digestPlan === undefined) return;
      const { trail, progress } = work;
      const { end } = work.progress.digestPlan;
      await keepKeys(tx, signing, made, end);
      const digestPlan = { end, upTo: progress.nextFile };
      await cloudTrailState(tx, trail.account).progress.put({ ...progress, digestPlan });
      await scheduleStep(tx, 'sign', trail, now);
    },
  };
}

async function regionsOf(reader: Reader, { trail }: TrailAtWork): Promise<readonly Region[]> {
  const chains = await cloudTrailState(reader, trail.account).chains.list({ prefix: `${trailKey(trail)}/` });
  return chains.map(({ record }) => record.region);
}
