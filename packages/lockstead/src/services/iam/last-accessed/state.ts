/** Reports on when services were last accessed. What a report says is kept in parts, so that no record and no turn gets too long. */
import type { Instant } from '#kernel/clock';
import type { Collection } from '#store/port';

export type Granularity = 'SERVICE_LEVEL' | 'ACTION_LEVEL';

/** One report, without what it says. */
export interface LastAccessedJobRecord {
  readonly id: string;
  /** The ARN of the user, group, role or policy that it is about. */
  readonly subject: string;
  /** The principal's id (`aws:userid`) of whoever asked for it: a user, or one session of a role. */
  readonly askedBy: string;
  readonly granularity: Granularity;
  readonly createdAt: Instant;
  readonly completedAt: Instant;
}

export interface LastAccess {
  readonly at: Instant;
  /** The ARN of the user or role. */
  readonly entity: string;
  readonly region: string;
}

export interface ActionLastAccessed extends LastAccess {
  /** `CreateUser` */
  readonly name: string;
}

export interface ServiceLastAccessed {
  /** `iam` */
  readonly namespace: string;
  readonly name: string;
  /** How many users and roles accessed it. */
  readonly entities: number;
  /** Absent: nobody did. */
  readonly last?: LastAccess;
  /** At action level, those that were used, in the order of their names. */
  readonly actions?: readonly ActionLastAccessed[];
}

/** A user or role that could use what the report is about. */
export interface EntityLastAccessed {
  readonly kind: 'user' | 'role';
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  /** When it accessed each service last, by namespace. */
  readonly uses: Readonly<Record<string, Instant>>;
}

export interface ServicesPart {
  readonly job: string;
  readonly part: number;
  readonly services: readonly ServiceLastAccessed[];
}

export interface EntitiesPart {
  readonly job: string;
  readonly part: number;
  readonly entities: readonly EntityLastAccessed[];
}

interface Part {
  readonly job: string;
  readonly part: number;
}

export const partKey = ({ job, part }: Part): string => `${job}/${String(part).padStart(6, '0')}`;

export const lastAccessedCollections = {
  lastAccessedJobs: {
    name: 'iam.lastAccessedJob',
    level: 'account',
    id: (job) => job.id,
    indexes: { subject: (job) => [job.subject] },
    feed: false,
  } satisfies Collection<LastAccessedJobRecord> as Collection<LastAccessedJobRecord>,
  lastAccessedServices: {
    name: 'iam.lastAccessedServices',
    level: 'account',
    id: partKey,
    feed: false,
  } satisfies Collection<ServicesPart> as Collection<ServicesPart>,
  lastAccessedEntities: {
    name: 'iam.lastAccessedEntities',
    level: 'account',
    id: partKey,
    feed: false,
  } satisfies Collection<EntitiesPart> as Collection<EntitiesPart>,
} as const;
