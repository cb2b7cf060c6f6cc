/**
 * AWS Identity and Access Management.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import { iamAuthorization } from './authorization.ts';
import { attachUserPolicy } from './operations/attach-user-policy.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { getUser } from './operations/get-user.ts';
import { listUsers } from './operations/list-users.ts';

export const iam: ServiceDefinition = defineService({
  name: 'iam',
  global: true,
  operations: [attachUserPolicy, createAccessKey, createRole, createUser, getUser, listUsers],
  authorization: iamAuthorization,
});
