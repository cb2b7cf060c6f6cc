/**
 * OpenID Connect providers: their form, and where they are found.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
import { iamArn, parseArn } from '#kernel/arn';
import type { AccountId } from '#kernel/ids';
import { InvalidInput, LimitExceeded, NoSuchEntity } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamReader } from '../state/state.ts';
import type { OidcProviderRecord } from './state.ts';

const scheme = 'https://';
const resourcePrefix = 'oidc-provider/';

/** AWS's ARN of the provider of this issuer, which is given without its scheme. */
export const oidcProviderArn = (account: string, url: string): string => iamArn(account, `${resourcePrefix}${url}`);

/**
 * The issuer without its scheme, otherwise as it was given: a slash at its end makes another provider. Throws `InvalidInput` for what is no
 * `https` address, or has a query, a fragment or a user.
 * AWS DIFFERS? Its reference says that the address should have no port. One is accepted here: issuers on this machine have one.
 */
export function oidcProviderUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.search === '' && url.hash === '' && url.username === '' && url.password === '';
  const hasForm = text.startsWith(scheme) && !/[\s?#@\\*]/.test(text);
  if (url === undefined || url.protocol !== 'https:' || !isPlain || !hasForm) {
    // AWS DIFFERS? The code and the sentence are those that other implementations took from it.
    throw new InvalidInput('Invalid Open ID Connect Provider URL');
  }
  return text.slice(scheme.length);
}

/** Each once, in the order in which they were given. */
export function oidcClientIds(ids: readonly string[] = []): readonly string[] {
  const distinct = [...new Set(ids)];
  const max = iamLimits.ClientIdsPerOpenIdConnectProvider;
  if (distinct.length > max) throw LimitExceeded.quota('ClientIdsPerOpenIdConnectProvider', max);
  return distinct;
}

/** Each once, in lower case. Throws `InvalidInput` for what is not 40 hexadecimal digits, and for more than five. */
export function oidcThumbprints(given: readonly string[] = []): readonly string[] {
  const distinct = [...new Set(given.map((thumbprint) => thumbprint.toLowerCase()))];
  if (distinct.length > iamLimits.ThumbprintsPerOpenIdConnectProvider) {
    throw new InvalidInput('Thumbprint list must contain fewer than 5 entries.');
  }
  // AWS DIFFERS? Its model asks for the length alone. What is no SHA-1 can match no certificate, so it is said at once.
  if (distinct.some((thumbprint) => !/^[0-9a-f]{40}$/.test(thumbprint))) {
    throw new InvalidInput('Thumbprints must be 40 hexadecimal digits.');
  }
  return distinct;
}

/** The issuer in a provider's ARN; undefined for the ARN of anything else, or of another account. */
export function urlOfArn(arn: string, account: AccountId): string | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || parsed.account !== account || parsed.region !== '') return undefined;
  return parsed.resource.startsWith(resourcePrefix) ? parsed.resource.slice(resourcePrefix.length) : undefined;
}

/** Throws `NoSuchEntity`. */
export async function findOidcProvider(state: IamReader, account: AccountId, arn: string): Promise<OidcProviderRecord> {
  const url = urlOfArn(arn, account);
  const provider = url === undefined ? undefined : await state.oidcProviders.get(url);
  if (provider === undefined) throw NoSuchEntity.oidcProvider(arn);
  return provider;
}
