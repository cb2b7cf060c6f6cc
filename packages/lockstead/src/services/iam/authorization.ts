/**
 * What each IAM operation asks for: a table by operation. Its parts are the modules of `authorize/`: each exports what its operations ask for
 * under their names, and nothing else. The action bears the operation's name; most name one resource of the caller's account.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import * as account from './authorize/account.ts';
import * as groups from './authorize/groups.ts';
import * as instanceProfiles from './authorize/instance-profiles.ts';
import * as mfaDevices from './authorize/mfa-devices.ts';
import * as passwords from './authorize/passwords.ts';
import * as policies from './authorize/policies.ts';
import * as roles from './authorize/roles.ts';
import * as simulations from './authorize/simulations.ts';
import * as userCredentials from './authorize/user-credentials.ts';
import * as users from './authorize/users.ts';

export const iamAuthorization: typeof account &
  typeof groups &
  typeof instanceProfiles &
  typeof mfaDevices &
  typeof passwords &
  typeof policies &
  typeof roles &
  typeof simulations &
  typeof userCredentials &
  typeof users = {
  ...account,
  ...groups,
  ...instanceProfiles,
  ...mfaDevices,
  ...passwords,
  ...policies,
  ...roles,
  ...simulations,
  ...userCredentials,
  ...users,
};
