/**
 * AWS Identity and Access Management.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import { iamAuthorization } from './authorization.ts';
import type { CredentialUses } from './credential-uses.ts';
import { attachUserPolicy } from './operations/attach-user-policy.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { getAccessKeyLastUsed } from './operations/get-access-key-last-used.ts';
import { getUser } from './operations/get-user.ts';
import { listAccessKeys } from './operations/list-access-keys.ts';
import { listUsers } from './operations/list-users.ts';
import { updateAccessKey } from './operations/update-access-key.ts';

export function iam(uses: CredentialUses): ServiceDefinition {
  return defineService({
    name: 'iam',
    global: true,
    operations: [
      attachUserPolicy,
      createAccessKey,
      createRole,
      createUser,
      deleteAccessKey(uses),
      getAccessKeyLastUsed(uses),
      getUser,
      listAccessKeys,
      listUsers,
      updateAccessKey,
    ],
    authorization: iamAuthorization,
  });
}
