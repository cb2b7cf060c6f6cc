/**
 * A CloudTrail record, as far as a replay reads it, and how a text becomes one.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { listedResourcesMax, nameLengthMax } from '../limits.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface RecordedEvent {
  readonly eventSource: string;
  readonly eventName: string;
  /** ISO 8601 with `Z`. */
  readonly eventTime: string;
  readonly awsRegion: string;
  readonly userIdentity: Json;
  readonly requestParameters: Json | undefined;
  readonly responseElements: Json | undefined;
  readonly additionalEventData: Json | undefined;
  readonly tlsDetails: Json | undefined;
  readonly resources: readonly Json[];
  readonly recipientAccountId: string | undefined;
  readonly eventID: string | undefined;
  readonly eventType: string | undefined;
  readonly eventCategory: string | undefined;
  readonly apiVersion: string | undefined;
  readonly errorCode: string | undefined;
  readonly sourceIPAddress: string | undefined;
  readonly userAgent: string | undefined;
  readonly vpcEndpointId: string | undefined;
}

/** What is wrong with a text that should be a record: a clause without its full stop. */
export class NoEvent extends Error {
  override readonly name = 'NoEvent';
}

/**
 * One record; of the answer of lookup-events the record that stands in it as text.
 * @throws NoEvent
 */
export function readEvent(text: string): RecordedEvent {
  let record = parsed(text);
  const inner = record['CloudTrailEvent'];
  if (typeof inner === 'string') record = parsed(inner);
  const eventSource = textOf(record['eventSource']);
  const eventName = textOf(record['eventName']);
  const eventTime = textOf(record['eventTime']);
  if (eventSource === undefined || eventName === undefined || eventTime === undefined)
    throw new NoEvent('this is not a CloudTrail event: eventSource, eventName or eventTime is missing');
  if (eventSource.length > nameLengthMax || eventName.length > nameLengthMax)
    throw new NoEvent(
      `this is not a CloudTrail event: eventSource or eventName has more than ${nameLengthMax} characters`,
    );
  if (!isTime(eventTime)) throw new NoEvent('its eventTime is not a time such as 2026-11-30T12:00:00Z');
  return {
    eventSource,
    eventName,
    eventTime,
    awsRegion: nameOf(record['awsRegion']) ?? '',
    userIdentity: objectOf(record['userIdentity']) ?? {},
    requestParameters: objectOf(record['requestParameters']),
    responseElements: objectOf(record['responseElements']),
    additionalEventData: objectOf(record['additionalEventData']),
    tlsDetails: objectOf(record['tlsDetails']),
    resources: Array.isArray(record['resources'])
      ? record['resources'].slice(0, listedResourcesMax).filter(isObject)
      : [],
    recipientAccountId: nameOf(record['recipientAccountId']),
    eventID: nameOf(record['eventID']),
    eventType: textOf(record['eventType']),
    eventCategory: textOf(record['eventCategory']),
    apiVersion: nameOf(record['apiVersion']),
    errorCode: textOf(record['errorCode']),
    sourceIPAddress: textOf(record['sourceIPAddress']),
    userAgent: textOf(record['userAgent']),
    vpcEndpointId: textOf(record['vpcEndpointId']),
  };
}

function parsed(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new NoEvent('this is not JSON', { cause: error });
  }
  if (!isObject(value)) throw new NoEvent('this is not a CloudTrail event');
  return value;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A text that is kept for longer than its record, or nothing. */
function nameOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || text.length > nameLengthMax ? undefined : text;
}

/** The form in which CloudTrail writes times, which also sorts as text. */
function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/.test(text);
}
