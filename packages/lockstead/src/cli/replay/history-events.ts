/** The event history of a running server, as `lockstead replay --since` reads it: by LookupEvents, page by page. */

import { AdminClient } from '#client/admin-client';
import { callAws, keysFor, userAgent } from '#client/aws-call';
import { type Clock, type Instant, parseInstant } from '#kernel/clock';
import { parseDuration } from '#kernel/duration';
import { type RecordedEvent, readEvent } from '#replay/event/recorded-event';
import { Usage } from '#terminal/exit';

const lookupEvents = {
  signingName: 'cloudtrail',
  target: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
};
/** Where the events of global services are. */
const globalRegion = 'us-east-1';
const pageMost = 50;

interface Page {
  readonly Events?: readonly { readonly CloudTrailEvent: string }[];
  readonly NextToken?: string;
}

/** `P30D` before now, or a time in ISO 8601. */
export function startOf(since: string, clock: Clock): Instant {
  const duration = parseDuration(since);
  const start = duration === undefined ? parseInstant(since) : ((clock.wallNow() - duration) as Instant);
  if (start === undefined)
    throw new Usage(`--since ${since}: it takes a duration such as P30D, or a time such as 2027-01-01T00:00:00Z.`);
  return start;
}

/** Of the server's region and of us-east-1, newest first in each; without the look-ups of this command line. */
export async function* historyEvents(
  client: AdminClient,
  start: Instant,
  clock: Clock,
): AsyncGenerator<Iterable<RecordedEvent>> {
  const keys = await keysFor(client);
  for (const region of new Set([client.server.region, globalRegion])) {
    const there = new AdminClient({ ...client.server, region }, client.keys, clock);
    let token: string | undefined;
    do {
      const input = {
        StartTime: start / 1000,
        MaxResults: pageMost,
        ...(token === undefined ? {} : { NextToken: token }),
      };
      const { Events = [], NextToken } = (await callAws(there, keys, lookupEvents, input, clock)) as Page;
      yield Events.map(({ CloudTrailEvent }) => readEvent(CloudTrailEvent)).filter((event) => !isOurs(event));
      token = NextToken;
    } while (token !== undefined);
  }
}

function isOurs(event: RecordedEvent): boolean {
  return event.eventName === 'LookupEvents' && event.userAgent === userAgent;
}
