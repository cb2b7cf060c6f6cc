/** STS's door: temporary credentials as the gateway asks for them, and the tokens that carry them. */
export { AuthorizationMessages } from './authorization-messages.ts';
export { temporaryCredentials } from './credentials.ts';
export { type GivenSession, giveSession } from './given-session.ts';
export type { SamlRole } from './saml/attributes.ts';
export { identifySaml, rolesOffered } from './saml/identify.ts';
export { Recipients } from './saml/recipient.ts';
export { SessionTokens } from './session-token.ts';
export { givenIssuers } from './web-identity/given-issuers.ts';
export type { IssuerParts } from './web-identity/issuer-keys.ts';
