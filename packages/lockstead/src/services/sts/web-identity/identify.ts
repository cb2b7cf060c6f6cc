/**
 * Whom a web identity token vouches for, or why it is not accepted. The cheap questions come first: an issuer is asked for its keys only where the
 * role's account trusts it and nothing else is wrong with the token.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Session } from '#service/session';
import { findOidcProvider } from '#services/iam/api';
import type { Reader } from '#store/port';
import { IDPCommunicationError, InvalidIdentityToken, NotImplemented, ValidationError } from '../errors.ts';
import { accountOfRole } from '../role-account.ts';
import { audienceOf } from './audience.ts';
import { claimKeys } from './claims.ts';
import type { IssuerKeys, TrustedIssuer } from './issuer-keys.ts';
import { passedClaims } from './passed-claims.ts';
import { checkTimes, readToken, subjectOf, type Token, verifySignature } from './token.ts';
import { accessTokenProviders, wellKnownIssuers } from './well-known-issuers.ts';

interface WebIdentityInput {
  readonly RoleArn: string;
  readonly WebIdentityToken: string;
  readonly ProviderId?: string | undefined;
}

/** An issuer as the account of a role knows it. */
interface Provider extends TrustedIssuer {
  /** As trust policies name it. */
  readonly name: string;
  /** Absent: all. */
  readonly audiences?: readonly string[];
}

const scheme = 'https://';

/** The session of a principal of kind `federated`. Throws AWS's errors; asks other machines, so never with the store held. */
export async function identifyWebIdentity(
  keys: IssuerKeys,
  input: WebIdentityInput,
  reader: Reader,
  now: Instant,
): Promise<Session> {
  checkProviderId(input.ProviderId);
  const roleAccount = accountOfRole(input.RoleArn);
  const token = await readToken(input.WebIdentityToken);
  const provider = await providerOf(reader, roleAccount, token.issuer);
  const { audience, keys: audiences } = audienceOf(token.claims, provider.audiences);
  const subject = subjectOf(token);
  checkTimes(token, now);
  await verify(keys, provider, token);
  return {
    principal: {
      kind: 'federated',
      roleAccount,
      federation: { provider: provider.name, claims: claimKeys(provider.url, token.claims, audiences) },
      subject,
      audience,
      passes: passedClaims(token.claims),
    },
  };
}

async function verify(keys: IssuerKeys, provider: Provider, token: Token): Promise<void> {
  const found = await keys.find(provider, token.algorithm, token.keyId);
  switch (found.kind) {
    case 'key':
      return await verifySignature(token, found.key);
    case 'unknownKey':
      throw InvalidIdentityToken.verificationKey();
    case 'wrongCertificate':
      throw InvalidIdentityToken.thumbprint();
    case 'unreachable':
      throw new IDPCommunicationError();
  }
}

/** Only Login with Amazon and Facebook give access tokens, which come with this parameter. */
function checkProviderId(providerId: string | undefined): void {
  if (providerId === undefined) return;
  if (accessTokenProviders.has(providerId)) {
    throw new NotImplemented(`Lockstead does not implement access tokens of ${providerId}`);
  }
  // AWS DIFFERS? It documents two values, and not what it says of others.
  throw new ValidationError(`The provider ${providerId} is not supported: it is not given for OpenID Connect tokens.`);
}

/**
 * A provider in the account stands before what AWS knows by itself.
 * AWS DIFFERS? Which of the two it takes where an account has a provider for accounts.google.com is not documented.
 */
async function providerOf(reader: Reader, account: AccountId, issuer: string): Promise<Provider> {
  // Google signs with and without the scheme.
  const url = issuer.startsWith(scheme) ? issuer.slice(scheme.length) : issuer;
  const isWellKnown = wellKnownIssuers.has(url);
  if (!issuer.startsWith(scheme) && !isWellKnown) throw InvalidIdentityToken.noProvider(issuer);
  const own = await findOidcProvider(reader, account, url);
  if (own !== undefined) {
    return { url, name: own.arn, thumbprints: own.provider.thumbprints, audiences: own.provider.clientIds };
  }
  if (!isWellKnown) throw InvalidIdentityToken.noProvider(issuer);
  return { url, name: url, thumbprints: [] };
}
