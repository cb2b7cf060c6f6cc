/**
 * MoveAccount: from one place to another in the same root. What binds it there counts from the next request on.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
 */
import { ofManagement } from '../access.ts';
import { duplicateAccount, notFound } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { requireMember, requireParent } from '../tree/find.ts';

export const moveAccount: OrganizationsWrite<'MoveAccount'> = {
  name: 'MoveAccount',
  effect: 'write',

  async handle({ AccountId, SourceParentId: source, DestinationParentId: destination }, context) {
    const organization = await ofManagement(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const member = await requireMember(state, AccountId);
    await requireParent(state, organization, source, notFound.sourceParent);
    await requireParent(state, organization, destination, notFound.destinationParent);
    if (member.parent === destination) throw duplicateAccount();
    // AWS DIFFERS? It has no other code for a source that exists and is not where the account is.
    if (member.parent !== source) throw notFound.sourceParent();
    await state.members.update({ ...member, parent: destination });
    return {};
  },
};
