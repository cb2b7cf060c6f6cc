/**
 * ListAWSServiceAccessForOrganization.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html
 */
import { toDate } from '#kernel/clock';
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { organizationsState } from '../state.ts';

const name = 'ListAWSServiceAccessForOrganization';

export const listAWSServiceAccessForOrganization: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const { account } = await ofReader(context.reader, context);
    const { serviceAccess } = organizationsState(context.reader, account);
    const { items, more } = await pageOf(serviceAccess, {}, input, context, name, [], ({ service, enabledAt }) => ({
      ServicePrincipal: service,
      DateEnabled: toDate(enabledAt),
    }));
    return { EnabledServicePrincipals: items, ...more };
  },
};
