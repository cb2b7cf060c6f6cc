/**
 * RemoveTags: takes tags from a trail by their keys. Values that are given do not count.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RemoveTags.html
 */
import { tagsWithout } from '../../tags/tag-list.ts';
import type { CloudTrailWrite } from '../operation.ts';
import { putTrail } from '../state.ts';
import { ownTaggedTrail } from '../tagged-trail.ts';

export const removeTags: CloudTrailWrite<'RemoveTags'> = {
  name: 'RemoveTags',
  effect: 'write',

  async handle({ ResourceId, TagsList }, { tx, account, region }) {
    const trail = await ownTaggedTrail(tx, { account, region }, ResourceId);
    const keys = TagsList.map(({ Key }) => Key);
    await putTrail(tx, { ...trail, tags: tagsWithout(trail.tags, keys, 'exact') });
    return {};
  },
};
