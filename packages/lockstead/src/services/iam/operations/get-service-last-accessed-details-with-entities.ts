/**
 * GetServiceLastAccessedDetailsWithEntities: of a report and one service, the users and roles that could access it by virtue of what the report is
 * about, the latest first; those that did not stand at the end.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html
 */
import { type Instant, toDate } from '#kernel/clock';
import { Gathering } from '#kernel/turns';
import { InvalidInput } from '../errors.ts';
import { findJob } from '../last-accessed/jobs.ts';
import { type EntityLastAccessed, partKey } from '../last-accessed/state.ts';
import type { IamOutput, IamRead } from '../operation.ts';
import { pageThrough, type Source } from '../paging.ts';
import { type IamReader, iamState } from '../state/state.ts';

type Shape = IamOutput<'GetServiceLastAccessedDetailsWithEntities'>['EntityDetailsList'][number];

interface Found extends Omit<EntityLastAccessed, 'uses'> {
  readonly at: Instant | undefined;
}

export const getServiceLastAccessedDetailsWithEntities: IamRead<'GetServiceLastAccessedDetailsWithEntities'> = {
  name: 'GetServiceLastAccessedDetailsWithEntities',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const job = await findJob(state, context.session, input.JobId, context.clock.now());
    const namespace = await knownNamespace(input.ServiceNamespace);
    const found = (await isGranted(state, job.id, namespace)) ? await entitiesOf(state, job.id, namespace) : [];
    const { items, ...rest } = await pageThrough(
      [inOrder(found)],
      input,
      context,
      'GetServiceLastAccessedDetailsWithEntities',
      [job.id, namespace],
      shapeOf,
      lengthOf,
    );
    return {
      JobStatus: 'COMPLETED',
      JobCreationDate: toDate(job.createdAt),
      JobCompletionDate: toDate(job.completedAt),
      EntityDetailsList: [...items],
      ...rest,
    };
  },
};

/** AWS DIFFERS? What it answers to a namespace that no service has is not documented. */
async function knownNamespace(namespace: string): Promise<string> {
  const { serviceReference } = await import('@lockstead/policy/reference');
  const service = serviceReference(namespace.toLowerCase());
  if (service === undefined) throw new InvalidInput(`Invalid Service Namespace: ${namespace}`);
  return service.prefix;
}

/** Nobody could access a service that the report does not list. */
async function isGranted(state: IamReader, job: string, namespace: string): Promise<boolean> {
  using work = new Gathering();
  for (let part = 0; ; part += 1) {
    const found = await state.lastAccessedServices.get(partKey({ job, part }));
    if (found === undefined) return false;
    if (found.services.some((service) => service.namespace === namespace)) return true;
    await work.turn();
  }
}

async function entitiesOf(state: IamReader, job: string, namespace: string): Promise<readonly Found[]> {
  using work = new Gathering();
  const all: Found[] = [];
  for (let part = 0; ; part += 1) {
    const found = await state.lastAccessedEntities.get(partKey({ job, part }));
    if (found === undefined) return all;
    for (const { uses, ...entity } of found.entities) {
      all.push({ ...entity, at: Object.hasOwn(uses, namespace) ? uses[namespace] : undefined });
    }
    await work.turn();
  }
}

function inOrder(found: readonly Found[]): Source<Found> {
  const rows = found
    .map((record) => ({ place: placeOf(record), record }))
    .toSorted((left, right) => (left.place < right.place ? -1 : 1));
  return {
    tag: '0',
    async rows(after, limit) {
      const from = after === undefined ? 0 : rows.findIndex(({ place }) => place > after);
      return from < 0 ? [] : rows.slice(from, from + limit);
    },
  };
}

/** Sorts later times before earlier ones, and those by ARN that are of one time or have none. */
function placeOf({ at, arn }: Found): string {
  return `${String(Number.MAX_SAFE_INTEGER - Math.ceil(at ?? 0)).padStart(16, '0')} ${arn}`;
}

function shapeOf({ kind, arn, name, id, path, at }: Found): Shape {
  return {
    EntityInfo: { Arn: arn, Name: name, Type: kind === 'user' ? 'USER' : 'ROLE', Id: id, Path: path },
    ...(at === undefined ? {} : { LastAuthenticated: toDate(at) }),
  };
}

/** As XML, roughly. */
function lengthOf({ EntityInfo }: Shape): number {
  const { Arn = '', Name = '', Path = '' } = EntityInfo ?? {};
  return 300 + Arn.length + Name.length + Path.length;
}
