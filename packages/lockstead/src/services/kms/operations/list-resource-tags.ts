/**
 * ListResourceTags: the tags of a key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html
 */
import { requireKey } from '../key-reference.ts';
import { kmsTag } from '../key-tags.ts';
import type { KmsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';

export const listResourceTags: KmsRead<'ListResourceTags'> = {
  name: 'ListResourceTags',
  effect: 'read',

  async handle(input, context) {
    const { key } = await requireKey(context.reader, context, input.KeyId);
    const listed = { operation: 'ListResourceTags', filters: [key.keyId] };
    const { items, more } = pageOfAll(key.tags, ({ Key }) => Key, input, context, listed);
    return { Tags: items.map(kmsTag), ...more };
  },
};
