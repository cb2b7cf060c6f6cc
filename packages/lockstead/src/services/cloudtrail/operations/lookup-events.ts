/**
 * LookupEvents: the last 90 days of an account's management events in one region, newest first.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
import type { Event } from '@aws-sdk/client-cloudtrail';
import type { EventLog } from '#events/event-log';
import { fromDate, toDate } from '#kernel/clock';
import type { ReadOperation } from '#service/operation';
import type { InputOf, OutputOf } from '#service/sdk-types';
import { regionScope } from '#store/scope';
import { bindToken, openToken } from '../next-token.ts';

type Sdk = typeof import('@aws-sdk/client-cloudtrail');

const resultsDefault = 50;

interface EventRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly readOnly: boolean;
  readonly eventTime: string;
  readonly userIdentity: { readonly accessKeyId?: string };
}

export function lookupEvents(
  events: EventLog,
): ReadOperation<InputOf<Sdk, 'LookupEvents'>, OutputOf<Sdk, 'LookupEvents'>> & { readonly name: 'LookupEvents' } {
  return {
    name: 'LookupEvents',
    effect: 'read',

    async handle(input, { reader, account, region }) {
      const [attribute] = input.LookupAttributes ?? [];
      const binding = [
        account,
        region,
        attribute?.AttributeKey,
        attribute?.AttributeValue,
        input.StartTime,
        input.EndTime,
      ];
      const limit = input.MaxResults ?? resultsDefault;
      const { entries } = await events.lookup(reader, regionScope(account, region), {
        ...(input.StartTime === undefined ? {} : { from: fromDate(input.StartTime) }),
        ...(input.EndTime === undefined ? {} : { to: fromDate(input.EndTime) }),
        ...(attribute === undefined ? {} : { label: `${attribute.AttributeKey}=${attribute.AttributeValue}` }),
        ...(input.NextToken === undefined ? {} : { before: openToken(input.NextToken, binding) }),
        limit: limit + 1,
      });
      const shown = entries.slice(0, limit);
      const last = shown.at(-1);
      return {
        Events: shown.map(({ at, body, labels }) => eventShape(body, toDate(at), labels)),
        ...(entries.length > limit && last !== undefined ? { NextToken: bindToken(last.place, binding) } : {}),
      };
    },
  };
}

function eventShape(body: string, time: Date, labels: readonly string[]): Event {
  const record = JSON.parse(body) as EventRecord;
  const username = labels.find((label) => label.startsWith('Username='))?.slice('Username='.length);
  const { accessKeyId } = record.userIdentity;
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    EventTime: time,
    EventSource: record.eventSource,
    ...(username === undefined ? {} : { Username: username }),
    Resources: resourcesOf(labels),
    CloudTrailEvent: body,
  };
}

function resourcesOf(labels: readonly string[]): { ResourceType: string; ResourceName: string }[] {
  const types = labels
    .filter((label) => label.startsWith('ResourceType='))
    .map((label) => label.slice('ResourceType='.length));
  const names = labels
    .filter((label) => label.startsWith('ResourceName='))
    .map((label) => label.slice('ResourceName='.length));
  return types.map((ResourceType, i) => ({ ResourceType, ResourceName: names[i] ?? '' }));
}
