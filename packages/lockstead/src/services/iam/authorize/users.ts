/** What operations on users, groups and access keys ask for. */
import { iamArn } from '#kernel/arn';
import { userArn } from '../arns.ts';
import { type IamAuthorize, namedUser, pair, requestTags, userOrSelf } from './pairs.ts';

export const createUser: IamAuthorize<'CreateUser'> = async (input, _reader, context) =>
  pair('CreateUser', userArn(context.account, { path: input.Path ?? '/', name: input.UserName ?? '' }), context, {
    'iam:PermissionsBoundary': input.PermissionsBoundary,
    ...requestTags(input.Tags),
  });

export const getUser: IamAuthorize<'GetUser'> = async (input, reader, context) =>
  pair('GetUser', await userOrSelf(input.UserName, reader, context), context);

export const listUsers: IamAuthorize<'ListUsers'> = async (input, _reader, context) =>
  pair('ListUsers', iamArn(context.account, `user${input.PathPrefix ?? '/'}`), context);

export const createAccessKey: IamAuthorize<'CreateAccessKey'> = async (input, reader, context) =>
  pair('CreateAccessKey', await userOrSelf(input.UserName, reader, context), context);

export const attachUserPolicy: IamAuthorize<'AttachUserPolicy'> = async (input, reader, context) =>
  pair('AttachUserPolicy', await namedUser(input.UserName ?? '', reader, context), context, {
    'iam:PolicyARN': input.PolicyArn,
  });
