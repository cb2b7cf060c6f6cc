/**
 * InviteAccountToOrganization: the account joins when somebody in it accepts within 15 days.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html
 */
import { days, elapsed } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { accountEmail } from '#services/iam/api';
import type { Reader } from '#store/port';
import { ofManagement } from '../access.ts';
import { duplicateHandshake, handshakeConstraint, invalidInput } from '../errors.ts';
import { keepHandshake } from '../handshakes/forget-handshake.ts';
import { expiryFrom, handshakeShape, stateOf } from '../handshakes/handshake.ts';
import { newHandshakeId } from '../ids.ts';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationsInput, OrganizationsWrite } from '../operation.ts';
import { type HandshakeRecord, organizationsState } from '../state.ts';
import { requireCompliantTags } from '../tag-compliance.ts';
import { tagged } from '../tags.ts';

const name = 'InviteAccountToOrganization';

export const inviteAccountToOrganization: OrganizationsWrite<typeof name> = {
  name,
  effect: 'write',

  async handle({ Target: target, Notes: notes, Tags }, context) {
    const { tx, clock, entropy } = context;
    const organization = await ofManagement(tx, context);
    const { account: managementAccount, id: organizationId } = organization;
    const state = organizationsState(tx, managementAccount);
    const recipient = await recipientOf(tx, target);
    if ((await state.memberships.get(recipient)) !== undefined) {
      throw handshakeConstraint('ALREADY_IN_AN_ORGANIZATION', 'The account is a member of an organization already.');
    }
    const now = clock.now();
    const ours = (await state.handshakes.list({ index: 'organization', key: organizationId })).map(
      ({ record }) => record,
    );
    const pending = ours.filter((one) => ['OPEN', 'REQUESTED'].includes(stateOf(one, now)));
    if (pending.some(({ action }) => action === 'ENABLE_ALL_FEATURES')) {
      throw handshakeConstraint(
        'INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES',
        'The organization is enabling all features.',
      );
    }
    if (pending.some((one) => one.action === 'INVITE' && one.recipient === recipient)) throw duplicateHandshake();
    const { HandshakesPerDay, AccountsPerOrganization } = organizationsLimits;
    const today = ours.filter((one) => one.action === 'INVITE' && elapsed(one.requestedAt, now) < days(1));
    if (today.length >= HandshakesPerDay) {
      throw handshakeConstraint(
        'HANDSHAKE_RATE_LIMIT_EXCEEDED',
        `At most ${HandshakesPerDay} handshakes are sent a day.`,
      );
    }
    if ((await state.members.count()) + pending.length >= AccountsPerOrganization) {
      throw handshakeConstraint(
        'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
        `An organization has at most ${AccountsPerOrganization} accounts.`,
      );
    }
    const tags = tagged([], Tags);
    await requireCompliantTags(state, organization, 'account', tags);
    const handshake: HandshakeRecord = {
      id: newHandshakeId(entropy),
      action: 'INVITE',
      managementAccount,
      organizationId,
      recipient,
      ...(target.Type === 'EMAIL' ? { email: target.Id } : {}),
      ...(notes === undefined ? {} : { notes }),
      tags,
      state: 'OPEN',
      requestedAt: now,
      expiresAt: expiryFrom(now),
    };
    await keepHandshake(tx, handshake);
    return { Handshake: await handshakeShape(tx, handshake, now) };
  },
};

/**
 * Only accounts that are here can be invited.
 * AWS DIFFERS? There an invitation goes to any address, and an account that does not exist is found out by nobody's answer.
 */
async function recipientOf(
  reader: Reader,
  { Id, Type }: OrganizationsInput<typeof name>['Target'],
): Promise<AccountId> {
  if (Type === 'ORGANIZATION') {
    throw invalidInput(
      'INVALID_PARTY_TYPE_TARGET',
      'An account is invited, by its number or by the address of its root user.',
    );
  }
  const account = Type === 'ACCOUNT' ? parseAccountId(Id) : await accountOfAddress(reader, Id);
  if (account === undefined || (await accountEmail(reader, account)) === undefined) {
    throw Type === 'EMAIL'
      ? invalidInput('INVALID_EMAIL_ADDRESS_TARGET', 'There is no account with that address here.')
      : invalidInput('INVALID_PATTERN_TARGET_ID', 'There is no account with that number here.');
  }
  return account;
}

async function accountOfAddress(reader: Reader, email: string): Promise<AccountId | undefined> {
  const named = parseAccountId(/^root@(\d{12})\.lockstead\.local$/i.exec(email)?.[1] ?? '');
  // The scope does not matter: addresses stand for the whole partition.
  const known = await organizationsState(reader, '000000000000' as AccountId).addresses.get(email.toLowerCase());
  return known?.account ?? named;
}
