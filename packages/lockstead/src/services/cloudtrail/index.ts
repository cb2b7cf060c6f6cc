/**
 * AWS CloudTrail: the root of it, the event history of each account and region.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/
 */
import type { EventLog } from '#events/event-log';
import { defineService, type ServiceDefinition } from '#service/service';
import { trimHistory } from './agenda.ts';
import { cloudTrailAuthorization } from './authorization.ts';
import { invalidLookup, lookupEvents } from './operations/lookup-events.ts';

/** What CloudTrail is given. */
export interface CloudTrailParts {
  readonly events: EventLog;
}

/** The event history, and the work that keeps it within its limits. */
export function cloudTrail({ events }: CloudTrailParts): ServiceDefinition {
  return defineService({
    name: 'cloudtrail',
    global: false,
    operations: [lookupEvents(events)],
    authorization: cloudTrailAuthorization,
    invalidInput: (_operation, input) => invalidLookup(input),
    agenda: { trimHistory: trimHistory(events) },
    standing: ['trimHistory'],
  });
}
