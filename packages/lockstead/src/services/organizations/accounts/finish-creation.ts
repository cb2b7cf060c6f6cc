/**
 * The work that makes an account which CreateAccount asked for: due at once, and done apart from the request as in AWS.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
 */
import type { Instant } from '#kernel/clock';
import { type AccountId, parseAccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { AgendaItem } from '#service/agenda';
import type { FurtherEventRecorder } from '#service/further-event';
import { accountEmail, createMemberAccount, ensureLinkedRole } from '#services/iam/api';
import type { Transaction } from '#store/port';
import { organizationsPrincipal } from '../principal.ts';
import { type CreationRecord, type OrganizationRecord, organizationsState } from '../state.ts';
import { isAddressTaken } from './addresses.ts';
import { creationResult } from './creation-result.ts';

export const finishCreationKind = 'organizations:finishCreation';

/** What a row of the agenda names the request by. */
export const creationRef = (account: AccountId, id: string): string => `${account}/${id}`;

/** `events`: where its outcome is written, in the management account. */
export const finishCreation = (events: FurtherEventRecorder): AgendaItem => ({
  async handle({ ref }, { tx, now }) {
    const [account, id = ''] = ref.split('/');
    const management = parseAccountId(account ?? '');
    invariant(management !== undefined, 'the row names an account');
    const state = organizationsState(tx, management);
    const creation = await state.creations.get(id);
    const organization = await state.organizations.get('organization');
    if (creation?.state !== 'IN_PROGRESS' || organization === undefined) return;
    const failureReason = await refusalOf(tx, creation);
    if (failureReason === undefined) await makeAccount(tx, organization, creation, now);
    const completed: CreationRecord = {
      ...creation,
      completedAt: now,
      ...(failureReason === undefined ? { state: 'SUCCEEDED' } : { state: 'FAILED', failureReason }),
    };
    await state.creations.update(completed);
    await events.record(tx, creationResult(management, completed, now));
  },
});

async function refusalOf(
  tx: Transaction,
  { email, drawn }: CreationRecord,
): Promise<CreationRecord['failureReason'] | undefined> {
  if (await isAddressTaken(tx, email, drawn.account)) return 'EMAIL_ALREADY_EXISTS';
  // One chance in some hundred millions, with a thousand accounts: whoever asks again draws another number.
  if ((await accountEmail(tx, drawn.account)) !== undefined) return 'INTERNAL_FAILURE';
  return undefined;
}

async function makeAccount(
  tx: Transaction,
  organization: OrganizationRecord,
  { name, email, roleName, tags, drawn }: CreationRecord,
  now: Instant,
): Promise<void> {
  const { account } = drawn;
  const state = organizationsState(tx, organization.account);
  const managementAccount = organization.account;
  await createMemberAccount(tx, { account, email, managementAccount, roleName, roleId: drawn.role }, now);
  await ensureLinkedRole(tx, account, organizationsPrincipal, drawn.linkedRole, now);
  await state.addresses.insert({ email: email.toLowerCase(), account });
  await state.memberships.insert({ account, organizationId: organization.id, managementAccount });
  await state.members.insert({
    organizationId: organization.id,
    id: account,
    name,
    email,
    state: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAt: now,
    parent: organization.rootId,
    tags,
  });
}
