/**
 * AWS Security Token Service.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import type { PrincipalPolicyReader } from '#services/iam/api';
import { assumeRoleAuthorization, noPermission } from './authorization.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import type { SessionTokens } from './session-token.ts';

export function sts(tokens: SessionTokens, policies: PrincipalPolicyReader): ServiceDefinition {
  return defineService({
    name: 'sts',
    global: false,
    operations: [assumeRole(tokens), getCallerIdentity],
    authorization: {
      AssumeRole: assumeRoleAuthorization(policies),
      GetCallerIdentity: noPermission,
    },
  });
}
