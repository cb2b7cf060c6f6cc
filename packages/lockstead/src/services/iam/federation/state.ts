/** Identity providers that an account trusts, as IAM keeps them. */
import type { Instant } from '#kernel/clock';
import type { Secret } from '#kernel/secret';
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

/** Whether assertions have to be encrypted, or may be. */
export type SamlEncryption = 'Required' | 'Allowed';

export interface SamlProviderRecord {
  readonly name: string;
  /** `SAMLSP…`: AWS's unique id of it. */
  readonly id: string;
  /** From its metadata document: who signs, and with which certificates (base64 of DER). */
  readonly entityId: string;
  readonly certificates: readonly string[];
  /** The end that the document names itself. */
  readonly documentEndsAt?: Instant;
  /** What AWS tells as the provider's end: a hundred years after the document came. */
  readonly validUntil: Instant;
  readonly encryption: SamlEncryption;
  /** The oldest first. */
  readonly privateKeys: readonly { readonly id: string; readonly addedAt: Instant }[];
  readonly tags: readonly Tag[];
  readonly createdAt: Instant;
}

/** Apart from the provider, since it may be long, and lists of providers do without it. */
export interface SamlDocumentRecord {
  readonly provider: string;
  readonly document: string;
}

export interface SamlPrivateKeyRecord {
  readonly id: string;
  readonly provider: string;
  readonly pem: Secret;
}

const samlProviders: Collection<SamlProviderRecord> = {
  name: 'iam.samlProvider',
  level: 'account',
  id: ({ name }) => name,
};

const samlDocuments: Collection<SamlDocumentRecord> = {
  name: 'iam.samlDocument',
  level: 'account',
  id: ({ provider }) => provider,
  feed: false,
};

const samlPrivateKeys: Collection<SamlPrivateKeyRecord> = {
  name: 'iam.samlPrivateKey',
  level: 'account',
  id: ({ id }) => id,
  sealed: ['pem'],
  feed: false,
};

const oidcProviders: Collection<OidcProviderRecord> = {
  name: 'iam.oidcProvider',
  level: 'account',
  id: (provider) => provider.url,
};

export const federationCollections = { oidcProviders, samlProviders, samlDocuments, samlPrivateKeys } as const;
