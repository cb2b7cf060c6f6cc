/**
 * Passkeys and security keys (WebAuthn). Their private half never leaves the device; what is kept is the public one, and a counter by which a
 * copied key would be noticed. They are registered and used at the sign-in pages alone.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html
 */
import { iamArn } from '#kernel/arn';
import type { Instant } from '#kernel/clock';
import { type Entropy, randomBase32 } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import type { Reader, Transaction } from '#store/port';
import { InvalidInput, LimitExceeded } from '../../errors.ts';
import { iamLimits } from '../../limits.ts';
import { type IamReader, iamState } from '../../state/state.ts';
import type { PasskeyRecord } from './state.ts';

export interface DeviceOwner {
  readonly account: AccountId;
  readonly ownerId: string;
}

/** Of both kinds. */
export async function devicesCount(state: IamReader, ownerId: string): Promise<number> {
  const held = { index: 'user', key: ownerId };
  return (await state.mfaDevices.count(held)) + (await state.passkeys.count(held));
}

/** Throws `LimitExceeded` where a user, or the root user, has as many as AWS allows. */
export async function requireRoomForDevice(state: IamReader, ownerId: string): Promise<void> {
  const { MFADevicesPerUser: max } = iamLimits;
  if ((await devicesCount(state, ownerId)) >= max) throw LimitExceeded.quota('MFADevicesPerUser', max);
}

export async function passkeysOf(reader: Reader, { account, ownerId }: DeviceOwner): Promise<readonly PasskeyRecord[]> {
  const rows = await iamState(reader, account).passkeys.list({ index: 'user', key: ownerId });
  return rows.map(({ record }) => record);
}

export interface NewPasskey extends Omit<PasskeyRecord, 'serial' | 'userId' | 'enabledAt'> {
  /** As its owner calls it. */
  readonly name: string;
}

/**
 * Answers its serial number. Throws `LimitExceeded`, and `InvalidInput` for a name that cannot stand in an ARN. `userName`: absent for the root
 * user.
 * AWS DIFFERS? The serial number of a root user's key is not documented; what follows the name is drawn at random, as AWS's seems to be.
 */
export async function addPasskey(
  tx: Transaction,
  { account, ownerId }: DeviceOwner,
  userName: string | undefined,
  { name, ...made }: NewPasskey,
  now: Instant,
  entropy: Entropy,
): Promise<string> {
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw new InvalidInput('The name of a device has letters, digits and +=,.@-_, 64 at most.');
  const state = iamState(tx, account);
  await requireRoomForDevice(state, ownerId);
  const owner = userName === undefined ? 'root' : `user/${userName}`;
  const serial = iamArn(account, `u2f/${owner}/${name}-${randomBase32(entropy, 26)}`);
  await state.passkeys.insert({ serial, userId: ownerId, ...made, enabledAt: now });
  return serial;
}

/** After a use: false where the counter did not go on, because another node has seen this use, or the key has a copy. */
export async function notePasskeyUse(
  tx: Transaction,
  { account }: Pick<DeviceOwner, 'account'>,
  serial: string,
  counter: number,
): Promise<boolean> {
  const { passkeys } = iamState(tx, account);
  const passkey = await passkeys.get(serial);
  if (passkey === undefined) return false;
  // Many passkeys do not count, and say zero for ever.
  if (counter <= passkey.counter && (counter !== 0 || passkey.counter !== 0)) return false;
  await passkeys.update({ ...passkey, counter });
  return true;
}
