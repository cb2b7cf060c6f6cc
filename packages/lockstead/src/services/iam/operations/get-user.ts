/**
 * GetUser: one user, the caller when no name is given; for the root user, the account's own.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html
 */
import { iamArn } from '#kernel/arn';
import { toDate } from '#kernel/clock';
import { present } from '#kernel/invariant';
import { callingUser, findUser } from '../entities/find.ts';
import { passwordLastUsed, userShape } from '../entities/shapes.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const getUser: IamRead<'GetUser'> = {
  name: 'GetUser',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const state = iamState(reader, account);
    const name = input.UserName ?? callingUser(context);
    if (name !== undefined) {
      const user = await findUser(state, name);
      return { User: { ...userShape(account, user), ...passwordLastUsed(user.passwordUsedAt) } };
    }

    const owner = present(await state.accounts.get(account), `account ${account} exists`);
    return {
      // AWS names no UserName and no Path for the root user unless the account has an alias.
      User: {
        UserId: account,
        Arn: iamArn(account, 'root'),
        CreateDate: toDate(owner.createdAt),
        ...passwordLastUsed(owner.rootPasswordUsedAt),
        ...(owner.alias === undefined ? {} : { UserName: owner.alias }),
      } as never,
    };
  },
};
