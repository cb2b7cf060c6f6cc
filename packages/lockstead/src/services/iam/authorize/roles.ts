/** What operations on roles and instance profiles ask for. */
import { roleArn } from '../arns.ts';
import { type IamAuthorize, pair, requestTags } from './pairs.ts';

export const createRole: IamAuthorize<'CreateRole'> = async (input, _reader, context) =>
  pair('CreateRole', roleArn(context.account, { path: input.Path ?? '/', name: input.RoleName ?? '' }), context, {
    'iam:PermissionsBoundary': input.PermissionsBoundary,
    ...requestTags(input.Tags),
  });
