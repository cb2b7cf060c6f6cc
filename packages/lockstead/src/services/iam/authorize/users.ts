/** What operations on users and their access keys ask for. */
import { iamArn } from '#kernel/arn';
import { requestTagKeys } from '../../tags/condition-keys.ts';
import { userArn } from '../entities/arns.ts';
import { iamState, nameKey } from '../state/state.ts';
import { onUser } from './on-user.ts';
import { type Context, creation, type IamAuthorize, namedUser, pair, type Target } from './pairs.ts';

const ownBoundary = (_input: object, { boundary }: Target): Context => ({ 'iam:PermissionsBoundary': boundary });
const ownBoundaryAndPolicy = (input: { readonly PolicyArn: string }, user: Target): Context => ({
  ...ownBoundary(input, user),
  'iam:PolicyARN': input.PolicyArn,
});

export const CreateUser: IamAuthorize<'CreateUser'> = async (input, _reader, context) =>
  creation(
    {
      action: 'CreateUser',
      tagAction: 'TagUser',
      resource: userArn(context.account, { path: input.Path ?? '/', name: input.UserName }),
      tags: input.Tags,
      keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary },
    },
    context,
  );

export const GetUser: IamAuthorize<'GetUser'> = onUser('GetUser');
export const DeleteUser: IamAuthorize<'DeleteUser'> = onUser('DeleteUser');
export const ListUserTags: IamAuthorize<'ListUserTags'> = onUser('ListUserTags');
export const TagUser: IamAuthorize<'TagUser'> = onUser('TagUser', ({ Tags }) => requestTagKeys(Tags));
export const UntagUser: IamAuthorize<'UntagUser'> = onUser('UntagUser', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys }));

export const ListUsers: IamAuthorize<'ListUsers'> = async (input, _reader, context) =>
  pair('ListUsers', iamArn(context.account, `user${input.PathPrefix ?? '/'}`), context);

/** Renaming or moving takes the permission on the user as it is and as it will be. */
export const UpdateUser: IamAuthorize<'UpdateUser'> = async (input, reader, context) => {
  const { UserName: name, NewPath, NewUserName } = input;
  const before = await iamState(reader, context.account).users.get(nameKey(name));
  const now = await namedUser(name, reader, context);
  const then = userArn(context.account, {
    path: NewPath ?? before?.path ?? '/',
    name: NewUserName ?? before?.name ?? name,
  });
  const source = pair('UpdateUser', now.arn, context, now.context);
  return then === now.arn ? source : [...source, ...pair('UpdateUser', then, context, now.context)];
};

export const PutUserPermissionsBoundary: IamAuthorize<'PutUserPermissionsBoundary'> = onUser(
  'PutUserPermissionsBoundary',
  ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
);
export const DeleteUserPermissionsBoundary: IamAuthorize<'DeleteUserPermissionsBoundary'> = onUser(
  'DeleteUserPermissionsBoundary',
  ownBoundary,
);

export const AttachUserPolicy: IamAuthorize<'AttachUserPolicy'> = onUser('AttachUserPolicy', ownBoundaryAndPolicy);
export const DetachUserPolicy: IamAuthorize<'DetachUserPolicy'> = onUser('DetachUserPolicy', ownBoundaryAndPolicy);
export const ListAttachedUserPolicies: IamAuthorize<'ListAttachedUserPolicies'> = onUser('ListAttachedUserPolicies');
export const PutUserPolicy: IamAuthorize<'PutUserPolicy'> = onUser('PutUserPolicy', ownBoundary);
export const DeleteUserPolicy: IamAuthorize<'DeleteUserPolicy'> = onUser('DeleteUserPolicy', ownBoundary);
export const GetUserPolicy: IamAuthorize<'GetUserPolicy'> = onUser('GetUserPolicy');
export const ListUserPolicies: IamAuthorize<'ListUserPolicies'> = onUser('ListUserPolicies');
export const ListGroupsForUser: IamAuthorize<'ListGroupsForUser'> = onUser('ListGroupsForUser');

export const CreateAccessKey: IamAuthorize<'CreateAccessKey'> = onUser('CreateAccessKey');
export const DeleteAccessKey: IamAuthorize<'DeleteAccessKey'> = onUser('DeleteAccessKey');
export const ListAccessKeys: IamAuthorize<'ListAccessKeys'> = onUser('ListAccessKeys');
export const UpdateAccessKey: IamAuthorize<'UpdateAccessKey'> = onUser('UpdateAccessKey');

/** On the user whose key it is; of a key that is nobody's here, on all users, which only a grant on all of them passes. */
export const GetAccessKeyLastUsed: IamAuthorize<'GetAccessKeyLastUsed'> = async (input, reader, context) => {
  const key = await iamState(reader, context.account).accessKeys.get(input.AccessKeyId);
  if (key === undefined) return pair('GetAccessKeyLastUsed', '*', context);
  if (key.user === undefined) return pair('GetAccessKeyLastUsed', iamArn(context.account, 'root'), context);
  const owner = await namedUser(key.user, reader, context);
  return pair('GetAccessKeyLastUsed', owner.arn, context, owner.context);
};
