/** What operations on groups ask for. */
import { iamArn } from '#kernel/arn';
import { groupArn } from '../entities/arns.ts';
import type { IamAuthorization, IamInput } from '../operation.ts';
import { iamState, nameKey } from '../state/state.ts';
import { type Context, type IamAuthorize, namedGroup, type OperationOn, pair } from './pairs.ts';

/** The action that bears the operation's name, on the group that it names. */
function onGroup<Name extends OperationOn<'GroupName'>>(
  action: Name,
  also: (input: IamInput<Name>) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { GroupName: name } = input as { readonly GroupName: string };
    const group = await namedGroup(name, reader, context);
    return pair(action, group.arn, context, { ...group.context, ...also(input) });
  };
}

const policyNamed = ({ PolicyArn }: { readonly PolicyArn: string }): Context => ({
  'iam:PolicyARN': PolicyArn,
});

export const groupAuthorization = {
  CreateGroup: async (input, _reader, context) =>
    pair('CreateGroup', groupArn(context.account, { path: input.Path ?? '/', name: input.GroupName }), context),
  ListGroups: async (input, _reader, context) =>
    pair('ListGroups', iamArn(context.account, `group${input.PathPrefix ?? '/'}`), context),
  /** Renaming or moving takes the permission on the group as it is and as it will be. */
  UpdateGroup: async (input, reader, context) => {
    const { GroupName: name, NewPath, NewGroupName } = input;
    const before = await iamState(reader, context.account).groups.get(nameKey(name));
    const now = groupArn(context.account, before ?? { path: '/', name });
    const then = groupArn(context.account, {
      path: NewPath ?? before?.path ?? '/',
      name: NewGroupName ?? before?.name ?? name,
    });
    const source = pair('UpdateGroup', now, context);
    return then === now ? source : [...source, ...pair('UpdateGroup', then, context)];
  },
  GetGroup: onGroup('GetGroup'),
  DeleteGroup: onGroup('DeleteGroup'),
  AddUserToGroup: onGroup('AddUserToGroup'),
  RemoveUserFromGroup: onGroup('RemoveUserFromGroup'),
  AttachGroupPolicy: onGroup('AttachGroupPolicy', policyNamed),
  DetachGroupPolicy: onGroup('DetachGroupPolicy', policyNamed),
  ListAttachedGroupPolicies: onGroup('ListAttachedGroupPolicies'),
  PutGroupPolicy: onGroup('PutGroupPolicy'),
  GetGroupPolicy: onGroup('GetGroupPolicy'),
  ListGroupPolicies: onGroup('ListGroupPolicies'),
  DeleteGroupPolicy: onGroup('DeleteGroupPolicy'),
} satisfies IamAuthorization;
