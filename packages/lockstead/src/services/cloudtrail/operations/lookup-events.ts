/**
 * LookupEvents: the last 90 days of an account's management events in one region, newest first.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
import type { Event, LookupAttribute } from '@aws-sdk/client-cloudtrail';
import { type EventLog, eventLabel } from '#events/event-log';
import { fromDate, type Instant, instant, toDate } from '#kernel/clock';
import { NotAPlace } from '#store/place';
import type { JournalPage } from '#store/port';
import { regionScope } from '#store/scope';
import { type BoundTo, readPageToken, writePageToken } from '../../paging/page-token.ts';
import { InvalidLookupAttributes, InvalidMaxResults, InvalidNextToken, InvalidTimeRange } from '../errors.ts';
import { cloudTrailLimits } from '../limits.ts';
import type { CloudTrailInput, CloudTrailRead } from '../operation.ts';

type Input = CloudTrailInput<'LookupEvents'>;

/** Insights events are found by fewer attributes. */
const insightAttributes: ReadonlySet<string> = new Set(['EventId', 'EventName', 'EventSource']);

interface EventRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly readOnly: boolean;
  readonly userIdentity: { readonly accessKeyId?: string };
}

export function lookupEvents(events: EventLog): CloudTrailRead<'LookupEvents'> {
  return {
    name: 'LookupEvents',
    effect: 'read',

    async handle(input, { reader, account, region, at }) {
      const limit = input.MaxResults ?? cloudTrailLimits.lookupResultsMax;
      const attribute = theAttribute(input);
      const range = timeRange(input);
      const { EventCategory: category } = input;
      const { AttributeKey: key, AttributeValue: value } = attribute ?? {};
      const binding = [account, region, category, key, value, range.from, range.to];
      const before = input.NextToken === undefined ? undefined : placeOf(input.NextToken, binding);
      // Insights are made of a trail's events by CloudTrail itself, and nothing here makes any.
      if (category === 'insight') return { Events: [] };

      const query = {
        ...range,
        ...(key === undefined || value === undefined ? {} : { label: eventLabel(key, value) }),
        ...(before === undefined ? {} : { before }),
        limit: limit + 1,
      };
      const page = events.lookup(reader, regionScope(account, region), query, at);
      const { entries, goesOnAt } = await page.catch(unknownPlace);
      const shown = entries.slice(0, limit);
      // A search that has looked at many events and found few goes on with the next page, as AWS's does.
      const next = entries.length > limit ? shown.at(-1)?.place : goesOnAt;
      return {
        Events: shown.map(eventShape),
        ...(next === undefined ? {} : { NextToken: writePageToken(next, binding) }),
      };
    },
  };
}

function placeOf(token: string, binding: BoundTo): string {
  const place = readPageToken(token, binding);
  if (place === undefined) throw new InvalidNextToken();
  return place;
}

/** The one constraint of the model that has an error of its own. */
export function invalidLookup({ MaxResults }: Input): InvalidMaxResults | undefined {
  if (MaxResults === undefined || (MaxResults >= 1 && MaxResults <= cloudTrailLimits.lookupResultsMax))
    return undefined;
  return new InvalidMaxResults();
}

function unknownPlace(error: unknown): never {
  throw error instanceof NotAPlace ? new InvalidNextToken() : error;
}

function theAttribute({ LookupAttributes: attributes = [], EventCategory }: Input): LookupAttribute | undefined {
  const [attribute] = attributes;
  if (attributes.length > cloudTrailLimits.lookupAttributesMax) throw InvalidLookupAttributes.onlyOne();
  const key = attribute?.AttributeKey;
  if (EventCategory === 'insight' && key !== undefined && !insightAttributes.has(key)) {
    throw InvalidLookupAttributes.notForInsights(key);
  }
  return attribute;
}

/** Events are told to the second: whole seconds count, both ends included. */
function timeRange({ StartTime, EndTime }: Input): { readonly from?: Instant; readonly to?: Instant } {
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) throw new InvalidTimeRange();
  return {
    ...(StartTime === undefined ? {} : { from: instant(Math.ceil(fromDate(StartTime) / 1000) * 1000) }),
    ...(EndTime === undefined ? {} : { to: instant(Math.floor(fromDate(EndTime) / 1000) * 1000 + 999) }),
  };
}

function eventShape({ at, body, labels }: JournalPage['entries'][number]): Event {
  const record = JSON.parse(body) as EventRecord;
  const [username] = valuesOf(labels, 'Username');
  const { accessKeyId } = record.userIdentity;
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    EventTime: toDate(instant(Math.floor(at / 1000) * 1000)),
    EventSource: record.eventSource,
    ...(username === undefined ? {} : { Username: username }),
    Resources: resourcesOf(labels),
    CloudTrailEvent: body,
  };
}

/** A type's label stands right before the name's. */
function resourcesOf(labels: readonly string[]): { ResourceType: string; ResourceName: string }[] {
  const names = valuesOf(labels, 'ResourceName');
  return valuesOf(labels, 'ResourceType').map((ResourceType, i) => ({ ResourceType, ResourceName: names[i] ?? '' }));
}

function valuesOf(labels: readonly string[], attribute: string): readonly string[] {
  const start = `${attribute}=`;
  return labels.filter((label) => label.startsWith(start)).map((label) => label.slice(start.length));
}
