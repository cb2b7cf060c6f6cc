/**
 * AWS Security Token Service.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import type { PrincipalPolicyReader } from '#services/iam/api';
import {
  assumeRoleAuthorization,
  getAccessKeyInfoAuthorization,
  getFederationTokenAuthorization,
  getSessionTokenAuthorization,
  noPermission,
} from './authorization.ts';
import { stsDenial } from './denial.ts';
import { stsEventDetails, stsEventResources } from './events.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getFederationToken } from './operations/get-federation-token.ts';
import { getSessionToken } from './operations/get-session-token.ts';
import { SecondFactors } from './second-factor.ts';
import type { SessionTokens } from './session-token.ts';

export function sts(tokens: SessionTokens, policies: PrincipalPolicyReader): ServiceDefinition {
  const factors = new SecondFactors();
  return defineService({
    name: 'sts',
    global: false,
    wordDenial: stsDenial,
    operations: [
      assumeRole(tokens),
      getAccessKeyInfo,
      getCallerIdentity,
      getFederationToken(tokens),
      getSessionToken(tokens),
    ],
    authorization: {
      AssumeRole: assumeRoleAuthorization(policies, factors),
      GetAccessKeyInfo: getAccessKeyInfoAuthorization,
      GetCallerIdentity: noPermission,
      GetFederationToken: getFederationTokenAuthorization,
      GetSessionToken: getSessionTokenAuthorization(factors),
    },
    eventResources: stsEventResources,
    eventDetails: stsEventDetails,
  });
}
