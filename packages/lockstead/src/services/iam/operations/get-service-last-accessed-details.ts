/**
 * GetServiceLastAccessedDetails: what a report says of each service, in the order of their namespaces.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
 */
import { toDate } from '#kernel/clock';
import { ValidationError } from '../errors.ts';
import { findJob } from '../last-accessed/jobs.ts';
import { servicesAPart } from '../last-accessed/limits.ts';
import { partKey, type ServiceLastAccessed } from '../last-accessed/state.ts';
import type { IamOutput, IamRead } from '../operation.ts';
import { pageThrough, type Source } from '../paging.ts';
import { type IamReader, iamState } from '../state/state.ts';

type Shape = IamOutput<'GetServiceLastAccessedDetails'>['ServicesLastAccessed'][number];

export const getServiceLastAccessedDetails: IamRead<'GetServiceLastAccessedDetails'> = {
  name: 'GetServiceLastAccessedDetails',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const job = await findJob(state, context.session, input.JobId, context.clock.now());
    const { items, ...rest } = await pageThrough(
      [servicesOf(state, job.id)],
      input,
      context,
      'GetServiceLastAccessedDetails',
      [job.id],
      shapeOf,
      lengthOf,
    );
    return {
      JobStatus: 'COMPLETED',
      JobType: job.granularity,
      JobCreationDate: toDate(job.createdAt),
      JobCompletionDate: toDate(job.completedAt),
      ServicesLastAccessed: [...items],
      ...rest,
    };
  },
};

/** A service's place is its number in the report. */
function servicesOf(state: IamReader, job: string): Source<ServiceLastAccessed> {
  return {
    tag: '0',
    async rows(after, limit) {
      if (after !== undefined && !/^\d{1,4}$/.test(after)) throw ValidationError.marker();
      const from = after === undefined ? 0 : Number(after) + 1;
      const rows: { place: string; record: ServiceLastAccessed }[] = [];
      for (let part = Math.floor(from / servicesAPart); rows.length < limit; part += 1) {
        const found = await state.lastAccessedServices.get(partKey({ job, part }));
        if (found === undefined) break;
        for (const [i, record] of found.services.entries()) {
          const number = part * servicesAPart + i;
          if (number >= from && rows.length < limit) rows.push({ place: String(number), record });
        }
      }
      return rows;
    },
  };
}

function shapeOf({ namespace, name, entities, last, actions }: ServiceLastAccessed): Shape {
  return {
    ServiceName: name,
    ServiceNamespace: namespace,
    TotalAuthenticatedEntities: entities,
    ...(last === undefined
      ? {}
      : {
          LastAuthenticated: toDate(last.at),
          LastAuthenticatedEntity: last.entity,
          LastAuthenticatedRegion: last.region,
        }),
    ...(actions === undefined
      ? {}
      : {
          TrackedActionsLastAccessed: actions.map((action) => ({
            ActionName: action.name,
            LastAccessedEntity: action.entity,
            LastAccessedTime: toDate(action.at),
            LastAccessedRegion: action.region,
          })),
        }),
  };
}

/** As XML, roughly. */
function lengthOf({ TrackedActionsLastAccessed: actions = [] }: Shape): number {
  return 500 + actions.length * 400;
}
