/** What operations on users and their access keys ask for. */
import { iamArn } from '#kernel/arn';
import { requestTagKeys } from '../../tags/condition-keys.ts';
import { userArn } from '../entities/arns.ts';
import type { IamAuthorization } from '../operation.ts';
import { iamState, nameKey } from '../state/state.ts';
import { onUser } from './on-user.ts';
import { type Context, creation, namedUser, pair, type Target } from './pairs.ts';

const ownBoundary = (_input: object, { boundary }: Target): Context => ({ 'iam:PermissionsBoundary': boundary });

const ownBoundaryAndPolicy = (input: { readonly PolicyArn: string }, user: Target): Context => ({
  ...ownBoundary(input, user),
  'iam:PolicyARN': input.PolicyArn,
});

export const userAuthorization = {
  CreateUser: async (input, _reader, context) =>
    creation(
      {
        action: 'CreateUser',
        tagAction: 'TagUser',
        resource: userArn(context.account, { path: input.Path ?? '/', name: input.UserName }),
        tags: input.Tags,
        keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary },
      },
      context,
    ),
  GetUser: onUser('GetUser'),
  DeleteUser: onUser('DeleteUser'),
  ListUserTags: onUser('ListUserTags'),
  TagUser: onUser('TagUser', ({ Tags }) => requestTagKeys(Tags)),
  UntagUser: onUser('UntagUser', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys })),
  ListUsers: async (input, _reader, context) =>
    pair('ListUsers', iamArn(context.account, `user${input.PathPrefix ?? '/'}`), context),
  /** Renaming or moving takes the permission on the user as it is and as it will be. */
  UpdateUser: async (input, reader, context) => {
    const { UserName: name, NewPath, NewUserName } = input;
    const before = await iamState(reader, context.account).users.get(nameKey(name));
    const now = await namedUser(name, reader, context);
    const then = userArn(context.account, {
      path: NewPath ?? before?.path ?? '/',
      name: NewUserName ?? before?.name ?? name,
    });
    const source = pair('UpdateUser', now.arn, context, now.context);
    return then === now.arn ? source : [...source, ...pair('UpdateUser', then, context, now.context)];
  },
  PutUserPermissionsBoundary: onUser('PutUserPermissionsBoundary', ({ PermissionsBoundary }) => ({
    'iam:PermissionsBoundary': PermissionsBoundary,
  })),
  DeleteUserPermissionsBoundary: onUser('DeleteUserPermissionsBoundary', ownBoundary),
  AttachUserPolicy: onUser('AttachUserPolicy', ownBoundaryAndPolicy),
  DetachUserPolicy: onUser('DetachUserPolicy', ownBoundaryAndPolicy),
  ListAttachedUserPolicies: onUser('ListAttachedUserPolicies'),
  PutUserPolicy: onUser('PutUserPolicy', ownBoundary),
  DeleteUserPolicy: onUser('DeleteUserPolicy', ownBoundary),
  GetUserPolicy: onUser('GetUserPolicy'),
  ListUserPolicies: onUser('ListUserPolicies'),
  ListGroupsForUser: onUser('ListGroupsForUser'),
  CreateAccessKey: onUser('CreateAccessKey'),
  DeleteAccessKey: onUser('DeleteAccessKey'),
  ListAccessKeys: onUser('ListAccessKeys'),
  UpdateAccessKey: onUser('UpdateAccessKey'),
  /** On the user whose key it is; of a key that is nobody's here, on all users, which only a grant on all of them passes. */
  GetAccessKeyLastUsed: async (input, reader, context) => {
    const key = await iamState(reader, context.account).accessKeys.get(input.AccessKeyId);
    if (key === undefined) return pair('GetAccessKeyLastUsed', '*', context);
    if (key.user === undefined) return pair('GetAccessKeyLastUsed', iamArn(context.account, 'root'), context);
    const owner = await namedUser(key.user, reader, context);
    return pair('GetAccessKeyLastUsed', owner.arn, context, owner.context);
  },
} satisfies IamAuthorization;
