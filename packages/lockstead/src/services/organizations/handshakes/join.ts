/** An account that accepts an invitation. */
import type { Instant } from '#kernel/clock';
import { present } from '#kernel/invariant';
import { accountEmail, ensureLinkedRole } from '#services/iam/api';
import type { Transaction } from '#store/port';
import { handshakeConstraint, invalidHandshakeTransition } from '../errors.ts';
import { organizationsLimits } from '../limits.ts';
import { organizationsPrincipal } from '../principal.ts';
import { type HandshakeRecord, organizationsState } from '../state.ts';

/** It stands in the root then. `roleId` is for its service-linked role. */
export async function join(tx: Transaction, handshake: HandshakeRecord, roleId: string, now: Instant): Promise<void> {
  const { managementAccount, organizationId, recipient, tags } = handshake;
  const state = organizationsState(tx, managementAccount);
  const organization = await state.organizations.get('organization');
  // The organization may be gone, and another may be in its place.
  if (organization?.id !== organizationId) throw invalidHandshakeTransition();
  if ((await state.memberships.get(recipient)) !== undefined) {
    throw handshakeConstraint('ALREADY_IN_AN_ORGANIZATION', 'The account is a member of an organization already.');
  }
  const most = organizationsLimits.AccountsPerOrganization;
  if ((await state.members.count()) >= most) {
    throw handshakeConstraint('ACCOUNT_NUMBER_LIMIT_EXCEEDED', `An organization has at most ${most} accounts.`);
  }
  const email = present(await accountEmail(tx, recipient), 'the account of a caller is there');
  await ensureLinkedRole(tx, recipient, organizationsPrincipal, roleId, now);
  await state.addresses.put({ email: email.toLowerCase(), account: recipient });
  await state.memberships.insert({ account: recipient, organizationId, managementAccount });
  await state.members.insert({
    organizationId,
    id: recipient,
    // AWS DIFFERS? There it is the name that the account was opened with.
    name: email,
    email,
    state: 'ACTIVE',
    joinedMethod: 'INVITED',
    joinedAt: now,
    parent: organization.rootId,
    tags,
  });
}
