/** What IAM users hold beside access keys. Each record hangs on its user's unique id, so that a renamed user keeps it. */
import type { Instant } from '#kernel/clock';
import type { Secret } from '#kernel/secret';
import type { Collection } from '#store/port';

export type ActiveStatus = 'Active' | 'Inactive';

export interface SshPublicKeyRecord {
  /** `APKA…` */
  readonly id: string;
  readonly userId: string;
  /** As it was uploaded, without white space around it. */
  readonly body: string;
  readonly encoding: 'SSH' | 'PEM';
  /** The key as SSH sends it (RFC 4253, 6.6), in base64: the same however it was written. */
  readonly blob: string;
  readonly status: ActiveStatus;
  readonly uploadedAt: Instant;
}

export interface SigningCertificateRecord {
  readonly id: string;
  /** The account's id for the root user's. */
  readonly userId: string;
  readonly body: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly status: ActiveStatus;
  readonly uploadedAt: Instant;
}

export interface ServiceCredentialRecord {
  /** `ACCA…` */
  readonly id: string;
  readonly userId: string;
  readonly service: string;
  /** The name to sign in with, or an API key's public part. It stays when the user is renamed. */
  readonly name: string;
  /** Of a password that nobody could guess: 256 random bits need no slow hash. */
  readonly passwordHash: Secret;
  readonly status: ActiveStatus;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
}

/** A user's password. */
export interface LoginProfileRecord {
  readonly userId: string;
  /** password-hash.ts */
  readonly passwordHash: Secret;
  /** Hashes of the passwords before it, the newest first, a line each. */
  readonly earlierHashes?: Secret;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly resetRequired: boolean;
}

const ofUser = { user: ({ userId }: { readonly userId: string }) => [userId] };

export const userCredentialCollections = {
  sshPublicKeys: {
    name: 'iam.sshPublicKey',
    level: 'account',
    id: (key) => key.id,
    indexes: ofUser,
  } satisfies Collection<SshPublicKeyRecord> as Collection<SshPublicKeyRecord>,
  signingCertificates: {
    name: 'iam.signingCertificate',
    level: 'account',
    id: (certificate) => certificate.id,
    indexes: { ...ofUser, fingerprint: ({ fingerprint }) => [fingerprint] },
  } satisfies Collection<SigningCertificateRecord> as Collection<SigningCertificateRecord>,
  serviceCredentials: {
    name: 'iam.serviceCredential',
    level: 'account',
    id: (credential) => credential.id,
    indexes: { ...ofUser, service: ({ service }) => [service] },
    sealed: ['passwordHash'],
  } satisfies Collection<ServiceCredentialRecord> as Collection<ServiceCredentialRecord>,
  loginProfiles: {
    name: 'iam.loginProfile',
    level: 'account',
    id: (profile) => profile.userId,
    sealed: ['passwordHash', 'earlierHashes'],
  } satisfies Collection<LoginProfileRecord> as Collection<LoginProfileRecord>,
} as const;
