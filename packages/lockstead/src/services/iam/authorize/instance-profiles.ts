/** What operations on instance profiles ask for. */
import { iamArn } from '#kernel/arn';
import { requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { instanceProfileArn } from '../entities/arns.ts';
import type { IamAuthorization, IamInput } from '../operation.ts';
import { iamState, nameKey } from '../state/state.ts';
import { type Context, creation, type IamAuthorize, namedRole, type OperationOn, pair } from './pairs.ts';

/** The action that bears the operation's name, on the instance profile that it names. */
function onProfile<Name extends OperationOn<'InstanceProfileName'>>(
  action: Name,
  also: (input: IamInput<Name>) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { InstanceProfileName: name } = input as { readonly InstanceProfileName: string };
    const profile = await iamState(reader, context.account).instanceProfiles.get(nameKey(name));
    const arn = instanceProfileArn(context.account, profile ?? { path: '/', name });
    return pair(action, arn, context, { ...resourceTagKeys(profile?.tags ?? []), ...also(input) });
  };
}

const addRole = onProfile('AddRoleToInstanceProfile');

export const instanceProfileAuthorization = {
  CreateInstanceProfile: async (input, _reader, context) => {
    const { Path: path = '/', InstanceProfileName: name, Tags } = input;
    const resource = instanceProfileArn(context.account, { path, name });
    return creation(
      { action: 'CreateInstanceProfile', tagAction: 'TagInstanceProfile', resource, tags: Tags },
      context,
    );
  },
  /** Whatever runs in the profile gets what the role may do: the caller must be allowed to pass it to EC2. */
  AddRoleToInstanceProfile: async (input, reader, context) => {
    const role = await namedRole(input.RoleName, reader, context);
    const added = await addRole(input, reader, context);
    return [
      ...added,
      ...pair('PassRole', role.arn, context, {
        ...role.context,
        'iam:PassedToService': 'ec2.amazonaws.com',
        // AWS DIFFERS? What the role is associated with is documented for services that take one; here it is the profile.
        'iam:AssociatedResourceArn': added[0]?.resource,
        // PassRole is asked in the region of the request that passes the role, and IAM's own requests are for this one.
        'aws:RequestedRegion': 'us-east-1',
      }),
    ];
  },
  GetInstanceProfile: onProfile('GetInstanceProfile'),
  DeleteInstanceProfile: onProfile('DeleteInstanceProfile'),
  RemoveRoleFromInstanceProfile: onProfile('RemoveRoleFromInstanceProfile'),
  TagInstanceProfile: onProfile('TagInstanceProfile', ({ Tags }) => requestTagKeys(Tags)),
  UntagInstanceProfile: onProfile('UntagInstanceProfile', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys })),
  ListInstanceProfileTags: onProfile('ListInstanceProfileTags'),
  ListInstanceProfiles: async (input, _reader, context) =>
    pair('ListInstanceProfiles', iamArn(context.account, `instance-profile${input.PathPrefix ?? '/'}`), context),
  ListInstanceProfilesForRole: async (input, reader, context) => {
    const role = await namedRole(input.RoleName, reader, context);
    return pair('ListInstanceProfilesForRole', role.arn, context, role.context);
  },
} satisfies IamAuthorization;
