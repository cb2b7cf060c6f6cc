/** Virtual MFA devices: a shared seed, from which both sides derive a code every half minute. */
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
} as const;
