/** The work that removes a handshake, when it is not shown any more. */
import { schedule } from '#events/agenda';
import { days, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import type { Transaction } from '#store/port';
import { partitionScope } from '#store/scope';
import { organizationsLimits } from '../limits.ts';
import { type HandshakeRecord, organizationsCollections } from '../state.ts';

const kind = 'organizations:forgetHandshake';

export async function keepHandshake(tx: Transaction, handshake: HandshakeRecord): Promise<void> {
  await tx.in(organizationsCollections.handshakes, partitionScope).insert(handshake);
  const at = later(handshake.expiresAt, days(organizationsLimits.DaysHandshakeIsShown));
  await schedule(tx, { id: `${kind} ${handshake.id}`, kind, at, ref: handshake.id });
}

export const forgetHandshake: AgendaItem = {
  async handle({ ref }, { tx }) {
    await tx.in(organizationsCollections.handshakes, partitionScope).delete(ref);
  },
};
