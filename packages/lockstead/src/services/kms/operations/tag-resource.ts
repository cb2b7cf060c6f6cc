/**
 * TagResource: lays tags over those of a key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html
 */
import { tagsOver } from '../../tags/tag-list.ts';
import type { TagRules } from '../../tags/tag-rules.ts';
import { changedKey } from '../change-key.ts';
import { checkedTags, requireRuledTags, requireTagQuota } from '../key-tags.ts';
import type { KmsWrite } from '../operation.ts';

export const tagResource = (rules: TagRules): KmsWrite<'TagResource'> => ({
  name: 'TagResource',
  effect: 'write',

  async handle({ KeyId, Tags }, context) {
    await changedKey(context, KeyId, 'label', ({ key }) => ({
      ...key,
      tags: requireTagQuota(tagsOver(key.tags, checkedTags(Tags), 'exact')),
    }));
    await requireRuledTags(rules, context, Tags);
    return {};
  },
});
