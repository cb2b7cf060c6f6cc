/**
 * ListCreateAccountStatus: all requests, or those in some states.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListCreateAccountStatus.html
 */
import { ofReader } from '../access.ts';
import { isOf } from '../accounts/sweep-creations.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { creationShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

const name = 'ListCreateAccountStatus';

export const listCreateAccountStatus: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const { creations } = organizationsState(context.reader, organization.account);
    const { States: states } = input;
    const filters = states === undefined ? [] : states.toSorted();
    const { items, more } = await pageOf(creations, {}, input, context, name, filters, (creation) =>
      isOf(organization, creation) && (states === undefined || states.includes(creation.state))
        ? creationShape(creation)
        : undefined,
    );
    return { CreateAccountStatuses: items, ...more };
  },
};
