/**
 * CreateRole: an identity that is assumed, not signed in to. Its trust policy says by whom.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
import { newUniqueId } from '#kernel/ids';
import { checkBoundary } from '../boundary.ts';
import { EntityAlreadyExists, LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamWrite } from '../operation.ts';
import { checkTrustPolicy } from '../policy-document.ts';
import { roleShape } from '../shapes.ts';
import { iamState, nameKey, type RoleRecord } from '../state.ts';
import { newTags } from '../tags.ts';

const sessionSecondsDefault = 3600;

export const createRole: IamWrite<'CreateRole'> = {
  name: 'CreateRole',
  effect: 'write',

  async handle(input, { tx, account, clock, entropy }) {
    const state = iamState(tx, account);
    const name = input.RoleName ?? '';
    const trustPolicy = input.AssumeRolePolicyDocument ?? '';
    checkTrustPolicy(trustPolicy);
    if ((await state.roles.get(nameKey(name))) !== undefined) throw EntityAlreadyExists.role(name);
    if ((await state.roles.count()) >= iamLimits.RolesPerAccount) {
      throw LimitExceeded.quota('RolesPerAccount', iamLimits.RolesPerAccount);
    }
    const boundary = await checkBoundary(state, account, input.PermissionsBoundary);
    const role: RoleRecord = {
      name,
      path: input.Path ?? '/',
      id: newUniqueId(entropy, 'AROA'),
      createdAt: clock.now(),
      trustPolicy,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      maxSessionSeconds: input.MaxSessionDuration ?? sessionSecondsDefault,
      ...(boundary === undefined ? {} : { boundary }),
      tags: newTags([], input.Tags),
    };
    await state.roles.insert(role);
    return { Role: roleShape(account, role) };
  },
};
