/** Second factors: virtual devices, whose seed both sides share, and passkeys, of which only the public half is here. */
import type { Instant } from '#kernel/clock';
import type { Secret } from '#kernel/secret';
import type { Tag } from '#service/session';
import type { Collection } from '#store/port';

export interface MfaDeviceRecord {
  /** Its ARN, under which it is known as well. */
  readonly serial: string;
  readonly path: string;
  readonly name: string;
  /** In base32. */
  readonly seed: Secret;
  readonly tags: readonly Tag[];
  readonly createdAt: Instant;
  /** Whose it is, by unique id; absent until it is enabled. */
  readonly userId?: string;
  readonly enabledAt?: Instant;
  /** The half minute of the newest code that was accepted: no code of it, or from before it, is accepted again. */
  readonly lastStep?: number;
  /** By how many half minutes the device's clock is ahead of ours, as its last two codes showed. */
  readonly driftSteps?: number;
}

export interface PasskeyRecord {
  /** `arn:aws:iam::ACCOUNT:u2f/user/USER/NAME-RANDOM`: what the API calls its serial number. */
  readonly serial: string;
  /** A user's unique id; of the root user the account's. */
  readonly userId: string;
  /** In base64url, as browsers have it. */
  readonly credentialId: string;
  /** In COSE, in base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  /** It asked for a finger or a PIN when it was registered, so it has to each time. */
  readonly verifiesUser: boolean;
  readonly enabledAt: Instant;
}

/** Codes of a device that were tried and were not right. */
export interface CodeTriesRecord {
  readonly serial: string;
  /** Which device of this serial number. */
  readonly device: string;
  readonly since: Instant;
  readonly count: number;
}

export const mfaCollections = {
  mfaDevices: {
    name: 'iam.mfaDevice',
    level: 'account',
    id: (device) => device.serial,
    indexes: {
      user: ({ userId }) => (userId === undefined ? [] : [userId]),
      assignment: ({ userId }) => [userId === undefined ? 'Unassigned' : 'Assigned'],
    },
    sealed: ['seed'],
  } satisfies Collection<MfaDeviceRecord> as Collection<MfaDeviceRecord>,
  codeTries: {
    name: 'iam.codeTries',
    level: 'account',
    id: ({ serial }) => serial,
    feed: false,
  } satisfies Collection<CodeTriesRecord> as Collection<CodeTriesRecord>,
  passkeys: {
    name: 'iam.passkey',
    level: 'account',
    id: ({ serial }) => serial,
    indexes: { user: ({ userId }) => [userId] },
  } satisfies Collection<PasskeyRecord> as Collection<PasskeyRecord>,
} as const;
