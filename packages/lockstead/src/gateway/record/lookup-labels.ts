/** The attributes by which LookupEvents finds an event. */
import type { OperationModel } from '@lockstead/wire';
import { eventLabel } from '#events/event-log';
import type { EventResource } from '#service/service';
import type { Session } from '#service/session';

export interface Labelled {
  readonly id: string;
  readonly eventName: string;
  readonly model: OperationModel;
  readonly readOnly: boolean;
  /** Absent where the event is told to another account, which learns an account number and an id, and no name. */
  readonly session?: Session;
  readonly resources: readonly EventResource[];
}

export function lookupLabels({ id, eventName, model, readOnly, session, resources }: Labelled): readonly string[] {
  const labels = [
    eventLabel('EventId', id),
    eventLabel('EventName', eventName),
    eventLabel('EventSource', model.service.eventSource),
    eventLabel('ReadOnly', String(readOnly)),
  ];
  const username = session === undefined ? undefined : eventUsername(session);
  if (username !== undefined) labels.push(eventLabel('Username', username));
  if (session?.accessKeyId !== undefined) labels.push(eventLabel('AccessKeyId', session.accessKeyId));
  for (const { type, name } of resources)
    labels.push(eventLabel('ResourceType', type), eventLabel('ResourceName', name));
  return labels;
}

/** What LookupEvents calls the user: a user's name, a role session's name, `root`. */
export function eventUsername({ principal }: Session): string | undefined {
  switch (principal.kind) {
    case 'root':
      return 'root';
    case 'user':
      return principal.userName;
    case 'assumedRole':
      return principal.sessionName;
    case 'federatedUser':
      return principal.name;
    case 'federated':
      return principal.subject;
    case 'service':
    case 'anonymous':
      return undefined;
  }
}
