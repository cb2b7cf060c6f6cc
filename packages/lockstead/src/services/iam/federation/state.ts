/** Identity providers that an account trusts, as IAM keeps them. */
import type { Instant } from '#kernel/clock';
import type { Tag } from '#service/session';
import type { Collection } from '#store/port';

export interface OidcProviderRecord {
  /** The issuer without `https://`, exactly as it was given: what stands in the ARN and before the names of its condition keys. */
  readonly url: string;
  /** The audiences that its tokens may be meant for. */
  readonly clientIds: readonly string[];
  /** SHA-1 of certificates, 40 hexadecimal digits in lower case: trusted where no authority that is known here has signed the issuer's. */
  readonly thumbprints: readonly string[];
  readonly tags: readonly Tag[];
  readonly createdAt: Instant;
}

const oidcProviders: Collection<OidcProviderRecord> = {
  name: 'iam.oidcProvider',
  level: 'account',
  id: (provider) => provider.url,
};

export const federationCollections = { oidcProviders } as const;
