/**
 * ListHandshakesForOrganization.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html
 */
import { ofReader } from '../access.ts';
import { isAskedFor } from '../handshakes/filter.ts';
import { handshakeShape } from '../handshakes/handshake.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { organizationsState } from '../state.ts';

const name = 'ListHandshakesForOrganization';

export const listHandshakesForOrganization: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const { reader, clock } = context;
    const { account, id } = await ofReader(reader, context);
    const { handshakes } = organizationsState(reader, account);
    const ofOrganization = { index: 'organization', key: id };
    const filters = [input.Filter?.ActionType, input.Filter?.ParentHandshakeId];
    const { items, more } = await pageOf(
      handshakes,
      ofOrganization,
      input,
      context,
      name,
      filters,
      async (handshake) =>
        isAskedFor(input.Filter, handshake) ? await handshakeShape(reader, handshake, clock.now()) : undefined,
    );
    return { Handshakes: items, ...more };
  },
};
