/**
 * StopLogging: the trail delivers what has happened until now, and then nothing more.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html
 */
import { endLogging } from '../logging.ts';
import type { CloudTrailWrite } from '../operation.ts';
import { ownTrail } from '../trails.ts';

export const stopLogging: CloudTrailWrite<'StopLogging'> = {
  name: 'StopLogging',
  effect: 'write',

  async handle({ Name }, { tx, account, region, at }) {
    await endLogging(tx, await ownTrail(tx, { account, region }, Name), at);
    return {};
  },
};
