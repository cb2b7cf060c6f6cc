/** What operations on users and their access keys ask for. */
import { iamArn } from '#kernel/arn';
import { userArn } from '../arns.ts';
import type { IamInput, IamOperationName } from '../operation.ts';
import { iamState, nameKey } from '../state.ts';
import {
  type Context,
  creation,
  type IamAuthorize,
  namedUser,
  pair,
  requestTags,
  type Target,
  userOrSelf,
} from './pairs.ts';

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

const ownBoundary = (_input: object, { boundary }: Target): Context => ({ 'iam:PermissionsBoundary': boundary });
const ownBoundaryAndPolicy = (input: { readonly PolicyArn: string | undefined }, user: Target): Context => ({
  ...ownBoundary(input, user),
  'iam:PolicyARN': input.PolicyArn,
});

export const createUser: IamAuthorize<'CreateUser'> = async (input, _reader, context) =>
  creation(
    {
      action: 'CreateUser',
      tagAction: 'TagUser',
      resource: userArn(context.account, { path: input.Path ?? '/', name: input.UserName ?? '' }),
      tags: input.Tags,
      keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary },
    },
    context,
  );

export const getUser: IamAuthorize<'GetUser'> = onUser('GetUser');
export const deleteUser: IamAuthorize<'DeleteUser'> = onUser('DeleteUser');
export const listUserTags: IamAuthorize<'ListUserTags'> = onUser('ListUserTags');
export const tagUser: IamAuthorize<'TagUser'> = onUser('TagUser', ({ Tags }) => requestTags(Tags));
export const untagUser: IamAuthorize<'UntagUser'> = onUser('UntagUser', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys }));

export const listUsers: IamAuthorize<'ListUsers'> = async (input, _reader, context) =>
  pair('ListUsers', iamArn(context.account, `user${input.PathPrefix ?? '/'}`), context);

/** Renaming or moving takes the permission on the user as it is and as it will be. */
export const updateUser: IamAuthorize<'UpdateUser'> = async (input, reader, context) => {
  const { UserName: name = '', NewPath, NewUserName } = input;
  const before = await iamState(reader, context.account).users.get(nameKey(name));
  const now = await namedUser(name, reader, context);
  const then = userArn(context.account, {
    path: NewPath ?? before?.path ?? '/',
    name: NewUserName ?? before?.name ?? name,
  });
  const source = pair('UpdateUser', now.arn, context, now.context);
  return then === now.arn ? source : [...source, ...pair('UpdateUser', then, context, now.context)];
};

export const putUserPermissionsBoundary: IamAuthorize<'PutUserPermissionsBoundary'> = onUser(
  'PutUserPermissionsBoundary',
  ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
);
export const deleteUserPermissionsBoundary: IamAuthorize<'DeleteUserPermissionsBoundary'> = onUser(
  'DeleteUserPermissionsBoundary',
  ownBoundary,
);

export const attachUserPolicy: IamAuthorize<'AttachUserPolicy'> = onUser('AttachUserPolicy', ownBoundaryAndPolicy);
export const detachUserPolicy: IamAuthorize<'DetachUserPolicy'> = onUser('DetachUserPolicy', ownBoundaryAndPolicy);
export const listAttachedUserPolicies: IamAuthorize<'ListAttachedUserPolicies'> = onUser('ListAttachedUserPolicies');
export const putUserPolicy: IamAuthorize<'PutUserPolicy'> = onUser('PutUserPolicy', ownBoundary);
export const deleteUserPolicy: IamAuthorize<'DeleteUserPolicy'> = onUser('DeleteUserPolicy', ownBoundary);
export const getUserPolicy: IamAuthorize<'GetUserPolicy'> = onUser('GetUserPolicy');
export const listUserPolicies: IamAuthorize<'ListUserPolicies'> = onUser('ListUserPolicies');
export const listGroupsForUser: IamAuthorize<'ListGroupsForUser'> = onUser('ListGroupsForUser');

export const createAccessKey: IamAuthorize<'CreateAccessKey'> = onUser('CreateAccessKey');
export const deleteAccessKey: IamAuthorize<'DeleteAccessKey'> = onUser('DeleteAccessKey');
export const listAccessKeys: IamAuthorize<'ListAccessKeys'> = onUser('ListAccessKeys');
export const updateAccessKey: IamAuthorize<'UpdateAccessKey'> = onUser('UpdateAccessKey');

/** On the user whose key it is; of a key that is nobody's here, on all users, which only a grant on all of them passes. */
export const getAccessKeyLastUsed: IamAuthorize<'GetAccessKeyLastUsed'> = async (input, reader, context) => {
  const key = await iamState(reader, context.account).accessKeys.get(input.AccessKeyId ?? '');
  if (key === undefined) return pair('GetAccessKeyLastUsed', '*', context);
  if (key.user === undefined) return pair('GetAccessKeyLastUsed', iamArn(context.account, 'root'), context);
  const owner = await namedUser(key.user, reader, context);
  return pair('GetAccessKeyLastUsed', owner.arn, context, owner.context);
};
