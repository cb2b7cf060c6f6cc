/**
 * What each IAM operation asks for: a table by operation, whose parts stand in `authorize/`. The action bears the operation's name; most name one
 * resource of the caller's account.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import { accountAuthorization } from './authorize/account.ts';
import { groupAuthorization } from './authorize/groups.ts';
import { instanceProfileAuthorization } from './authorize/instance-profiles.ts';
import { lastAccessedAuthorization } from './authorize/last-accessed.ts';
import { mfaDeviceAuthorization } from './authorize/mfa-devices.ts';
import { oidcProviderAuthorization } from './authorize/oidc-providers.ts';
import { passwordAuthorization } from './authorize/passwords.ts';
import { policyAuthorization } from './authorize/policies.ts';
import { roleAuthorization } from './authorize/roles.ts';
import { samlProviderAuthorization } from './authorize/saml-providers.ts';
import { simulationAuthorization } from './authorize/simulations.ts';
import { userCredentialAuthorization } from './authorize/user-credentials.ts';
import { userAuthorization } from './authorize/users.ts';

export const iamAuthorization = {
  ...accountAuthorization,
  ...groupAuthorization,
  ...instanceProfileAuthorization,
  ...lastAccessedAuthorization,
  ...mfaDeviceAuthorization,
  ...oidcProviderAuthorization,
  ...passwordAuthorization,
  ...policyAuthorization,
  ...roleAuthorization,
  ...samlProviderAuthorization,
  ...simulationAuthorization,
  ...userCredentialAuthorization,
  ...userAuthorization,
} as const;
