/**
 * ListHandshakesForAccount: those that the caller's account was sent.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForAccount.html
 */

import { isAskedFor } from '../handshakes/filter.ts';
import { handshakeShape } from '../handshakes/handshake.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { organizationsState } from '../state.ts';

const name = 'ListHandshakesForAccount';

export const listHandshakesForAccount: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const { reader, account, clock } = context;
    const { handshakes } = organizationsState(reader, account);
    const own = { index: 'recipient', key: account };
    const filters = [input.Filter?.ActionType, input.Filter?.ParentHandshakeId];
    const { items, more } = await pageOf(handshakes, own, input, context, name, filters, async (handshake) =>
      isAskedFor(input.Filter, handshake) ? await handshakeShape(reader, handshake, clock.now()) : undefined,
    );
    return { Handshakes: items, ...more };
  },
};
