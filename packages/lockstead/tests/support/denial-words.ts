/**
 * What AWS's denials name of a resource, operation by operation, from its events and from what clients printed. Operations that are not listed
 * name the ARN. Written down apart from the code that words denials, to hold it.
 */
const forms: Readonly<Record<string, readonly string[]>> = {
  'user NAME': [
    ...['AttachUserPolicy', 'ChangePassword', 'CreateAccessKey', 'CreateLoginProfile', 'DeactivateMFADevice'],
    ...['DeleteAccessKey', 'DeleteLoginProfile', 'DeleteUser', 'DeleteUserPermissionsBoundary', 'DeleteUserPolicy'],
    ...['DetachUserPolicy', 'GetAccessKeyLastUsed', 'GetLoginProfile', 'GetUser', 'GetUserPolicy', 'ListAccessKeys'],
    ...['ListAttachedUserPolicies', 'ListGroupsForUser', 'ListMFADevices', 'ListSSHPublicKeys', 'ListUserPolicies'],
    ...['ListServiceSpecificCredentials', 'ListSigningCertificates', 'ListUserTags', 'PutUserPermissionsBoundary'],
    ...['PutUserPolicy', 'TagUser', 'UntagUser', 'UpdateAccessKey', 'UpdateLoginProfile', 'UpdateUser'],
  ],
  'group NAME': [
    ...['AddUserToGroup', 'AttachGroupPolicy', 'DeleteGroup', 'DeleteGroupPolicy', 'DetachGroupPolicy', 'GetGroup'],
    ...['GetGroupPolicy', 'ListAttachedGroupPolicies', 'ListGroupPolicies', 'PutGroupPolicy', 'RemoveUserFromGroup'],
    'UpdateGroup',
  ],
  'role NAME': [
    ...['AttachRolePolicy', 'DeleteRole', 'DeleteRolePermissionsBoundary', 'DeleteRolePolicy', 'DetachRolePolicy'],
    ...['DeleteServiceLinkedRole', 'GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies'],
    ...['ListInstanceProfilesForRole', 'ListRoleTags', 'PutRolePermissionsBoundary', 'PutRolePolicy', 'TagRole'],
    ...['UntagRole', 'UpdateAssumeRolePolicy', 'UpdateRole', 'UpdateRoleDescription'],
  ],
  'instance profile NAME': [
    ...['AddRoleToInstanceProfile', 'DeleteInstanceProfile', 'GetInstanceProfile', 'ListInstanceProfileTags'],
    ...['RemoveRoleFromInstanceProfile', 'TagInstanceProfile', 'UntagInstanceProfile'],
  ],
  'policy NAME': ['CreatePolicy', 'ListPolicyTags', 'TagPolicy', 'UntagPolicy'],
  'policy ARN': [
    ...['CreatePolicyVersion', 'DeletePolicy', 'DeletePolicyVersion', 'GetPolicy', 'ListEntitiesForPolicy'],
    'ListPolicyVersions',
  ],
  'policy ARN version v1': ['GetPolicyVersion'],
  'policy ARN version v2': ['SetDefaultPolicyVersion'],
  'policy path /': ['ListPolicies'],
};

/** `arn` as the operation asks for it; the answer as its denial names it. */
export function namedInDenial(operation: string, arn: string): string {
  const form = Object.keys(forms).find((one) => forms[one]?.includes(operation)) ?? 'ARN';
  return form.replace('ARN', arn).replace('NAME', arn.slice(arn.lastIndexOf('/') + 1));
}
