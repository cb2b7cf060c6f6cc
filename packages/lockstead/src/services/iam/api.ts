/** IAM's door for other services and for main. */

export { parseEntityArn } from './entities/entity-arn.ts';
export { accountImport } from './import/import-account.ts';
export {
  findPrincipal,
  principalArn,
  type StoredDocument,
  type StoreOutcome,
  showPrincipals,
  storePrincipals,
} from './policies/stored-principals.ts';
export { AccountQuotas } from './provides/account-quotas.ts';
export { bootstrapAccount, type FirstCredentials, newRootPassword, rootEmail } from './provides/bootstrap.ts';
export { CredentialUses } from './provides/credential-uses.ts';
export { longTermCredentials } from './provides/credentials.ts';
export { currentSession } from './provides/current-session.ts';
export { ensureRoles } from './provides/dev-roles.ts';
export { findInstanceProfile } from './provides/instance-profiles.ts';
export { accountCount, accountIds, accountOfKey, managedPolicyExists } from './provides/lookups.ts';
export {
  accountEmail,
  accountMadeAt,
  changeAccountEmail,
  createBareAccount,
  createMemberAccount,
  ensureLinkedRole,
} from './provides/member-accounts.ts';
export { findOidcProvider } from './provides/oidc-providers.ts';
export { type PrincipalPolicyReader, principalPolicies } from './provides/principal-policies.ts';
export { principalFinder } from './provides/principals.ts';
export { type FoundRole, findRoleByArn } from './provides/roles.ts';
export { findSamlProvider, type SamlProvider } from './provides/saml-providers.ts';
export {
  accountNamed,
  isPasswordOf,
  notePasswordUse,
  personById,
  prepareOwnPassword,
  rootToSignIn,
  type SignInPerson,
  setOwnPassword,
  userToSignIn,
} from './provides/sign-in.ts';
export { CodeTries } from './user-credentials/mfa/code-tries.ts';
export { devicesOf, enableRootDevice } from './user-credentials/mfa/devices.ts';
export {
  addPasskey,
  notePasskeyUse,
  passkeysOf,
} from './user-credentials/mfa/passkeys.ts';
export { judgeCode, judgeFactor, spendFactor } from './user-credentials/mfa/second-factor.ts';
export type { PasskeyRecord } from './user-credentials/mfa/state.ts';
export { hashPassword, randomPasswordCost } from './user-credentials/password-hash.ts';
export { PasswordHashing } from './user-credentials/password-hashing.ts';
