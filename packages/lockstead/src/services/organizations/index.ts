/**
 * AWS Organizations.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/
 */

import type { FurtherEventRecorder } from '#service/further-event';
import { defineService, type ServiceDefinition } from '#service/service';
import { endSuspension, finishClosure } from './accounts/closure.ts';
import { finishCreation } from './accounts/finish-creation.ts';
import { sweepCreations } from './accounts/sweep-creations.ts';
import { organizationsAuthorization } from './authorization.ts';
import { askForApprovals } from './handshakes/ask-approvals.ts';
import { forgetHandshake } from './handshakes/forget-handshake.ts';
import { acceptHandshake } from './operations/accept-handshake.ts';
import { attachPolicy } from './operations/attach-policy.ts';
import { cancelHandshake } from './operations/cancel-handshake.ts';
import { closeAccount } from './operations/close-account.ts';
import { createAccount } from './operations/create-account.ts';
import { createOrganization } from './operations/create-organization.ts';
import { createOrganizationalUnit } from './operations/create-organizational-unit.ts';
import { createPolicy } from './operations/create-policy.ts';
import { declineHandshake } from './operations/decline-handshake.ts';
import { deleteOrganization } from './operations/delete-organization.ts';
import { deleteOrganizationalUnit } from './operations/delete-organizational-unit.ts';
import { deletePolicy } from './operations/delete-policy.ts';
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts';
import { deregisterDelegatedAdministrator } from './operations/deregister-delegated-administrator.ts';
import { describeAccount } from './operations/describe-account.ts';
import { describeCreateAccountStatus } from './operations/describe-create-account-status.ts';
import { describeEffectivePolicy } from './operations/describe-effective-policy.ts';
import { describeHandshake } from './operations/describe-handshake.ts';
import { describeOrganization } from './operations/describe-organization.ts';
import { describeOrganizationalUnit } from './operations/describe-organizational-unit.ts';
import { describePolicy } from './operations/describe-policy.ts';
import { describeResourcePolicy } from './operations/describe-resource-policy.ts';
import { detachPolicy } from './operations/detach-policy.ts';
import { disableAWSServiceAccess } from './operations/disable-aws-service-access.ts';
import { disablePolicyType } from './operations/disable-policy-type.ts';
import { enableAllFeatures } from './operations/enable-all-features.ts';
import { enableAWSServiceAccess } from './operations/enable-aws-service-access.ts';
import { enablePolicyType } from './operations/enable-policy-type.ts';
import { inviteAccountToOrganization } from './operations/invite-account-to-organization.ts';
import { leaveOrganization } from './operations/leave-organization.ts';
import { listAccounts } from './operations/list-accounts.ts';
import { listAccountsForParent } from './operations/list-accounts-for-parent.ts';
import { listAccountsWithInvalidEffectivePolicy } from './operations/list-accounts-with-invalid-effective-policy.ts';
import { listAWSServiceAccessForOrganization } from './operations/list-aws-service-access-for-organization.ts';
import { listChildren } from './operations/list-children.ts';
import { listCreateAccountStatus } from './operations/list-create-account-status.ts';
import { listDelegatedAdministrators } from './operations/list-delegated-administrators.ts';
import { listDelegatedServicesForAccount } from './operations/list-delegated-services-for-account.ts';
import { listEffectivePolicyValidationErrors } from './operations/list-effective-policy-validation-errors.ts';
import { listHandshakesForAccount } from './operations/list-handshakes-for-account.ts';
import { listHandshakesForOrganization } from './operations/list-handshakes-for-organization.ts';
import { listOrganizationalUnitsForParent } from './operations/list-organizational-units-for-parent.ts';
import { listParents } from './operations/list-parents.ts';
import { listPolicies } from './operations/list-policies.ts';
import { listPoliciesForTarget } from './operations/list-policies-for-target.ts';
import { listRoots } from './operations/list-roots.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTargetsForPolicy } from './operations/list-targets-for-policy.ts';
import { moveAccount } from './operations/move-account.ts';
import { putResourcePolicy } from './operations/put-resource-policy.ts';
import { registerDelegatedAdministrator } from './operations/register-delegated-administrator.ts';
import { removeAccountFromOrganization } from './operations/remove-account-from-organization.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateOrganizationalUnit } from './operations/update-organizational-unit.ts';
import { updatePolicy } from './operations/update-policy.ts';
import { sweepAttachments } from './policies/sweep-attachments.ts';
import { organizationsResources } from './resources.ts';

/** One organization pays the bills of another. */
const billingTransfers = [
  'DescribeResponsibilityTransfer',
  'InviteOrganizationToTransferResponsibility',
  'ListInboundResponsibilityTransfers',
  'ListOutboundResponsibilityTransfers',
  'TerminateResponsibilityTransfer',
  'UpdateResponsibilityTransfer',
];

/** What Organizations is given. */
export interface OrganizationsParts {
  /** Where it writes what became of an account that it makes. */
  readonly furtherEvents: FurtherEventRecorder;
}

/** All operations that are listed are done; the others answer NotImplemented by name. */
export function organizations({ furtherEvents }: OrganizationsParts): ServiceDefinition {
  return defineService({
    name: 'organizations',
    global: true,
    operations: [
      acceptHandshake,
      attachPolicy,
      cancelHandshake,
      closeAccount,
      createAccount,
      createOrganization,
      createOrganizationalUnit,
      createPolicy,
      declineHandshake,
      deleteOrganization,
      deleteOrganizationalUnit,
      deletePolicy,
      deleteResourcePolicy,
      deregisterDelegatedAdministrator,
      describeAccount,
      describeCreateAccountStatus,
      describeEffectivePolicy,
      describeHandshake,
      describeOrganization,
      describeOrganizationalUnit,
      describePolicy,
      describeResourcePolicy,
      detachPolicy,
      disableAWSServiceAccess,
      disablePolicyType,
      enableAWSServiceAccess,
      enableAllFeatures,
      enablePolicyType,
      inviteAccountToOrganization,
      leaveOrganization,
      listAWSServiceAccessForOrganization,
      listAccounts,
      listAccountsForParent,
      listAccountsWithInvalidEffectivePolicy,
      listChildren,
      listCreateAccountStatus,
      listDelegatedAdministrators,
      listDelegatedServicesForAccount,
      listEffectivePolicyValidationErrors,
      listHandshakesForAccount,
      listHandshakesForOrganization,
      listOrganizationalUnitsForParent,
      listParents,
      listPolicies,
      listPoliciesForTarget,
      listRoots,
      listTagsForResource,
      listTargetsForPolicy,
      moveAccount,
      putResourcePolicy,
      registerDelegatedAdministrator,
      removeAccountFromOrganization,
      tagResource,
      untagResource,
      updateOrganizationalUnit,
      updatePolicy,
    ],
    authorization: organizationsAuthorization,
    resources: organizationsResources,
    refused: {
      CreateGovCloudAccount: 'there is no partition aws-us-gov here',
      ...Object.fromEntries(
        billingTransfers.map((operation) => [
          operation,
          'nobody pays the bills that are made here, so none can be transferred',
        ]),
      ),
    },
    agenda: {
      askApprovals: askForApprovals,
      endSuspension,
      finishClosure,
      finishCreation: finishCreation(furtherEvents),
      forgetHandshake,
      sweepAttachments,
      sweepCreations,
    },
  });
}
