/** SAML providers as STS sees them: by ARN, with the keys that open what is encrypted for them. */
import type { AccountId } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import type { Reader } from '#store/port';
import { samlNameOfArn } from '../federation/saml-provider.ts';
import type { SamlProviderRecord } from '../federation/state.ts';
import { iamState } from '../state/state.ts';

export interface SamlProvider {
  readonly arn: string;
  readonly provider: SamlProviderRecord;
  /** PEM; read from the store only when an assertion is encrypted. */
  privateKeys(): Promise<readonly Secret[]>;
}

/** Undefined: the account has no provider of that ARN. */
export async function findSamlProvider(
  reader: Reader,
  account: AccountId,
  arn: string,
): Promise<SamlProvider | undefined> {
  const state = iamState(reader, account);
  const name = samlNameOfArn(arn, account);
  const provider = name === undefined ? undefined : await state.samlProviders.get(name);
  if (provider === undefined) return undefined;
  return {
    arn,
    provider,
    async privateKeys() {
      const keys = await Promise.all(provider.privateKeys.map(({ id }) => state.samlPrivateKeys.get(id)));
      return keys.flatMap((key) => (key === undefined ? [] : [key.pem]));
    },
  };
}
