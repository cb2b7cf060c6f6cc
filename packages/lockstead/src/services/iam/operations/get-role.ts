/**
 * GetRole: one role with everything about it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 */
import type { CredentialUses } from '../credential-uses.ts';
import { findRole } from '../find.ts';
import type { IamRead } from '../operation.ts';
import { roleShape } from '../role-shapes.ts';
import { iamState } from '../state.ts';

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
