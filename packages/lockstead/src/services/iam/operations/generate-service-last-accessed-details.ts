/**
 * GenerateServiceLastAccessedDetails: a report on which of the services that a user, group, role or policy grants were accessed, by whom and when.
 * It is complete by the time of the answer: AWS's takes some seconds, and its clients ask until it is.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
 */
import type { UsageLedger } from '#events/usage/ledger';
import { instant } from '#kernel/clock';
import { Gathering, Room, turns } from '#kernel/turns';
import { principalId } from '#service/session';
import { keepJob } from '../last-accessed/jobs.ts';
import { reportsAtOnceMax, trackingPeriod } from '../last-accessed/limits.ts';
import { makeReport, type Report } from '../last-accessed/report.ts';
import type { LastAccessedJobRecord } from '../last-accessed/state.ts';
import { findSubject } from '../last-accessed/subject.ts';
import type { IamWrite } from '../operation.ts';
import type { PrincipalPolicyReader } from '../provides/principal-policies.ts';

interface Prepared {
  readonly job: LastAccessedJobRecord;
  readonly report: Report;
}

export function generateServiceLastAccessedDetails(
  { compiled }: PrincipalPolicyReader,
  usage: Pick<UsageLedger, 'flush'>,
): IamWrite<'GenerateServiceLastAccessedDetails', Prepared> {
  // A line of its own: reports can take long, and must not keep the pages of lists waiting.
  const room = new Room(reportsAtOnceMax);
  return {
    name: 'GenerateServiceLastAccessedDetails',
    effect: 'write',
    readOnly: true,

    async prepare({ Arn: subject, Granularity: granularity = 'SERVICE_LEVEL' }, context) {
      const { reader, account, clock, entropy, session } = context;
      const createdAt = clock.now();
      using work = new Gathering(room, turns);
      const found = await findSubject(reader, account, subject, compiled, work);
      await usage.flush();
      const since = instant(createdAt - trackingPeriod);
      const report = await makeReport(found, { reader, account, granularity, since }, work);
      const askedBy = principalId(session.principal);
      const job = { id: entropy.uuid(), subject, askedBy, granularity, createdAt, completedAt: clock.now() };
      return { job, report };
    },

    async handle(_input, { tx, account }, { job, report }) {
      await keepJob(tx, account, job, report);
      return { JobId: job.id };
    },
  };
}
