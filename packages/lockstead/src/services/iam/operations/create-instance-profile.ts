/**
 * CreateInstanceProfile: makes an instance profile, by which an EC2 instance gets a role.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html
 */
import { newUniqueId } from '#kernel/ids';
import type { TagRules } from '../../tags/tag-rules.ts';
import { instanceProfileShape } from '../entities/instance-profile-shape.ts';
import { ruledTags } from '../entities/tags.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { type InstanceProfileRecord, iamState, nameKey } from '../state/state.ts';

export const createInstanceProfile = (quotas: AccountQuotas, rules: TagRules): IamWrite<'CreateInstanceProfile'> => ({
  name: 'CreateInstanceProfile',
  effect: 'write',

  async handle(input, context) {
    const { tx, account, clock, entropy } = context;
    const state = iamState(tx, account);
    const name = input.InstanceProfileName;
    if ((await state.instanceProfiles.get(nameKey(name))) !== undefined)
      throw EntityAlreadyExists.instanceProfile(name);
    await quotas.check(tx, account, 'InstanceProfilesPerAccount');
    const profile: InstanceProfileRecord = {
      name,
      path: input.Path ?? '/',
      id: newUniqueId(entropy, 'AIPA'),
      createdAt: clock.now(),
      tags: await ruledTags(rules, context, 'instance-profile', [], input.Tags),
    };
    await state.instanceProfiles.insert(profile);
    return { InstanceProfile: await instanceProfileShape(tx, account, profile) };
  },
});
