/** IAM's door for other services and for main. */

export { bootstrapAccount, type FirstCredentials } from './bootstrap.ts';
export { longTermCredentials } from './credentials.ts';
export { type PrincipalPolicyReader, principalPolicies } from './principal-policies.ts';
export { principalStands } from './principal-stands.ts';
export { type FoundRole, findRoleByArn } from './roles.ts';
