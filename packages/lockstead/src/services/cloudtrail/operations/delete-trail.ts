/**
 * DeleteTrail: what was delivered stays in the bucket.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html
 */
import { cancelSteps } from '../delivery/rows.ts';
import { dropChain } from '../logging.ts';
import type { CloudTrailWrite } from '../operation.ts';
import { cloudTrailState, dropTrail, trailKey } from '../state.ts';
import { ownTrail } from '../trails.ts';

export const deleteTrail: CloudTrailWrite<'DeleteTrail'> = {
  name: 'DeleteTrail',
  effect: 'write',

  async handle({ Name }, { tx, account, region }) {
    const trail = await ownTrail(tx, { account, region }, Name);
    await dropChain(tx, trail);
    await cancelSteps(tx, trail);
    await cloudTrailState(tx, account).progress.delete(trailKey(trail));
    await dropTrail(tx, trail);
    return {};
  },
};
