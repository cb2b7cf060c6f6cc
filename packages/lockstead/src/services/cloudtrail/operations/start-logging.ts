/**
 * StartLogging: from now on the trail delivers.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartLogging.html
 */
import type { EventLog } from '#events/event-log';
import type { Seq } from '#store/port';
import { beginLogging } from '../logging.ts';
import type { CloudTrailWrite } from '../operation.ts';
import { ownTrail } from '../trails.ts';

export function startLogging(events: EventLog): CloudTrailWrite<'StartLogging', Seq> {
  return {
    name: 'StartLogging',
    effect: 'write',

    prepare: async () => await events.end(),

    async handle({ Name }, { tx, account, region, at }, end) {
      await beginLogging(tx, await ownTrail(tx, { account, region }, Name), at, end);
      return {};
    },
  };
}
