/**
 * ListAccessKeys: a user's keys without their secrets; the caller's own when no user is named.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
 */
import { toDate } from '#kernel/clock';
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { iamState } from '../state/state.ts';
import { keyOwner, ownerKey } from '../user-credentials/access-keys.ts';

export const listAccessKeys: IamRead<'ListAccessKeys'> = {
  name: 'ListAccessKeys',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const owner = await keyOwner(state, input.UserName, context);
    const listing = { index: 'user', key: ownerKey(owner) };
    const { items, ...rest } = await page(state.accessKeys, listing, input, context, 'ListAccessKeys', [owner]);
    return {
      AccessKeyMetadata: items.map((key) => ({
        ...(owner === undefined ? {} : { UserName: owner }),
        AccessKeyId: key.id,
        Status: key.status,
        CreateDate: toDate(key.createdAt),
      })),
      ...rest,
    };
  },
};
