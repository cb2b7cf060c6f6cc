/**
 * GetAccountSummary: how many of each kind of entity the account has, and may have.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
import { present } from '#kernel/invariant';
import type { Reader } from '#store/port';
import { iamLimits } from '../limits.ts';
import type { IamRead } from '../operation.ts';
import { isIndexed } from '../state/path-index.ts';
import { type IamReader, iamState } from '../state/state.ts';
import { devicesCount } from '../user-credentials/mfa/passkeys.ts';

/** What Lockstead has no operations for yet is truly not there; its quotas are AWS's all the same. */
const notHere = {
  GlobalEndpointTokenVersion: 1,
  ServerCertificates: 0,
  ServerCertificatesQuota: 20,
} as const;

export const getAccountSummary: IamRead<'GetAccountSummary'> = {
  name: 'GetAccountSummary',
  effect: 'read',

  async handle(_input, { reader, account }) {
    const state = iamState(reader, account);
    const owner = present(await state.accounts.get(account), `account ${account} exists`);
    const rootKeys = await state.accessKeys.count({ index: 'user', key: '' });
    const rootCertificates = await state.signingCertificates.count({ index: 'user', key: account });
    return {
      SummaryMap: {
        Users: await state.users.count(),
        UsersQuota: iamLimits.UsersPerAccount,
        Groups: await state.groups.count(),
        GroupsQuota: iamLimits.GroupsPerAccount,
        Roles: await state.roles.count(),
        RolesQuota: iamLimits.RolesPerAccount,
        InstanceProfiles: await state.instanceProfiles.count(),
        InstanceProfilesQuota: iamLimits.InstanceProfilesPerAccount,
        Policies: await state.policies.count(),
        PoliciesQuota: iamLimits.PoliciesPerAccount,
        PolicyVersionsInUse: await versionsOf(reader, state),
        PolicyVersionsInUseQuota: iamLimits.PolicyVersionsInUse,
        PolicySizeQuota: iamLimits.PolicySize,
        VersionsPerPolicyQuota: iamLimits.VersionsPerPolicy,
        UserPolicySizeQuota: iamLimits.UserPolicySize,
        GroupPolicySizeQuota: iamLimits.GroupPolicySize,
        RolePolicySizeQuota: iamLimits.RolePolicySize,
        AssumeRolePolicySizeQuota: iamLimits.ACLSizePerRole,
        AttachedPoliciesPerUserQuota: iamLimits.AttachedPoliciesPerUser,
        AttachedPoliciesPerGroupQuota: iamLimits.AttachedPoliciesPerGroup,
        AttachedPoliciesPerRoleQuota: iamLimits.AttachedPoliciesPerRole,
        GroupsPerUserQuota: iamLimits.GroupsPerUser,
        AccessKeysPerUserQuota: iamLimits.AccessKeysPerUser,
        AccountMFAEnabled: (await devicesCount(state, account)) > 0 ? 1 : 0,
        AccountAccessKeysPresent: rootKeys > 0 ? 1 : 0,
        AccountPasswordPresent: owner.rootPassword === undefined ? 0 : 1,
        AccountSigningCertificatesPresent: rootCertificates > 0 ? 1 : 0,
        SigningCertificatesPerUserQuota: iamLimits.CertificatesPerUser,
        Providers: (await state.oidcProviders.count()) + (await state.samlProviders.count()),
        MFADevices: (await state.mfaDevices.count()) + (await state.passkeys.count()),
        MFADevicesInUse: (await state.mfaDevices.count({ index: 'user' })) + (await state.passkeys.count()),
        ...notHere,
      },
    };
  },
};

async function versionsOf(reader: Reader, state: IamReader): Promise<number> {
  if (await isIndexed(reader)) return await state.policies.count({ index: 'version' });
  return (await state.policies.list()).reduce((sum, { record }) => sum + record.versions.length, 0);
}
