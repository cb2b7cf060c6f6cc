/** OpenID Connect providers as STS sees them: by issuer, in whatever account. */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { oidcProviderArn } from '../federation/oidc-provider.ts';
import type { OidcProviderRecord } from '../federation/state.ts';
import { iamState } from '../state/state.ts';

export interface OidcProvider {
  readonly arn: string;
  readonly provider: OidcProviderRecord;
}

/** `url` is the issuer without its scheme, letter by letter as the provider was made. Undefined: the account has no such provider. */
export async function findOidcProvider(
  reader: Reader,
  account: AccountId,
  url: string,
): Promise<OidcProvider | undefined> {
  const provider = await iamState(reader, account).oidcProviders.get(url);
  return provider === undefined ? undefined : { arn: oidcProviderArn(account, url), provider };
}
