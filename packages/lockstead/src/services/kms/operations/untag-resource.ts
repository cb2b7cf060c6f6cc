/**
 * UntagResource: takes tags from a key; keys that it does not bear are passed over.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html
 */
import { tagsWithout } from '../../tags/tag-list.ts';
import { changedKey } from '../change-key.ts';
import { checkedTags } from '../key-tags.ts';
import type { KmsWrite } from '../operation.ts';

export const untagResource: KmsWrite<'UntagResource'> = {
  name: 'UntagResource',
  effect: 'write',

  async handle({ KeyId, TagKeys }, context) {
    checkedTags(TagKeys.map((TagKey) => ({ TagKey, TagValue: '' })));
    await changedKey(context, KeyId, 'label', ({ key }) => ({ ...key, tags: tagsWithout(key.tags, TagKeys, 'exact') }));
    return {};
  },
};
