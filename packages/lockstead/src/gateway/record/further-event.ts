/** Events that are no API call, in CloudTrail's record format. */
import { newEventId } from '#events/event-id';
import { type EventCategory, type EventLog, eventLabel, type LoggedEvent } from '#events/event-log';
import { isoSeconds } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { FurtherEvent, FurtherEventRecorder } from '#service/further-event';
import { regionScope } from '#store/scope';
import { eventVersion, recordResource, recordText, textLengthMax } from './api-event.ts';
import { spelledOut } from './event-writer.ts';
import { eventUsername } from './lookup-labels.ts';
import { userIdentity } from './user-identity.ts';

/** What CloudTrail writes where a service acts by itself. */
const internal = 'AWS Internal';
const hiddenName = 'HIDDEN_DUE_TO_SECURITY_REASONS';

export function furtherEventRecorder(events: EventLog, entropy: Entropy): FurtherEventRecorder {
  return {
    async record(tx, event) {
      const logged = furtherEvent(event, entropy);
      await events.append(tx, logged);
      return logged.id;
    },
  };
}

export function furtherEvent(event: FurtherEvent, entropy: Entropy): LoggedEvent {
  const { type, source, name, at, account, region, transport, readOnly, error, resources = [] } = event;
  const id = newEventId(at, entropy.uuid());
  const category: EventCategory = type === 'AwsCloudTrailInsight' ? 'Insight' : 'Management';
  const userAgent = transport === undefined ? internal : transport.userAgent?.slice(0, textLengthMax);
  const listed = resources.filter((resource) => resource.listed === true);
  const record = {
    eventVersion,
    userIdentity: identityOf(event),
    eventTime: isoSeconds(at),
    eventSource: source,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: transport?.sourceIp ?? internal,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(error?.code === undefined ? {} : { errorCode: error.code }),
    ...(error === undefined ? {} : { errorMessage: error.message.slice(0, textLengthMax) }),
    requestParameters: withTimes(event.requestParameters ?? null),
    responseElements: withTimes(event.responseElements ?? null),
    ...(event.additionalEventData === undefined ? {} : { additionalEventData: event.additionalEventData }),
    ...(type === 'AwsApiCall' ? { requestID: event.requestId ?? entropy.uuid() } : {}),
    eventID: id,
    readOnly,
    ...(listed.length === 0 ? {} : { resources: listed.map((resource) => recordResource(resource, account)) }),
    eventType: type,
    managementEvent: category === 'Management',
    recipientAccountId: account,
    ...(event.serviceEventDetails === undefined ? {} : { serviceEventDetails: event.serviceEventDetails }),
    ...(event.insightDetails === undefined ? {} : { insightDetails: event.insightDetails }),
    eventCategory: category,
    ...(transport?.tls === undefined || event.invokedBy !== undefined
      ? {}
      : {
          tlsDetails: {
            tlsVersion: transport.tls.version,
            cipherSuite: transport.tls.cipher,
            clientProvidedHostHeader: transport.host ?? '',
          },
        }),
  };
  return {
    category,
    scope: regionScope(account, region),
    id,
    at,
    labels: labelsOf(event, id),
    body: recordText(record),
  };
}

function identityOf({ session, account, maskedUser, invokedBy }: FurtherEvent): object {
  if (maskedUser) return { type: 'IAMUser', accountId: account, accessKeyId: '', userName: hiddenName };
  if (session === undefined) return { accountId: account, invokedBy: internal };
  return userIdentity(session, invokedBy);
}

function withTimes(value: unknown): unknown {
  if (value instanceof Date) return spelledOut(value, ' ');
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withTimes(each)]));
}

function labelsOf({ source, name, readOnly, session, resources = [] }: FurtherEvent, id: string): readonly string[] {
  const username = session === undefined ? undefined : eventUsername(session);
  return [
    eventLabel('EventId', id),
    eventLabel('EventName', name),
    eventLabel('EventSource', source),
    eventLabel('ReadOnly', String(readOnly)),
    ...(username === undefined ? [] : [eventLabel('Username', username)]),
    ...(session?.accessKeyId === undefined ? [] : [eventLabel('AccessKeyId', session.accessKeyId)]),
    ...resources.flatMap((resource) => [
      eventLabel('ResourceType', resource.type),
      eventLabel('ResourceName', resource.name),
    ]),
  ];
}
