/** What operations on groups ask for. */
import { iamArn } from '#kernel/arn';
import { groupArn } from '../entities/arns.ts';
import type { IamInput } from '../operation.ts';
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

export const CreateGroup: IamAuthorize<'CreateGroup'> = async (input, _reader, context) =>
  pair('CreateGroup', groupArn(context.account, { path: input.Path ?? '/', name: input.GroupName }), context);

export const ListGroups: IamAuthorize<'ListGroups'> = async (input, _reader, context) =>
  pair('ListGroups', iamArn(context.account, `group${input.PathPrefix ?? '/'}`), context);

/** Renaming or moving takes the permission on the group as it is and as it will be. */
export const UpdateGroup: IamAuthorize<'UpdateGroup'> = async (input, reader, context) => {
  const { GroupName: name, NewPath, NewGroupName } = input;
  const before = await iamState(reader, context.account).groups.get(nameKey(name));
  const now = groupArn(context.account, before ?? { path: '/', name });
  const then = groupArn(context.account, {
    path: NewPath ?? before?.path ?? '/',
    name: NewGroupName ?? before?.name ?? name,
  });
  const source = pair('UpdateGroup', now, context);
  return then === now ? source : [...source, ...pair('UpdateGroup', then, context)];
};

export const GetGroup: IamAuthorize<'GetGroup'> = onGroup('GetGroup');
export const DeleteGroup: IamAuthorize<'DeleteGroup'> = onGroup('DeleteGroup');
export const AddUserToGroup: IamAuthorize<'AddUserToGroup'> = onGroup('AddUserToGroup');
export const RemoveUserFromGroup: IamAuthorize<'RemoveUserFromGroup'> = onGroup('RemoveUserFromGroup');

export const AttachGroupPolicy: IamAuthorize<'AttachGroupPolicy'> = onGroup('AttachGroupPolicy', policyNamed);
export const DetachGroupPolicy: IamAuthorize<'DetachGroupPolicy'> = onGroup('DetachGroupPolicy', policyNamed);
export const ListAttachedGroupPolicies: IamAuthorize<'ListAttachedGroupPolicies'> =
  onGroup('ListAttachedGroupPolicies');
export const PutGroupPolicy: IamAuthorize<'PutGroupPolicy'> = onGroup('PutGroupPolicy');
export const GetGroupPolicy: IamAuthorize<'GetGroupPolicy'> = onGroup('GetGroupPolicy');
export const ListGroupPolicies: IamAuthorize<'ListGroupPolicies'> = onGroup('ListGroupPolicies');
export const DeleteGroupPolicy: IamAuthorize<'DeleteGroupPolicy'> = onGroup('DeleteGroupPolicy');
