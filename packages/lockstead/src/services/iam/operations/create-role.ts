/**
 * CreateRole: makes a role. Its trust policy says who may assume it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
import { newUniqueId } from '#kernel/ids';
import { roleBase } from '../entities/role-shapes.ts';
import { boundaryShape } from '../entities/shapes.ts';
import { newTags } from '../entities/tags.ts';
import { isProtected } from '../entities/well-known-paths.ts';
import { EntityAlreadyExists, InvalidInput } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { checkBoundary } from '../policies/boundary.ts';
import { storeTrustPolicy } from '../policies/trust-policy.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { iamState, nameKey, type RoleRecord } from '../state/state.ts';

const sessionSecondsDefault = 3600;

export const createRole = (quotas: AccountQuotas): IamWrite<'CreateRole'> => ({
  name: 'CreateRole',
  effect: 'write',

  async handle(input, { tx, account, clock, entropy }) {
    const state = iamState(tx, account);
    const name = input.RoleName;
    const given = input.AssumeRolePolicyDocument;
    const trust = await storeTrustPolicy(tx, account, given);
    if ((await state.roles.get(nameKey(name))) !== undefined) throw EntityAlreadyExists.role(name);
    await quotas.check(tx, account, 'RolesPerAccount');
    const boundary = await checkBoundary(state, account, input.PermissionsBoundary);
    const role: RoleRecord = {
      name,
      path: input.Path ?? '/',
      id: newUniqueId(entropy, 'AROA'),
      createdAt: clock.now(),
      ...trust,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      maxSessionSeconds: input.MaxSessionDuration ?? sessionSecondsDefault,
      ...(boundary === undefined ? {} : { boundary }),
      tags: newTags([], input.Tags),
    };
    // AWS DIFFERS? It refuses these paths as well, in words that are not known here.
    if (isProtected(role))
      throw new InvalidInput(`The path ${role.path.split('/', 2).join('/')}/ is reserved for roles of AWS's own.`);
    await state.roles.insert(role);
    // The policy as it was given; description and session length are for GetRole to tell.
    return {
      Role: {
        ...roleBase(account, role, given),
        ...(boundary === undefined ? {} : { PermissionsBoundary: boundaryShape(boundary) }),
        ...(role.tags.length === 0 ? {} : { Tags: [...role.tags] }),
      },
    };
  },
});
