/** IAM's door for other services and for main. */

export { AccountQuotas } from './account-quotas.ts';
export { bootstrapAccount, type FirstCredentials, newRootPassword, rootEmail } from './bootstrap.ts';
export { CredentialUses } from './credential-uses.ts';
export { longTermCredentials } from './credentials.ts';
export { currentSession } from './current-session.ts';
export { parseEntityArn } from './entity-arn.ts';
export { accountOfKey, managedPolicyExists } from './lookups.ts';
export { judgeFactor, spendFactor } from './mfa/second-factor.ts';
export { hashPassword, randomPasswordCost } from './password-hash.ts';
export { type PrincipalPolicyReader, principalPolicies } from './principal-policies.ts';
export { principalFinder } from './principals.ts';
export { findRoleByArn } from './roles.ts';
export { type StoredDocument, type StoreOutcome, showPrincipals, storePrincipals } from './stored-principals.ts';
