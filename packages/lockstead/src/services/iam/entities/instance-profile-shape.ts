/** Instance profiles as the API shows them: with the role in them. Only GetInstanceProfile and CreateInstanceProfile tell the tags. */
import { toDate } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Reader } from '#store/port';
import { type InstanceProfileRecord, iamState, nameKey } from '../state/state.ts';
import type * as iam from '../structures.ts';
import { instanceProfileArn } from './arns.ts';
import { roleInProfile } from './role-shapes.ts';

export async function instanceProfileSummary(
  reader: Reader,
  account: AccountId,
  profile: InstanceProfileRecord,
): Promise<iam.InstanceProfile> {
  const { role: name } = profile;
  const role =
    name === undefined
      ? undefined
      : present(await iamState(reader, account).roles.get(nameKey(name)), `role ${name} of a profile exists`);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: instanceProfileArn(account, profile),
    CreateDate: toDate(profile.createdAt),
    Roles: role === undefined ? [] : [await roleInProfile(reader, account, role)],
  };
}

/** How long the trust policies in it are, as a page weighs it. */
export function lengthOfRoles({ Roles }: iam.InstanceProfile): number {
  return Roles.reduce((sum, { AssumeRolePolicyDocument: trust = '' }) => sum + trust.length, 0);
}

export async function instanceProfileShape(
  reader: Reader,
  account: AccountId,
  profile: InstanceProfileRecord,
): Promise<iam.InstanceProfile> {
  return {
    ...(await instanceProfileSummary(reader, account, profile)),
    ...(profile.tags.length === 0 ? {} : { Tags: [...profile.tags] }),
  };
}
