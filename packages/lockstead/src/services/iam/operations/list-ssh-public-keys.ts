/**
 * ListSSHPublicKeys: a user's SSH public keys without the keys themselves; the caller's own when no user is named.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html
 */
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { iamState } from '../state/state.ts';
import { userOf } from '../user-credentials/owner.ts';
import { sshKeySummary } from '../user-credentials/shapes.ts';

export const listSSHPublicKeys: IamRead<'ListSSHPublicKeys'> = {
  name: 'ListSSHPublicKeys',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const user = await userOf(state, input.UserName, context);
    const listing = { index: 'user', key: user.id };
    const { items, ...rest } = await page(state.sshPublicKeys, listing, input, context, 'ListSSHPublicKeys', [user.id]);
    return { SSHPublicKeys: items.map((key) => sshKeySummary(user.name, key)), ...rest };
  },
};
