/**
 * AcceptHandshake: an invited account joins; an account approves of all features; the management account enables them at last.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html
 */
import { newUniqueId } from '#kernel/ids';
import { accessDenied } from '../errors.ts';
import { approved, finish } from '../handshakes/all-features.ts';
import { handshakeShape, requireHandshake, requireOpen } from '../handshakes/handshake.ts';
import { join } from '../handshakes/join.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';

export const acceptHandshake: OrganizationsWrite<'AcceptHandshake'> = {
  name: 'AcceptHandshake',
  effect: 'write',

  async handle({ HandshakeId }, { tx, account, clock, entropy }) {
    const now = clock.now();
    const handshake = await requireHandshake(tx, account, HandshakeId);
    if (handshake.recipient !== account) throw accessDenied();
    requireOpen(handshake, 'ACCEPTED', now);
    const accepted = { ...handshake, state: 'ACCEPTED' } as const;
    await organizationsState(tx, account).handshakes.update(accepted);
    if (handshake.action === 'INVITE') await join(tx, handshake, newUniqueId(entropy, 'AROA'), now);
    if (handshake.action === 'APPROVE_ALL_FEATURES') await approved(tx, handshake);
    if (handshake.action === 'ENABLE_ALL_FEATURES') await finish(tx, handshake);
    return { Handshake: await handshakeShape(tx, accepted, now) };
  },
};
