/**
 * DeclineHandshake: by whom it was sent to.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeclineHandshake.html
 */
import { accessDenied } from '../errors.ts';
import { handshakeShape, requireHandshake, requireOpen } from '../handshakes/handshake.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';

export const declineHandshake: OrganizationsWrite<'DeclineHandshake'> = {
  name: 'DeclineHandshake',
  effect: 'write',

  async handle({ HandshakeId }, { tx, account, clock }) {
    const now = clock.now();
    const handshake = await requireHandshake(tx, account, HandshakeId);
    if (handshake.recipient !== account) throw accessDenied();
    requireOpen(handshake, 'DECLINED', now);
    const declined = { ...handshake, state: 'DECLINED' } as const;
    await organizationsState(tx, account).handshakes.update(declined);
    return { Handshake: await handshakeShape(tx, declined, now) };
  },
};
