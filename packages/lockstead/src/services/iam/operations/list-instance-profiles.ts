/**
 * ListInstanceProfiles: the account's instance profiles, those under a path prefix when one is given.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html
 */
import { instanceProfileSummary, lengthOfRoles } from '../entities/instance-profile-shape.ts';
import type { IamRead } from '../operation.ts';
import { pageThrough, recordsOf } from '../paging.ts';
import { underPath } from '../state/path-index.ts';
import { iamState } from '../state/state.ts';

export const listInstanceProfiles: IamRead<'ListInstanceProfiles'> = {
  name: 'ListInstanceProfiles',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const prefix = input.PathPrefix ?? '/';
    const { listing, keep = () => true } = await underPath(reader, prefix);
    const { items, ...rest } = await pageThrough(
      [recordsOf('0', iamState(reader, account).instanceProfiles, listing)],
      input,
      context,
      'ListInstanceProfiles',
      [prefix],
      async (profile) => (keep(profile) ? await instanceProfileSummary(reader, account, profile) : undefined),
      lengthOfRoles,
    );
    return { InstanceProfiles: [...items], ...rest };
  },
};
