/**
 * ListTags: the tags of trails.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html
 */
import { invalidParameter, invalidToken } from '../errors.ts';
import { cloudTrailLimits } from '../limits.ts';
import type { CloudTrailRead } from '../operation.ts';
import { taggedTrail } from '../tagged-trail.ts';

const { listedTagsMax } = cloudTrailLimits;

export const listTags: CloudTrailRead<'ListTags'> = {
  name: 'ListTags',
  effect: 'read',

  async handle({ ResourceIdList: ids, NextToken }, { reader, account, region }) {
    // All fit into one answer, so that no token was ever given out.
    if (NextToken !== undefined) throw invalidToken();
    if (ids.length > listedTagsMax) throw invalidParameter(`ResourceIdList has more than ${listedTagsMax} ARNs.`);
    const list = [];
    for (const id of ids) {
      const { tags } = await taggedTrail(reader, { account, region }, id);
      list.push({ ResourceId: id, TagsList: tags.map(({ Key, Value }) => ({ Key, Value })) });
    }
    return { ResourceTagList: list };
  },
};
