/** A code from a user's device, as STS is given it: judged on the clock of the world outside, and good for one use. */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Session } from '#service/session';
import type { Reader, Transaction } from '#store/port';
import { iamState } from '../../state/state.ts';
import { base32Bytes, findStep, stepAt } from './totp.ts';

/** Half a minute either way of what the device showed when it was enabled or set right. */
const windowSteps = 1;

/** What a good code leaves behind when it is spent. */
export interface FactorProof {
  readonly account: AccountId;
  readonly serial: string;
  readonly step: number;
}

/** What a code proves, or why it proves nothing. */
export type FactorOutcome =
  | { readonly kind: 'proved'; readonly device: string; readonly proof: FactorProof }
  /** There is no such device, or it is not the caller's. */
  | { readonly kind: 'unknownDevice' }
  /** `device` tells this device from any other, also of the same name. A code that was used is no guess. */
  | { readonly kind: 'wrongCode'; readonly device: string; readonly isUsed: boolean };

/**
 * `serial` is the device's ARN, `code` the six digits, `wallNow` the time of the world outside, since a device knows no other. Reads only:
 * `spendFactor` uses the code up.
 */
export async function judgeFactor(
  reader: Reader,
  { principal }: Session,
  serial: string,
  code: string,
  wallNow: Instant,
): Promise<FactorOutcome> {
  if (principal.kind !== 'user') return { kind: 'unknownDevice' };
  return await judgeCode(reader, { account: principal.account, ownerId: principal.userId }, serial, code, wallNow);
}

/** The same for whoever signs in with a password: `ownerId` is a user's unique id, of the root user the account's. */
export async function judgeCode(
  reader: Reader,
  { account, ownerId }: { readonly account: AccountId; readonly ownerId: string },
  serial: string,
  code: string,
  wallNow: Instant,
): Promise<FactorOutcome> {
  const device = await iamState(reader, account).mfaDevices.get(serial);
  if (device?.userId !== ownerId) return { kind: 'unknownDevice' };
  const near = stepAt(wallNow) + (device.driftSteps ?? 0);
  const seed = base32Bytes(device.seed.reveal());
  const find = (after: number): number | undefined => findStep(seed, [code], { near, window: windowSteps, after });
  const known = `${serial} ${device.createdAt}`;
  const step = find(device.lastStep ?? -1);
  if (step === undefined) return { kind: 'wrongCode', device: known, isUsed: find(-1) !== undefined };
  return { kind: 'proved', device: known, proof: { account, serial, step } };
}

/** In the transaction in which it was judged: the code, and those before it, are good for nothing any more. */
export async function spendFactor(tx: Transaction, { account, serial, step }: FactorProof): Promise<void> {
  const { mfaDevices } = iamState(tx, account);
  const device = await mfaDevices.get(serial);
  if (device !== undefined) await mfaDevices.update({ ...device, lastStep: step });
}
