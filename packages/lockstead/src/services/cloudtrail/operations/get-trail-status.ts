/**
 * GetTrailStatus: whether a trail logs, and how its deliveries went.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 */
import { type Instant, isoSeconds, toDate } from '#kernel/clock';
import type { CloudTrailRead } from '../operation.ts';
import { cloudTrailState, trailKey } from '../state.ts';
import { seenTrail } from '../trails.ts';

export const getTrailStatus: CloudTrailRead<'GetTrailStatus'> = {
  name: 'GetTrailStatus',
  effect: 'read',

  async handle({ Name }, { reader, account, region }) {
    const trail = await seenTrail(reader, { account, region }, Name);
    const progress = await cloudTrailState(reader, trail.account).progress.get(trailKey(trail));
    const { isLogging, loggingStartedAt: started, loggingStoppedAt: stopped } = trail;
    const delivered = progress?.latestDeliveryAt;
    return {
      IsLogging: isLogging,
      ...present('LatestDeliveryError', progress?.latestDeliveryError),
      ...present('LatestDeliveryTime', dateOf(delivered)),
      ...present('StartLoggingTime', dateOf(started)),
      ...present('StopLoggingTime', dateOf(stopped)),
      ...present('LatestDigestDeliveryTime', dateOf(progress?.latestDigestAt)),
      ...present('LatestDigestDeliveryError', progress?.latestDigestError),
      // AWS calls these no longer in use, and still answers them: times as texts, empty for none.
      LatestDeliveryAttemptTime: textOf(progress?.latestDeliveryAttemptAt),
      LatestNotificationAttemptTime: '',
      LatestNotificationAttemptSucceeded: '',
      LatestDeliveryAttemptSucceeded: textOf(delivered),
      TimeLoggingStarted: textOf(started),
      TimeLoggingStopped: textOf(stopped),
    };
  },
};

function present<Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };
}

function dateOf(at: Instant | undefined): Date | undefined {
  return at === undefined ? undefined : toDate(at);
}

function textOf(at: Instant | undefined): string {
  return at === undefined ? '' : isoSeconds(at);
}
