/**
 * The work that asks the accounts of an organization for their approval of all features, some at a time: an organization may have thousands of them.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html
 */
import { schedule } from '#events/agenda';
import type { Instant } from '#kernel/clock';
import { parseAccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import { Sha256 } from '#kernel/sha256';
import type { AgendaItem } from '#service/agenda';
import type { Transaction } from '#store/port';
import { handshakeIdFrom } from '../ids.ts';
import { type HandshakeRecord, organizationsState } from '../state.ts';
import { keepHandshake } from './forget-handshake.ts';

const kind = 'organizations:askApprovals';
/** Accounts of one transaction. */
const step = 100;

/**
 * Asks the first accounts, and leaves the others to work that falls due. Answers the handshake as it is then: open where nobody has to be asked, and
 * not to be opened while there are accounts that have not been asked.
 */
export async function askApprovals(
  tx: Transaction,
  waiting: HandshakeRecord,
  now: Instant,
  after?: string,
): Promise<HandshakeRecord> {
  const { managementAccount, id } = waiting;
  const state = organizationsState(tx, managementAccount);
  const rows = await state.members.list({ limit: step, ...(after === undefined ? {} : { after }) });
  for (const { record } of rows) {
    // Accounts that the organization made itself are not asked.
    if (record.joinedMethod === 'INVITED' && record.id !== managementAccount) await ask(tx, waiting, record.id);
  }
  const last = rows.at(-1);
  const { isAsking: _, ...asked } = waiting;
  let changed: HandshakeRecord = { ...asked, isAsking: true };
  if (last !== undefined && rows.length === step) {
    const ref = `${managementAccount}/${id}/${last.place}`;
    await schedule(tx, { id: `${kind} ${managementAccount}/${id}`, kind, at: now, ref });
  } else {
    const awaited = await state.handshakes.count({ index: 'awaited', key: id });
    changed = { ...asked, state: awaited === 0 ? 'OPEN' : 'REQUESTED' };
  }
  await state.handshakes.update(changed);
  return changed;
}

/** `ref`: the management account, the handshake that waits for the approvals, and the place after which it goes on. */
export const askForApprovals: AgendaItem = {
  async handle(due, { tx, now }) {
    const [account = '', parent = '', ...place] = due.ref.split('/');
    const management = parseAccountId(account);
    invariant(management !== undefined, 'the row names an account');
    const waiting = await organizationsState(tx, management).handshakes.get(parent);
    // It may have been cancelled meanwhile.
    if (waiting?.state === 'REQUESTED') await askApprovals(tx, waiting, now, place.join('/'));
  },
};

async function ask(tx: Transaction, waiting: HandshakeRecord, recipient: HandshakeRecord['recipient']): Promise<void> {
  const { managementAccount, organizationId, requestedAt, expiresAt, id: parent } = waiting;
  // Work that falls due has no randomness: the id comes from the waiting handshake's, which nobody can guess.
  const hash = new Sha256();
  hash.update(`${parent}/${recipient}`);
  await keepHandshake(tx, {
    id: handshakeIdFrom(await hash.digest()),
    action: 'APPROVE_ALL_FEATURES',
    managementAccount,
    organizationId,
    recipient,
    tags: [],
    state: 'OPEN',
    requestedAt,
    expiresAt,
    parent,
  });
}
