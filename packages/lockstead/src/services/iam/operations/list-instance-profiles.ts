/**
 * ListInstanceProfiles: the account's instance profiles, those under a path prefix when one is given.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html
 */
import { instanceProfileSummary } from '../instance-profile-shape.ts';
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { iamState } from '../state.ts';

export const listInstanceProfiles: IamRead<'ListInstanceProfiles'> = {
  name: 'ListInstanceProfiles',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const prefix = input.PathPrefix ?? '/';
    const profiles = iamState(reader, account).instanceProfiles;
    const under = ({ path }: { readonly path: string }): boolean => path.startsWith(prefix);
    const { items, ...rest } = await page(profiles, {}, input, context, 'ListInstanceProfiles', [prefix], under);
    const shown = items.map((profile) => instanceProfileSummary(reader, account, profile));
    return { InstanceProfiles: await Promise.all(shown), ...rest };
  },
};
