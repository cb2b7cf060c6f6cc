/**
 * CreateAccount: answers at once; the account is there when DescribeCreateAccountStatus says so.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
 */
import { schedule } from '#events/agenda';
import { newAccountId, newUniqueId } from '#kernel/ids';
import { ofManagement } from '../access.ts';
import { creationRef, finishCreationKind } from '../accounts/finish-creation.ts';
import { constraintViolation, invalidInput } from '../errors.ts';
import { newCreateAccountRequestId } from '../ids.ts';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { creationShape } from '../shapes.ts';
import { type CreationRecord, organizationsState } from '../state.ts';
import { requireCompliantTags } from '../tag-compliance.ts';
import { tagged } from '../tags.ts';

const defaultRole = 'OrganizationAccountAccessRole';
const reservedRole = /^AWSServiceRoleFor/i;

export const createAccount: OrganizationsWrite<'CreateAccount'> = {
  name: 'CreateAccount',
  effect: 'write',

  async handle(input, context) {
    const { tx, account, clock, entropy } = context;
    const organization = await ofManagement(tx, context);
    const state = organizationsState(tx, account);
    const { Email: email, AccountName: name, RoleName: roleName = defaultRole, Tags } = input;
    if (reservedRole.test(roleName)) {
      throw invalidInput('INVALID_ROLE_NAME', 'A role name cannot begin with AWSServiceRoleFor.');
    }
    const tags = tagged([], Tags);
    await requireCompliantTags(state, organization, 'account', tags);
    const { AccountsInCreation, AccountsPerOrganization } = organizationsLimits;
    const inCreation = await state.creations.count({ index: 'state', key: 'IN_PROGRESS' });
    if (inCreation >= AccountsInCreation) {
      throw constraintViolation(
        'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED',
        `At most ${AccountsInCreation} accounts can be in creation at the same time.`,
      );
    }
    if ((await state.members.count()) + inCreation >= AccountsPerOrganization) {
      throw constraintViolation(
        'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
        `An organization has at most ${AccountsPerOrganization} accounts.`,
      );
    }
    const creation: CreationRecord = {
      id: newCreateAccountRequestId(entropy),
      name,
      email,
      roleName,
      tags,
      requestedAt: clock.now(),
      state: 'IN_PROGRESS',
      drawn: {
        account: newAccountId(entropy),
        role: newUniqueId(entropy, 'AROA'),
        linkedRole: newUniqueId(entropy, 'AROA'),
      },
    };
    await state.creations.insert(creation);
    const ref = creationRef(account, creation.id);
    await schedule(tx, { id: `organizations.creation ${ref}`, kind: finishCreationKind, at: clock.now(), ref });
    return { CreateAccountStatus: creationShape(creation) };
  },
};
