/**
 * AWS Security Token Service.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import type { PrincipalPolicyReader } from '#services/iam/api';
import { stsAuthorization } from './authorization.ts';
import { stsDenial } from './denial.ts';
import { stsEventDetails, stsEventResources } from './events.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getFederationToken } from './operations/get-federation-token.ts';
import { getSessionToken } from './operations/get-session-token.ts';
import { SecondFactors } from './second-factor.ts';
import type { SessionTokens } from './session-token.ts';

/** What STS is given. */
export interface StsParts {
  readonly sessionTokens: SessionTokens;
  readonly policies: PrincipalPolicyReader;
}

/** All operations that are listed are done; the others answer NotImplemented by name. */
export function sts({ sessionTokens: tokens, policies }: StsParts): ServiceDefinition {
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
    authorization: stsAuthorization(policies, factors),
    eventResources: stsEventResources,
    eventDetails: stsEventDetails,
  });
}
