/** What most operations on a user ask for. */
import type { IamInput, IamOperationName } from '../operation.ts';
import { type Context, type IamAuthorize, pair, type Target, userOrSelf } from './pairs.ts';

/** The action that bears the operation's name, on the user that it names; on the caller where it names none. */
export function onUser<Name extends IamOperationName>(
  action: Name,
  also: (input: IamInput<Name>, user: Target) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { UserName: name } = input as { readonly UserName?: string };
    const user = await userOrSelf(name, reader, context);
    return pair(action, user.arn, context, { ...user.context, ...also(input, user) });
  };
}
