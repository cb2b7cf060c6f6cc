/** ARNs of IAM's resources. AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
import { iamArn } from '#kernel/arn';

interface Named {
  readonly path: string;
  readonly name: string;
}

export const userArn = (account: string, user: Named): string => iamArn(account, `user${user.path}${user.name}`);
export const groupArn = (account: string, group: Named): string => iamArn(account, `group${group.path}${group.name}`);
export const roleArn = (account: string, role: Named): string => iamArn(account, `role${role.path}${role.name}`);
export const policyArn = (account: string, policy: Named): string =>
  iamArn(account, `policy${policy.path}${policy.name}`);
export const instanceProfileArn = (account: string, profile: Named): string =>
  iamArn(account, `instance-profile${profile.path}${profile.name}`);
export const mfaDeviceArn = (account: string, device: Named): string =>
  iamArn(account, `mfa${device.path}${device.name}`);
