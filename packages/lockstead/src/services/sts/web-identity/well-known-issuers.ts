/**
 * Issuers that AWS trusts without a provider in the account: trust policies name them by their host. No list of audiences holds for them; a
 * trust policy that asks for none lets every application of that issuer in.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
 */

interface WellKnownIssuer {
  /** Where its keys are. Absent: they are taken from a file alone. */
  readonly keysAt?: string;
}

export const wellKnownIssuers: ReadonlyMap<string, WellKnownIssuer> = new Map<string, WellKnownIssuer>([
  ['accounts.google.com', { keysAt: 'https://www.googleapis.com/oauth2/v3/certs' }],
  // Its keys lie at AWS, whom Lockstead never asks.
  ['cognito-identity.amazonaws.com', {}],
]);

/** Issuers that give access tokens instead, which only they themselves can judge. */
export const accessTokenProviders: ReadonlySet<string> = new Set(['graph.facebook.com', 'www.amazon.com']);
