/** What operations on roles ask for. */
import { iamArn } from '#kernel/arn';
import { requestTagKeys } from '../../tags/condition-keys.ts';
import { roleArn } from '../entities/arns.ts';
import { serviceLinkedRole } from '../entities/service-linked/service-linked-role.ts';
import { serviceLinkedPath } from '../entities/well-known-paths.ts';
import type { IamAuthorization, IamInput } from '../operation.ts';
import { type Context, creation, type IamAuthorize, namedRole, type OperationOn, pair, type Target } from './pairs.ts';

/** The action that bears the operation's name, on the role that it names. */
function onRole<Name extends OperationOn<'RoleName'>>(
  action: Name,
  also: (input: IamInput<Name>, role: Target) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { RoleName: name } = input as { readonly RoleName: string };
    const role = await namedRole(name, reader, context);
    return pair(action, role.arn, context, { ...role.context, ...also(input, role) });
  };
}

const ownBoundary = (_input: object, { boundary }: Target): Context => ({ 'iam:PermissionsBoundary': boundary });

const ownBoundaryAndPolicy = (input: { readonly PolicyArn: string }, role: Target): Context => ({
  ...ownBoundary(input, role),
  'iam:PolicyARN': input.PolicyArn,
});

export const roleAuthorization = {
  CreateRole: async (input, _reader, context) =>
    creation(
      {
        action: 'CreateRole',
        tagAction: 'TagRole',
        resource: roleArn(context.account, { path: input.Path ?? '/', name: input.RoleName }),
        tags: input.Tags,
        keys: { 'iam:PermissionsBoundary': input.PermissionsBoundary },
      },
      context,
    ),
  ListRoles: async (input, _reader, context) =>
    pair('ListRoles', iamArn(context.account, `role${input.PathPrefix ?? '/'}`), context),
  GetRole: onRole('GetRole', ownBoundary),
  UpdateRole: onRole('UpdateRole', ownBoundary),
  UpdateRoleDescription: onRole('UpdateRoleDescription', ownBoundary),
  UpdateAssumeRolePolicy: onRole('UpdateAssumeRolePolicy', ownBoundary),
  DeleteRole: onRole('DeleteRole', ownBoundary),
  AttachRolePolicy: onRole('AttachRolePolicy', ownBoundaryAndPolicy),
  DetachRolePolicy: onRole('DetachRolePolicy', ownBoundaryAndPolicy),
  ListAttachedRolePolicies: onRole('ListAttachedRolePolicies'),
  PutRolePolicy: onRole('PutRolePolicy', ownBoundary),
  DeleteRolePolicy: onRole('DeleteRolePolicy', ownBoundary),
  GetRolePolicy: onRole('GetRolePolicy'),
  ListRolePolicies: onRole('ListRolePolicies'),
  PutRolePermissionsBoundary: onRole('PutRolePermissionsBoundary', ({ PermissionsBoundary }) => ({
    'iam:PermissionsBoundary': PermissionsBoundary,
  })),
  DeleteRolePermissionsBoundary: onRole('DeleteRolePermissionsBoundary', ownBoundary),
  TagRole: onRole('TagRole', ({ Tags }) => requestTagKeys(Tags)),
  UntagRole: onRole('UntagRole', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys })),
  ListRoleTags: onRole('ListRoleTags'),
  /** On the role that it would make; of a service that has none, on the path where it would be. */
  CreateServiceLinkedRole: async (input, _reader, context) => {
    const { AWSServiceName: service, CustomSuffix } = input;
    const name = serviceLinkedRole(service)?.role ?? '*';
    const suffix = CustomSuffix === undefined ? '' : `_${CustomSuffix}`;
    const arn = roleArn(context.account, { path: `${serviceLinkedPath}${service}/`, name: `${name}${suffix}` });
    return pair('CreateServiceLinkedRole', arn, context, { 'iam:AWSServiceName': service });
  },
  DeleteServiceLinkedRole: onRole('DeleteServiceLinkedRole'),
  /** On the role, whose path and name the task's id holds: `task/aws-service-role/SERVICE/ROLE/UUID`. */
  GetServiceLinkedRoleDeletionStatus: async ({ DeletionTaskId }, _reader, context) => {
    const role = DeletionTaskId.split('/').slice(1, -1).join('/');
    return pair('GetServiceLinkedRoleDeletionStatus', iamArn(context.account, `role/${role}`), context);
  },
} satisfies IamAuthorization;
