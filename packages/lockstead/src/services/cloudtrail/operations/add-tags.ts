/**
 * AddTags: lays tags over those of a trail.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AddTags.html
 */
import { tagsOver } from '../../tags/tag-list.ts';
import type { TagRules } from '../../tags/tag-rules.ts';
import type { CloudTrailWrite } from '../operation.ts';
import { putTrail } from '../state.ts';
import { ownTaggedTrail } from '../tagged-trail.ts';
import { checkedTags, requireRuledTags, requireTagQuota } from '../tags.ts';

export function addTags(rules: TagRules): CloudTrailWrite<'AddTags'> {
  return {
    name: 'AddTags',
    effect: 'write',

    async handle({ ResourceId, TagsList }, { tx, account, region }) {
      const trail = await ownTaggedTrail(tx, { account, region }, ResourceId);
      const added = checkedTags(TagsList);
      const tags = requireTagQuota(tagsOver(trail.tags, added, 'exact'));
      await requireRuledTags(rules, tx, account, added);
      await putTrail(tx, { ...trail, tags });
      return {};
    },
  };
}
