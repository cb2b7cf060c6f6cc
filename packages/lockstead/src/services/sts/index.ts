/**
 * AWS Security Token Service.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import type { CodeTries, PrincipalPolicyReader } from '#services/iam/api';
import { stsAuthorization } from './authorization.ts';
import type { AuthorizationMessages } from './authorization-messages.ts';
import { stsDenial } from './denial.ts';
import { stsEventDetails, stsEventResources } from './events.ts';
import { assumeRole } from './operations/assume-role.ts';
import { assumeRoleWithSAML } from './operations/assume-role-with-saml.ts';
import { assumeRoleWithWebIdentity } from './operations/assume-role-with-web-identity.ts';
import { decodeAuthorizationMessage } from './operations/decode-authorization-message.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getFederationToken } from './operations/get-federation-token.ts';
import { getSessionToken } from './operations/get-session-token.ts';
import { Recipients } from './saml/recipient.ts';
import { SecondFactors } from './second-factor.ts';
import type { SessionTokens } from './session-token.ts';
import { IssuerKeys, type IssuerParts } from './web-identity/issuer-keys.ts';

/** What STS is given. */
export interface StsParts {
  readonly sessionTokens: SessionTokens;
  /** Shared with what words denials. */
  readonly authorizationMessages: AuthorizationMessages;
  readonly policies: PrincipalPolicyReader;
  /** Of devices whose codes are tried. */
  readonly codeTries: CodeTries;
  /** How issuers of web identity tokens are known and asked. */
  readonly issuers: IssuerParts;
  /** What the server is called beside `localhost`: assertions may be meant for its sign-in pages. */
  readonly hosts: readonly string[];
}

/** All operations that are listed are done; the others answer NotImplemented by name. */
export function sts(parts: StsParts): ServiceDefinition {
  const { sessionTokens: tokens, authorizationMessages, policies, codeTries, issuers, hosts } = parts;
  const factors = new SecondFactors(codeTries);
  return defineService({
    name: 'sts',
    global: false,
    wordDenial: stsDenial,
    operations: [
      assumeRole(tokens),
      assumeRoleWithSAML(tokens, new Recipients(hosts)),
      assumeRoleWithWebIdentity(tokens, new IssuerKeys(issuers)),
      decodeAuthorizationMessage(authorizationMessages),
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
