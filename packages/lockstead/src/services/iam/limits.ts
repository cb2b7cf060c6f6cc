/**
 * IAM's quotas by the names AWS gives them in its errors.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const iamLimits = {
  UsersPerAccount: 5000,
  GroupsPerAccount: 300,
  RolesPerAccount: 1000,
  InstanceProfilesPerAccount: 1000,
  PoliciesPerAccount: 1500,
  AccessKeysPerUser: 2,
  MFADevicesPerUser: 8,
  /** As many as there may be users. */
  MFADevicesPerAccount: 5000,
  OpenIdConnectProvidersPerAccount: 100,
  ClientIdsPerOpenIdConnectProvider: 100,
  ThumbprintsPerOpenIdConnectProvider: 5,
  SAMLProvidersPerAccount: 100,
  /** Of one SAML provider: an old and a new one. */
  PrivateKeysPerSAMLProvider: 2,
  SSHPublicKeysPerUser: 5,
  CertificatesPerUser: 2,
  /** Of each service. */
  ServiceSpecificCredentialsPerUser: 2,
  GroupsPerUser: 10,
  AttachedPoliciesPerUser: 10,
  AttachedPoliciesPerGroup: 10,
  /** Since August 2026; ten before. */
  AttachedPoliciesPerRole: 20,
  VersionsPerPolicy: 5,
  PolicyVersionsInUse: 10_000,
  /** Characters without white space. */
  PolicySize: 6144,
  UserPolicySize: 2048,
  GroupPolicySize: 5120,
  RolePolicySize: 10_240,
  ACLSizePerRole: 2048,
  TagsPerUser: 50,
  TagsPerRole: 50,
} as const;
