/** Reports that are kept: found by whoever asked for them, written whole, and forgotten after a while. */
import { schedule } from '#events/agenda';
import { type Instant, later } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import { principalId, type Session } from '#service/session';
import type { Transaction } from '#store/port';
import { NoSuchEntity, Throttling } from '../errors.ts';
import { type IamReader, type IamWriter, iamState } from '../state/state.ts';
import { entitiesAPart, reportLifetime, reportsPerResourceMax, servicesAPart } from './limits.ts';
import type { Report } from './report.ts';
import { type LastAccessedJobRecord, partKey } from './state.ts';

/**
 * The job of that id, for the user or the role's session that asked for it. For all others there is none, so that nobody learns what another
 * asked about.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html ("must be used by the same role within a
 * session, or by the same user")
 *
 * AWS DIFFERS? What AWS answers to somebody else is not documented. It says so of GetServiceLastAccessedDetails alone; here it holds for both.
 */
export async function findJob(
  state: IamReader,
  session: Session,
  id: string,
  now: Instant,
): Promise<LastAccessedJobRecord> {
  const job = await state.lastAccessedJobs.get(id);
  if (
    job === undefined ||
    job.askedBy !== principalId(session.principal) ||
    later(job.createdAt, reportLifetime) <= now
  ) {
    throw NoSuchEntity.lastAccessedJob(id);
  }
  return job;
}

/** Throws Throttling where so many reports on the resource are kept that there is no room, and none of them is the asker's own. */
export async function keepJob(
  tx: Transaction,
  account: AccountId,
  job: LastAccessedJobRecord,
  report: Report,
): Promise<void> {
  const state = iamState(tx, account);
  await makeRoom(state, job);
  await state.lastAccessedJobs.put(job);
  for (const [part, services] of chunks(report.services, servicesAPart).entries()) {
    await state.lastAccessedServices.put({ job: job.id, part, services });
  }
  for (const [part, entities] of chunks(report.entities, entitiesAPart).entries()) {
    await state.lastAccessedEntities.put({ job: job.id, part, entities });
  }
  const ref = `${account}/${job.id}`;
  const at = later(job.createdAt, reportLifetime);
  await schedule(tx, { id: `${forgetReportKind} ${ref}`, kind: forgetReportKind, at, ref });
}

async function makeRoom(state: IamWriter, { subject, askedBy }: LastAccessedJobRecord): Promise<void> {
  const kept = await state.lastAccessedJobs.list({ index: 'subject', key: subject, limit: reportsPerResourceMax });
  if (kept.length < reportsPerResourceMax) return;
  const [oldest] = kept
    .map(({ record }) => record)
    .filter((record) => record.askedBy === askedBy)
    .toSorted((left, right) => left.createdAt - right.createdAt);
  if (oldest === undefined) throw new Throttling();
  await forget(state, oldest.id);
}

/** An item whose job is gone already does nothing. */
export const forgetReportKind = 'iam:forgetReport';

export const forgetReport: AgendaItem = {
  async handle({ ref }, { tx }) {
    const [account = '', job = ''] = ref.split('/');
    await forget(iamState(tx, present(parseAccountId(account), 'a report belongs to an account')), job);
  },
};

async function forget(state: IamWriter, job: string): Promise<void> {
  await state.lastAccessedJobs.delete(job);
  for (let part = 0; (await state.lastAccessedServices.get(partKey({ job, part }))) !== undefined; part += 1) {
    await state.lastAccessedServices.delete(partKey({ job, part }));
  }
  for (let part = 0; (await state.lastAccessedEntities.get(partKey({ job, part }))) !== undefined; part += 1) {
    await state.lastAccessedEntities.delete(partKey({ job, part }));
  }
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
