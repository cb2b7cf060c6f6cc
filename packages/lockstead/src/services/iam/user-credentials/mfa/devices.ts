/** MFA devices as the operations on them find, show and prove them. */
import { type Clock, type Instant, toDate } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Reader, Transaction } from '#store/port';
import { userSummary } from '../../entities/shapes.ts';
import { EntityAlreadyExists, InvalidAuthenticationCode, NoSuchEntity } from '../../errors.ts';
import { type IamReader, iamState, type UserRecord } from '../../state/state.ts';
import type * as iam from '../../structures.ts';
import type { Owner } from '../owner.ts';
import { requireRoomForDevice } from './passkeys.ts';
import type { MfaDeviceRecord } from './state.ts';
import { base32Bytes, findStep, stepAt } from './totp.ts';

/** A minute either way, for clocks that differ and people who are slow. */
export const windowSteps = 2;
/** An hour either way: for a device whose clock has run off. */
export const resyncWindowSteps = 120;

/** Serial numbers of the virtual devices that are enabled for a user, or the root user (`ownerId` is the account's). */
export async function devicesOf(
  reader: Reader,
  { account, ownerId }: { readonly account: AccountId; readonly ownerId: string },
): Promise<readonly string[]> {
  const devices = await iamState(reader, account).mfaDevices.list({ index: 'user', key: ownerId });
  return devices.map(({ record }) => record.serial);
}

/** By its serial number, which for virtual devices is an ARN. Throws `NoSuchEntity`. */
export async function findDevice(state: IamReader, serial: string): Promise<MfaDeviceRecord> {
  const device = await state.mfaDevices.get(serial);
  if (device === undefined) throw NoSuchEntity.mfaDevice(serial);
  return device;
}

/** A device that is enabled for that user. */
export async function findDeviceOf(state: IamReader, owner: Owner, serial: string): Promise<MfaDeviceRecord> {
  const device = await findDevice(state, serial);
  if (device.userId !== owner.id) throw NoSuchEntity.mfaDeviceOfUser();
  return device;
}

/** Two codes that a device showed one after the other. */
export interface TwoCodes {
  readonly AuthenticationCode1: string;
  readonly AuthenticationCode2: string;
}

/**
 * What two codes that follow one another show of a device's clock; throws where they do not. They are judged on the clock of the world
 * outside, as whoever reads them off a device does.
 */
export function proveTwoCodes(
  device: MfaDeviceRecord,
  { AuthenticationCode1: first, AuthenticationCode2: second }: TwoCodes,
  wallNow: Instant,
  window: number,
): Required<Pick<MfaDeviceRecord, 'lastStep' | 'driftSteps'>> {
  const near = stepAt(wallNow) - 1;
  const seed = base32Bytes(device.seed.reveal());
  const step = findStep(seed, [first, second], { near, window, after: device.lastStep ?? -1 });
  if (step === undefined) throw new InvalidAuthenticationCode();
  // What is within the window is the reader's slowness as likely as the clock's error.
  const drift = step - near;
  return { lastStep: step + 1, driftSteps: Math.abs(drift) <= windowSteps ? 0 : drift };
}

/**
 * Gives a virtual device to the root user, as AWS's console does: `EnableMFADevice` names a user, and so none of this. Throws as that does.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-virt-mfa-for-root.html
 */
export async function enableRootDevice(
  tx: Transaction,
  account: AccountId,
  serial: string,
  codes: TwoCodes,
  clock: Clock,
): Promise<void> {
  const state = iamState(tx, account);
  const device = await findDevice(state, serial);
  if (device.userId !== undefined) throw EntityAlreadyExists.enabledMfaDevice(device.serial);
  await requireRoomForDevice(state, account);
  const shown = proveTwoCodes(device, codes, clock.wallNow(), windowSteps);
  await state.mfaDevices.update({ ...device, ...shown, userId: account, enabledAt: clock.now() });
}

export function mfaDeviceShape(userName: string, device: MfaDeviceRecord): iam.MFADevice {
  return { UserName: userName, SerialNumber: device.serial, EnableDate: enableDate(device) };
}

/** In lists: without tags and seed. */
export function virtualDeviceShape(
  account: string,
  device: MfaDeviceRecord,
  user: UserRecord | undefined,
): iam.VirtualMFADevice {
  return {
    SerialNumber: device.serial,
    ...(user === undefined ? {} : { User: userSummary(account, user), EnableDate: enableDate(device) }),
  };
}

function enableDate({ enabledAt, createdAt }: MfaDeviceRecord): Date {
  return toDate(enabledAt ?? createdAt);
}
