/**
 * AWS Identity and Access Management.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import { iamAuthorization } from './authorization.ts';
import type { CredentialUses } from './credential-uses.ts';
import { iamEventResources } from './event-resources.ts';
import { addUserToGroup } from './operations/add-user-to-group.ts';
import { attachGroupPolicy } from './operations/attach-group-policy.ts';
import { attachUserPolicy } from './operations/attach-user-policy.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createAccountAlias } from './operations/create-account-alias.ts';
import { createGroup } from './operations/create-group.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { deleteAccountAlias } from './operations/delete-account-alias.ts';
import { deleteAccountPasswordPolicy } from './operations/delete-account-password-policy.ts';
import { deleteGroup } from './operations/delete-group.ts';
import { deleteGroupPolicy } from './operations/delete-group-policy.ts';
import { deleteUser } from './operations/delete-user.ts';
import { deleteUserPermissionsBoundary } from './operations/delete-user-permissions-boundary.ts';
import { deleteUserPolicy } from './operations/delete-user-policy.ts';
import { detachGroupPolicy } from './operations/detach-group-policy.ts';
import { detachUserPolicy } from './operations/detach-user-policy.ts';
import { getAccessKeyLastUsed } from './operations/get-access-key-last-used.ts';
import { getAccountPasswordPolicy } from './operations/get-account-password-policy.ts';
import { getAccountSummary } from './operations/get-account-summary.ts';
import { getGroup } from './operations/get-group.ts';
import { getGroupPolicy } from './operations/get-group-policy.ts';
import { getUser } from './operations/get-user.ts';
import { getUserPolicy } from './operations/get-user-policy.ts';
import { listAccessKeys } from './operations/list-access-keys.ts';
import { listAccountAliases } from './operations/list-account-aliases.ts';
import { listAttachedGroupPolicies } from './operations/list-attached-group-policies.ts';
import { listAttachedUserPolicies } from './operations/list-attached-user-policies.ts';
import { listGroupPolicies } from './operations/list-group-policies.ts';
import { listGroups } from './operations/list-groups.ts';
import { listGroupsForUser } from './operations/list-groups-for-user.ts';
import { listUserPolicies } from './operations/list-user-policies.ts';
import { listUserTags } from './operations/list-user-tags.ts';
import { listUsers } from './operations/list-users.ts';
import { putGroupPolicy } from './operations/put-group-policy.ts';
import { putUserPermissionsBoundary } from './operations/put-user-permissions-boundary.ts';
import { putUserPolicy } from './operations/put-user-policy.ts';
import { removeUserFromGroup } from './operations/remove-user-from-group.ts';
import { tagUser } from './operations/tag-user.ts';
import { untagUser } from './operations/untag-user.ts';
import { updateAccessKey } from './operations/update-access-key.ts';
import { updateAccountPasswordPolicy } from './operations/update-account-password-policy.ts';
import { updateGroup } from './operations/update-group.ts';
import { updateUser } from './operations/update-user.ts';
import { iamResources } from './resources.ts';

export function iam(uses: CredentialUses): ServiceDefinition {
  return defineService({
    name: 'iam',
    global: true,
    operations: [
      addUserToGroup,
      attachGroupPolicy,
      attachUserPolicy,
      createAccessKey,
      createAccountAlias,
      createGroup,
      createRole,
      createUser,
      deleteAccessKey(uses),
      deleteAccountAlias,
      deleteAccountPasswordPolicy,
      deleteGroup,
      deleteGroupPolicy,
      deleteUser,
      deleteUserPermissionsBoundary,
      deleteUserPolicy,
      detachGroupPolicy,
      detachUserPolicy,
      getAccessKeyLastUsed(uses),
      getAccountPasswordPolicy,
      getAccountSummary,
      getGroup,
      getGroupPolicy,
      getUser,
      getUserPolicy,
      listAccessKeys,
      listAccountAliases,
      listAttachedGroupPolicies,
      listAttachedUserPolicies,
      listGroupPolicies,
      listGroups,
      listGroupsForUser,
      listUserPolicies,
      listUserTags,
      listUsers,
      putGroupPolicy,
      putUserPermissionsBoundary,
      putUserPolicy,
      removeUserFromGroup,
      tagUser,
      untagUser,
      updateAccessKey,
      updateAccountPasswordPolicy,
      updateGroup,
      updateUser,
    ],
    authorization: iamAuthorization,
    resources: iamResources,
    eventResources: iamEventResources,
  });
}
