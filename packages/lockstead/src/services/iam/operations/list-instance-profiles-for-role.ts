/**
 * ListInstanceProfilesForRole: the instance profiles that hold a role.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html
 */
import { findRole } from '../entities/find.ts';
import { instanceProfileSummary, lengthOfRoles } from '../entities/instance-profile-shape.ts';
import type { IamRead } from '../operation.ts';
import { pageThrough, recordsOf } from '../paging.ts';
import { iamState, nameKey } from '../state/state.ts';

export const listInstanceProfilesForRole: IamRead<'ListInstanceProfilesForRole'> = {
  name: 'ListInstanceProfilesForRole',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const state = iamState(reader, account);
    const key = nameKey((await findRole(state, input.RoleName)).name);
    const holding = { index: 'role', key };
    const { items, ...rest } = await pageThrough(
      [recordsOf('0', state.instanceProfiles, holding)],
      input,
      context,
      'ListInstanceProfilesForRole',
      [key],
      (profile) => instanceProfileSummary(reader, account, profile),
      lengthOfRoles,
    );
    return { InstanceProfiles: [...items], ...rest };
  },
};
