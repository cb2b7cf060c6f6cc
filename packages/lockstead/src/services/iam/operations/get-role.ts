/**
 * GetRole: one role with everything about it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 */
import { findRole } from '../entities/find.ts';
import { roleShape } from '../entities/role-shapes.ts';
import type { IamRead } from '../operation.ts';
import type { CredentialUses } from '../provides/credential-uses.ts';
import { iamState } from '../state/state.ts';

export function getRole(uses: CredentialUses): IamRead<'GetRole'> {
  return {
    name: 'GetRole',
    effect: 'read',

    async handle(input, { reader, account }) {
      const role = await findRole(iamState(reader, account), input.RoleName);
      return { Role: await roleShape(reader, account, role, await uses.lastUse(reader, account, role.id)) };
    },
  };
}
