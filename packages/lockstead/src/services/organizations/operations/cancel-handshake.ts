/**
 * CancelHandshake: by the management account that sent it.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CancelHandshake.html
 */
import { accessDenied } from '../errors.ts';
import { handshakeShape, requireHandshake, requireOpen } from '../handshakes/handshake.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';

export const cancelHandshake: OrganizationsWrite<'CancelHandshake'> = {
  name: 'CancelHandshake',
  effect: 'write',

  async handle({ HandshakeId }, { tx, account, clock }) {
    const now = clock.now();
    const handshake = await requireHandshake(tx, account, HandshakeId);
    if (handshake.managementAccount !== account || handshake.action !== 'INVITE') throw accessDenied();
    requireOpen(handshake, 'CANCELED', now);
    const canceled = { ...handshake, state: 'CANCELED' } as const;
    await organizationsState(tx, account).handshakes.update(canceled);
    return { Handshake: await handshakeShape(tx, canceled, now) };
  },
};
